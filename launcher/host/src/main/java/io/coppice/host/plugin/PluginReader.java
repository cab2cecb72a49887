package io.coppice.host.plugin;

import io.coppice.host.config.ConfigException;
import io.coppice.host.config.DescriptorReader;
import io.coppice.host.config.OfferedChild;
import io.coppice.host.config.PluginDescriptor;
import io.coppice.host.config.SemVer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads plugins from their files, and checks what can be seen without running any of their code. It blocks. */
final class PluginReader {

    private static final Logger LOG = LoggerFactory.getLogger(PluginReader.class);

    /** Where a descriptor may be, the first that is there. */
    private static final List<String> DESCRIPTORS = List.of("META-INF/coppice/plugin.json", PluginFile.DESCRIPTOR);

    private PluginReader() {}

    /**
     * Reads one.
     *
     * @param source what its user knows
     * @param files where its files are now: the source itself, or a copy
     * @param isBuiltIn whether it is one of the installation's
     * @throws PluginException that names the file, the field and the cause
     */
    static Plugin read(Path source, Path files, boolean isBuiltIn) throws PluginException {
        PluginFile file = PluginFile.of(source)
                .orElseThrow(() -> new PluginException(source
                        + " is no plugin: a jar, a folder with a plugin.json or a zip of one, or a script with a known"
                        + " ending"));
        try (PluginContent content = PluginContent.of(file.kind(), files)) {
            Optional<PluginDescriptor> own = descriptor(content);
            PluginDescriptor descriptor = own.isPresent() ? own.get() : bare(file, source, content);
            if (file.kind() == PluginFile.Kind.FOLDER && !descriptor.id().equals(file.id())) {
                throw new PluginException("plugin.json: /id: is \"" + descriptor.id() + "\", and its folder \""
                        + file.id() + "\"; give both the same name");
            }
            checkHost(descriptor);
            checkDigest(descriptor, content);
            List<Path> jars = content.jars();
            JavaSources sources = JavaSources.compile(sources(file, files, descriptor), jars);
            sources.warnings().forEach(warning -> LOG.warn("{}: {}", source, warning));
            Set<String> classFiles = classFiles(jars);
            classFiles.addAll(sources.classFiles());
            return new Plugin(source, files, descriptor, isBuiltIn, jars, classFiles, sources);
        } catch (IOException unreadable) {
            throw new PluginException("cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private static Optional<PluginDescriptor> descriptor(PluginContent content) throws IOException, PluginException {
        for (String name : DESCRIPTORS) {
            Optional<String> text = content.text(name);
            if (text.isPresent()) {
                try {
                    return Optional.of(DescriptorReader.read(name, text.get()));
                } catch (ConfigException wrong) {
                    throw new PluginException(String.valueOf(wrong.getMessage()), wrong);
                }
            }
        }
        return Optional.empty();
    }

    /** What its file name and its manifest say. */
    private static PluginDescriptor bare(PluginFile file, Path source, PluginContent content)
            throws IOException, PluginException {
        Optional<SemVer> version = file.version().flatMap(SemVer::of);
        Map<String, OfferedChild> children = Map.of();
        if (file.kind() == PluginFile.Kind.SCRIPT) {
            String start = file.language() + ":" + PluginFile.nameOf(source);
            children = Map.of(file.id(), OfferedChild.ofStart("", file.id(), start));
        } else {
            Optional<String> main = content.mainVerticle();
            if (main.isPresent()) {
                String start = main.get().indexOf(':') < 0 ? "java:" + main.get() : main.get();
                children = Map.of(file.id(), OfferedChild.ofStart(file.id(), file.id(), start));
            }
        }
        return PluginDescriptor.bare(file.id(), version, file.language(), children);
    }

    private static void checkHost(PluginDescriptor descriptor) throws PluginException {
        if (descriptor.host().isPresent() && !descriptor.host().get().has(HostVersion.CURRENT)) {
            throw new PluginException(
                    "/requires/coppice: needs " + descriptor.host().get() + ", and this is " + HostVersion.CURRENT);
        }
    }

    private static void checkDigest(PluginDescriptor descriptor, PluginContent content)
            throws IOException, PluginException {
        if (descriptor.digest().isPresent()) {
            String actual = content.digest(DESCRIPTORS);
            if (!descriptor.digest().get().equals(actual)) {
                throw new PluginException("/digest: its files have " + actual
                        + ": they are not those that were meant, or" + " the digest was not renewed");
            }
        }
    }

    /** The Java source files that it offers, by the names that a {@code start} has for them. */
    private static Map<String, Path> sources(PluginFile file, Path files, PluginDescriptor descriptor)
            throws PluginException {
        if (file.kind() == PluginFile.Kind.JAR || !file.language().equals("java")) {
            return Map.of();
        }
        if (file.kind() == PluginFile.Kind.SCRIPT) {
            return Map.of(PluginFile.nameOf(files), files);
        }
        Map<String, Path> sources = new HashMap<>();
        for (String name : sourcesIn(List.copyOf(descriptor.children().values()))) {
            Path source = files.resolve(name).normalize();
            if (!source.startsWith(files) || !Files.isRegularFile(source)) {
                throw new PluginException("plugin.json: /children: there is no file " + name);
            }
            sources.put(file.id() + "/" + name, source);
        }
        return sources;
    }

    private static List<String> sourcesIn(List<OfferedChild> children) {
        return children.stream()
                .flatMap(child -> child.starts())
                .filter(start -> start.startsWith("java:") && start.endsWith(JavaSources.ENDING))
                .map(start -> start.substring("java:".length()))
                .distinct()
                .toList();
    }

    private static Set<String> classFiles(List<Path> jars) throws IOException, PluginException {
        Set<String> classFiles = new HashSet<>();
        for (Path jar : jars) {
            try (PluginContent content = PluginContent.of(PluginFile.Kind.JAR, jar)) {
                List<String> names = new ArrayList<>(content.names());
                names.removeIf(name -> !name.endsWith(".class"));
                classFiles.addAll(names);
            }
        }
        return classFiles;
    }
}
