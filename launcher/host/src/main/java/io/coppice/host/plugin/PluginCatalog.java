package io.coppice.host.plugin;

import io.coppice.host.config.SemVer;
import io.coppice.host.config.VersionRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The plugins of some folders, at one moment.
 *
 * @param folders where they were looked for; a folder that does not exist has none
 * @param plugins those that can be used
 * @param broken those that cannot, by their files, with the reason
 */
public record PluginCatalog(List<Path> folders, List<Plugin> plugins, Map<Path, String> broken) {

    /** The system property that names the folder of the installation. */
    private static final String HOME = "coppice.home";

    public PluginCatalog {
        folders = List.copyOf(folders);
        plugins = List.copyOf(plugins);
        broken = Map.copyOf(broken);
    }

    /** Puts the files of a plugin where nobody changes them, and answers where that is. */
    interface Copying {

        /** None: they are read where they are. */
        Copying NONE = new Copying() {
            @Override
            public Path copy(Path source) {
                return source;
            }

            @Override
            public void discard(Path copy) {}
        };

        Path copy(Path source) throws IOException, PluginException;

        /** Nobody needs it. */
        void discard(Path copy) throws IOException;
    }

    /** The installation's components, and what is in a plugin folder. */
    public static PluginCatalog ofInstallationAnd(Path pluginFolder) {
        return ofInstallationAnd(pluginFolder, Copying.NONE);
    }

    static PluginCatalog ofInstallationAnd(Path pluginFolder, Copying copying) {
        List<Path> folders = new ArrayList<>();
        Path home = home();
        if (home != null) {
            folders.add(home.resolve("components"));
        }
        if (!folders.contains(pluginFolder)) {
            folders.add(pluginFolder);
        }
        return scan(folders, home == null ? 0 : 1, copying);
    }

    /** The folder of the installation; null where there is none. */
    static @Nullable Path home() {
        String home = System.getProperty(HOME);
        return home == null ? null : Path.of(home).toAbsolutePath().normalize();
    }

    /** What is in these folders, not in folders below them that are no plugins. */
    public static PluginCatalog scan(List<Path> folders) {
        return scan(folders, 0, Copying.NONE);
    }

    /** @param builtIn how many of the folders, the first, are the installation's */
    private static PluginCatalog scan(List<Path> folders, int builtIn, Copying copying) {
        List<Plugin> plugins = new ArrayList<>();
        Map<Path, String> broken = new LinkedHashMap<>();
        for (int i = 0; i < folders.size(); i++) {
            for (Path source : sources(folders.get(i))) {
                try {
                    plugins.add(i < builtIn ? PluginReader.read(source, source, true) : read(source, copying));
                } catch (PluginException unusable) {
                    broken.put(source, String.valueOf(unusable.getMessage()));
                }
            }
        }
        return new PluginCatalog(folders, plugins, broken).withRequirements();
    }

    /** A plugin of the user's. */
    static Plugin read(Path source, Copying copying) throws PluginException {
        try {
            Path folder = source.toAbsolutePath().getParent();
            if (folder != null) {
                FileSafety.check(source, folder);
            }
            return readCopy(source, copying);
        } catch (IOException unreadable) {
            throw new PluginException("cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    static Plugin readCopy(Path source, Copying copying) throws PluginException, IOException {
        Path copy = copying.copy(source);
        try {
            return PluginReader.read(source, copy, false);
        } catch (PluginException unusable) {
            copying.discard(copy);
            throw unusable;
        }
    }

    /** What may be a plugin in a folder. */
    static List<Path> sources(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> PluginFile.of(file).isPresent())
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the plugin folder " + folder + " cannot be read", unreadable);
        }
    }

    /** The same without those whose requirements are not met, again and again, as others may require these. */
    private PluginCatalog withRequirements() {
        Map<Path, String> unmet = new LinkedHashMap<>();
        plugins.forEach(plugin -> unmetBy(plugin).ifPresent(why -> unmet.put(plugin.source(), why)));
        if (unmet.isEmpty()) {
            return this;
        }
        unmet.putAll(broken);
        List<Plugin> left = plugins.stream()
                .filter(plugin -> !unmet.containsKey(plugin.source()))
                .toList();
        return new PluginCatalog(folders, left, unmet).withRequirements();
    }

    /** Which plugin it needs that is not there. */
    Optional<String> unmetBy(Plugin plugin) {
        for (Map.Entry<String, VersionRange> needed :
                plugin.descriptor().plugins().entrySet()) {
            String what = "/requires/plugins/" + needed.getKey() + ": needs " + needed.getValue();
            Optional<Plugin> there = plugin(needed.getKey());
            Optional<SemVer> version = there.flatMap(other -> other.descriptor().version());
            if (there.isEmpty()) {
                return Optional.of(what + ", and there is no such plugin");
            }
            if (version.isEmpty() || !needed.getValue().has(version.get())) {
                return Optional.of(
                        what + ", and this is " + version.map(SemVer::toString).orElse("one without a version"));
            }
        }
        return Optional.empty();
    }

    /** The plugin with this id, the first of several. */
    Optional<Plugin> plugin(String id) {
        return plugins.stream().filter(plugin -> plugin.id().equals(id)).findFirst();
    }

    /** Those that need it, directly or by another. */
    List<Plugin> dependentsOf(String id) {
        List<Plugin> found = new ArrayList<>();
        List<String> ids = new ArrayList<>(List.of(id));
        for (int i = 0; i < ids.size(); i++) {
            String needed = ids.get(i);
            plugins.stream()
                    .filter(plugin -> plugin.descriptor().plugins().containsKey(needed) && !ids.contains(plugin.id()))
                    .forEach(plugin -> {
                        ids.add(plugin.id());
                        found.add(plugin);
                    });
        }
        return found;
    }

    /** The same with one more, in the place of one with its id or its file. */
    PluginCatalog with(Plugin plugin) {
        PluginCatalog others = without(plugin.id()).withoutFile(plugin.source());
        List<Plugin> all = new ArrayList<>(others.plugins);
        all.add(plugin);
        return new PluginCatalog(folders, all, others.broken);
    }

    PluginCatalog without(String id) {
        return new PluginCatalog(
                folders,
                plugins.stream().filter(plugin -> !plugin.id().equals(id)).toList(),
                broken);
    }

    /** The same without one that goes; those that need it, directly or by another, are broken then. */
    PluginCatalog withoutAndBroken(String id) {
        PluginCatalog left = without(id);
        for (Plugin dependent : dependentsOf(id)) {
            Optional<String> unmet = left.unmetBy(dependent);
            left = left.without(dependent.id()).withBroken(dependent.source(), unmet);
        }
        return left;
    }

    /** The plugin that has this file. */
    Optional<Plugin> at(Path source) {
        return plugins.stream().filter(plugin -> plugin.source().equals(source)).findFirst();
    }

    private PluginCatalog withoutFile(Path source) {
        Map<Path, String> left = new LinkedHashMap<>(broken);
        left.remove(source);
        return new PluginCatalog(
                folders,
                plugins.stream()
                        .filter(plugin -> !plugin.source().equals(source))
                        .toList(),
                left);
    }

    /** The same with a file that is known to be of no use; empty for one that is gone. */
    PluginCatalog withBroken(Path source, Optional<String> why) {
        Map<Path, String> all = new LinkedHashMap<>(broken);
        all.remove(source);
        why.ifPresent(text -> all.put(source, text));
        return new PluginCatalog(folders, plugins, all);
    }
}
