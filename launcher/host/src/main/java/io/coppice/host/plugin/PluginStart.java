package io.coppice.host.plugin;

import io.coppice.host.config.WorkerConfig;
import io.coppice.supervision.Ignore;
import io.coppice.supervision.VerticleSource;
import io.coppice.supervision.VerticleStart;
import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A worker of a plugin: each start runs the newest version of it, and none where the plugin is disabled or gone.
 *
 * <p>It holds no class of the plugin.
 */
final class PluginStart implements VerticleSource {

    private final Languages languages;
    private final WorkerConfig worker;
    /** The plugin that it was found in last; null before, and for what is the host's own. */
    private volatile @Nullable String owner;

    PluginStart(Languages languages, WorkerConfig worker) {
        this.languages = languages;
        this.worker = worker;
        languages.ownerOf(worker).ifPresent(plugin -> owner = plugin.id());
    }

    @Override
    public String description() {
        return languages.description(worker);
    }

    /** The id of its plugin. */
    Optional<String> owner() {
        return Optional.ofNullable(owner);
    }

    WorkerConfig.Replace replace() {
        return worker.replace();
    }

    @Override
    public VerticleStart next() {
        Optional<Plugin> plugin = languages.ownerOf(worker);
        plugin.ifPresent(found -> owner = found.id());
        String id = owner;
        return id != null && (plugin.isEmpty() || languages.plugins().isDisabled(id))
                ? ignoring(id)
                : languages.resolve(worker);
    }

    private VerticleStart ignoring(String plugin) {
        Ignore ignore = new Ignore("the plugin " + plugin + " is disabled or gone");
        return VerticleStart.of(description(), () -> context -> Future.failedFuture(ignore));
    }
}
