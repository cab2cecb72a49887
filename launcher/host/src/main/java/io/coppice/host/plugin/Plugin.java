package io.coppice.host.plugin;

import io.coppice.host.config.PluginDescriptor;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * One version of a plugin, as it was read.
 *
 * @param source the jar, folder or script that its user knows
 * @param files where its files are read: the source itself, or a copy of it
 * @param descriptor what it says of itself, or what its file name says
 * @param isBuiltIn whether it is one of the installation's
 * @param jars where its classes are; none for one without Java
 * @param classFiles the paths of the class files in them, and of those that its sources were compiled to
 * @param sources its Java source files
 */
public record Plugin(
        Path source,
        Path files,
        PluginDescriptor descriptor,
        boolean isBuiltIn,
        List<Path> jars,
        Set<String> classFiles,
        JavaSources sources) {

    public Plugin {
        jars = List.copyOf(jars);
        classFiles = Set.copyOf(classFiles);
    }

    public String id() {
        return descriptor.id();
    }

    /** {@code hello 1.2.0}. */
    String label() {
        return id() + descriptor.version().map(version -> " " + version).orElse("");
    }

    boolean hasClass(String className) {
        return classFiles.contains(className.replace('.', '/') + ".class");
    }
}
