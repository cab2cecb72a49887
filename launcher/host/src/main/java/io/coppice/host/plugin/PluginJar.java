package io.coppice.host.plugin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A jar of a plugin folder.
 *
 * @param file where it is
 * @param name its file name without {@code .jar} and without a version: {@code hello} for {@code hello-1.2.jar}
 * @param classFiles the paths of the class files in it
 */
public record PluginJar(Path file, String name, Set<String> classFiles) {

    private static final Pattern FILE_NAME = Pattern.compile("(.+?)(-[0-9][A-Za-z0-9._+-]*)?\\.jar");

    /** Lists what is in it. */
    static PluginJar read(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Set<String> classFiles = zip.stream()
                    .map(ZipEntry::getName)
                    .filter(entry -> entry.endsWith(".class"))
                    .collect(Collectors.toUnmodifiableSet());
            return new PluginJar(file, nameOf(file), classFiles);
        }
    }

    static String nameOf(Path file) {
        String fileName = String.valueOf(file.getFileName());
        Matcher matcher = FILE_NAME.matcher(fileName);
        return matcher.matches() ? matcher.group(1) : fileName;
    }

    boolean hasClass(String className) {
        return classFiles.contains(className.replace('.', '/') + ".class");
    }
}
