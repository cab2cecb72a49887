package io.coppice.host.config;

import io.vertx.core.ThreadingModel;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A verticle.
 *
 * @param start {@code LANGUAGE:NAME}, or a Java class
 * @param plugin the plugin jar that has it; null where any may
 * @param startTimeout how long it may take to start
 * @param instances how many
 * @param threading what runs its code
 * @param replace how another version of its plugin takes its place
 * @param grants the addresses that it may use, where its language can hold it to them
 * @param config what the verticle reads as its configuration
 */
public record WorkerConfig(
        String start,
        @Nullable String plugin,
        Duration startTimeout,
        Instances instances,
        ThreadingModel threading,
        Replace replace,
        GrantsConfig grants,
        JsonObject config)
        implements ChildConfig.Body {

    /** How another version of a running child takes its place. */
    public enum Replace {
        /** It starts beside the one that runs, which stops when the other is up. */
        BESIDE,
        /** The one that runs stops first: for what only one can have. */
        STOP_FIRST;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    WorkerConfig withConfig(JsonObject value) {
        return new WorkerConfig(start, plugin, startTimeout, instances, threading, replace, grants, value);
    }
}
