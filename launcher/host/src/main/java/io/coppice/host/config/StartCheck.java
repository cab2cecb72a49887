package io.coppice.host.config;

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
}
