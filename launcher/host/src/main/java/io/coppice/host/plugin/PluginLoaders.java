package io.coppice.host.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The class loaders of the plugin jars, one each, made when first needed. */
final class PluginLoaders implements AutoCloseable {

    private final Map<Path, PluginClassLoader> loaders = new HashMap<>();

    synchronized ClassLoader of(PluginJar jar) {
        return loaders.computeIfAbsent(jar.file(), file -> PluginClassLoader.of(jar));
    }

    /** Closes all of them, also when one cannot be closed. */
    @Override
    public synchronized void close() {
        UncheckedIOException failure = null;
        for (PluginClassLoader loader : loaders.values()) {
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
