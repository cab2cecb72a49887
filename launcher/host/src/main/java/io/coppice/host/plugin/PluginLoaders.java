package io.coppice.host.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/** The class loaders of the versions of plugins, one each, made when first needed. */
final class PluginLoaders implements AutoCloseable {

    private final IdentityHashMap<Plugin, PluginClassLoader> loaders = new IdentityHashMap<>();

    synchronized ClassLoader of(Plugin plugin) {
        return loaders.computeIfAbsent(plugin, PluginClassLoader::of);
    }

    /** Its class loader; empty where none was needed yet. */
    synchronized Optional<ClassLoader> present(Plugin plugin) {
        return Optional.ofNullable(loaders.get(plugin));
    }

    /** Lets go of one that nothing runs with any more; empty where it was never needed. */
    synchronized Optional<PluginClassLoader> release(Plugin plugin) {
        return Optional.ofNullable(loaders.remove(plugin));
    }

    /** Closes all of them, also when one cannot be closed. */
    @Override
    public synchronized void close() {
        UncheckedIOException failure = null;
        for (PluginClassLoader loader : List.copyOf(loaders.values())) {
            try {
                loader.close();
            } catch (IOException e) {
                failure = new UncheckedIOException("a plugin's class loader cannot be closed", e);
            }
        }
        loaders.clear();
        if (failure != null) {
            throw failure;
        }
    }
}
