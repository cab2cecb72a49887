package io.coppice.host.plugin;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The plugins of a node as they are to run now: every start asks here, and so comes up with the newest. */
public final class Plugins implements AutoCloseable {

    private final PluginLoaders loaders = new PluginLoaders();
    private final Set<String> disabled = ConcurrentHashMap.newKeySet();
    private final Map<Path, Fingerprint> scanned;
    private volatile PluginCatalog catalog;

    /** @param scanned the files of the plugin folder as they were when the catalog was made */
    Plugins(PluginCatalog catalog, Map<Path, Fingerprint> scanned) {
        this.catalog = catalog;
        this.scanned = Map.copyOf(scanned);
    }

    Map<Path, Fingerprint> scanned() {
        return scanned;
    }

    PluginCatalog catalog() {
        return catalog;
    }

    PluginLoaders loaders() {
        return loaders;
    }

    /** Written by the deployer alone. */
    void use(PluginCatalog next) {
        catalog = next;
    }

    boolean isDisabled(String id) {
        return disabled.contains(id);
    }

    void setDisabled(String id, boolean isDisabled) {
        if (isDisabled) {
            disabled.add(id);
        } else {
            disabled.remove(id);
        }
    }

    Set<String> disabled() {
        return Set.copyOf(disabled);
    }

    /**
     * The plugin that a start runs; empty where it is gone, and for what is the host's own.
     *
     * @param language the prefix of the start
     * @param name what is behind it
     * @param plugin the id that the child names; empty for none
     */
    Optional<Plugin> ownerOf(String language, String name, Optional<String> plugin) {
        if (plugin.isPresent()) {
            return catalog.plugin(plugin.get());
        }
        if (language.equals("java")) {
            return catalog.plugins().stream()
                    .filter(each ->
                            each.hasClass(name) || each.sources().mains().containsKey(name))
                    .findFirst();
        }
        String file = name.split("/", 2)[0];
        return catalog.plugins().stream()
                .filter(each -> PluginFile.nameOf(each.source()).equals(file))
                .findFirst();
    }

    /** Closes the class loaders; for when nothing of the plugins runs any more. */
    @Override
    public void close() {
        loaders.close();
    }
}
