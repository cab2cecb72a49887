package io.coppice.host.config;

import io.vertx.core.ThreadingModel;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A verticle.
 *
 * @param start {@code LANGUAGE:NAME}, or a Java class
 * @param plugin the plugin jar that has it; null where any may
 * @param startTimeout how long it may take to start
 * @param instances how many; empty for one an event loop
 * @param threading what runs its code
 * @param config what the verticle reads as its configuration
 */
public record WorkerConfig(
        String start,
        @Nullable String plugin,
        Duration startTimeout,
        OptionalInt instances,
        ThreadingModel threading,
        JsonObject config)
        implements ChildConfig.Body {}
