package io.coppice.host.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The plugin jars of some folders, listed once.
 *
 * @param folders where they were looked for; a folder that does not exist has none
 * @param jars those that can be read
 * @param broken those that cannot, with the reason
 */
public record PluginCatalog(List<Path> folders, List<PluginJar> jars, Map<Path, String> broken) {

    /** The system property that names the folder of the installation. */
    private static final String HOME = "coppice.home";

    public PluginCatalog {
        folders = List.copyOf(folders);
        jars = List.copyOf(jars);
        broken = Map.copyOf(broken);
    }

    /** The jars of the installation's components, and of a plugin folder. */
    public static PluginCatalog ofInstallationAnd(Path pluginFolder) {
        List<Path> folders = new ArrayList<>();
        String home = System.getProperty(HOME);
        if (home != null) {
            folders.add(Path.of(home, "components").toAbsolutePath().normalize());
        }
        if (!folders.contains(pluginFolder)) {
            folders.add(pluginFolder);
        }
        return scan(folders);
    }

    /** The jars of these folders, not of folders below them. */
    public static PluginCatalog scan(List<Path> folders) {
        List<PluginJar> jars = new ArrayList<>();
        Map<Path, String> broken = new LinkedHashMap<>();
        for (Path folder : folders) {
            for (Path file : jarFiles(folder)) {
                try {
                    jars.add(PluginJar.read(file));
                } catch (IOException unreadable) {
                    broken.put(file, String.valueOf(unreadable.getMessage()));
                }
            }
        }
        return new PluginCatalog(folders, jars, broken);
    }

    private static List<Path> jarFiles(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar") && !Files.isDirectory(file))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the plugin folder " + folder + " cannot be read", unreadable);
        }
    }
}
