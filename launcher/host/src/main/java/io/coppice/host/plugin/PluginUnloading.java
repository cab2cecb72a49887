package io.coppice.host.plugin;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets go of versions of plugins that nothing runs with any more, and knows which of them are still in memory. */
final class PluginUnloading {

    private static final Logger LOG = LoggerFactory.getLogger(PluginUnloading.class);

    /** So many may stay in memory and be told of; then there is a larger problem than which. */
    private static final int MOST_TOLD = 1_000;

    private final Plugins plugins;
    private final PluginCopies copies;
    private final LoaderHolders holders;
    private final List<Unloaded> unloaded = new ArrayList<>();

    PluginUnloading(Plugins plugins, PluginCopies copies, LoaderHolders holders) {
        this.plugins = plugins;
        this.copies = copies;
        this.holders = holders;
    }

    /** A version that was let go. */
    private record Unloaded(String plugin, String label, WeakReference<ClassLoader> loader) {}

    /** Closes its class loader and removes its copy. */
    void unload(Plugin plugin) {
        try {
            Optional<PluginClassLoader> loader = plugins.loaders().release(plugin);
            if (loader.isPresent()) {
                loader.get().deregisterDrivers();
                loader.get().close();
                remember(plugin, loader.get());
            }
            copies.remove(plugin);
        } catch (IOException e) {
            LOG.warn("what is left of the plugin {} cannot be removed: {}", plugin.label(), e.toString());
        }
    }

    private synchronized void remember(Plugin plugin, ClassLoader loader) {
        unloaded.removeIf(each -> each.loader().get() == null);
        if (unloaded.size() < MOST_TOLD) {
            unloaded.add(new Unloaded(plugin.id(), plugin.label(), new WeakReference<>(loader)));
        }
    }

    /** How many versions of a plugin are still in memory, collected or not. */
    synchronized int left(String plugin) {
        unloaded.removeIf(each -> each.loader().get() == null);
        return (int)
                unloaded.stream().filter(each -> each.plugin().equals(plugin)).count();
    }

    /** What is still in memory of any of them, and what holds it. */
    synchronized JsonArray report() {
        JsonArray report = new JsonArray();
        for (Unloaded each : unloaded) {
            ClassLoader loader = each.loader().get();
            if (loader != null) {
                report.add(new JsonObject()
                        .put("plugin", each.plugin())
                        .put("version", each.label())
                        .put("held_by", new JsonArray(holders.of(loader))));
            }
        }
        return report;
    }
}
