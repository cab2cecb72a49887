package io.coppice.host.config;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells whether a child's {@code start} names something that can be started. */
@FunctionalInterface
public interface StartCheck {

    /**
     * Why it cannot.
     *
     * @param key the key of the child that is to blame: {@code start} or {@code plugin}
     */
    record Problem(String key, String message, String suggestion) {}

    Optional<Problem> check(String start, @Nullable String plugin);

    /** The plugins whose offered children a start may refer to, by id. */
    default Map<String, PluginDescriptor> descriptors() {
        return Map.of();
    }

    /** Why the plugin with this id cannot be used; empty where nothing is known of one. */
    default Optional<String> brokenPlugin(String id) {
        return Optional.empty();
    }
}
