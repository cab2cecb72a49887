package io.coppice.supervision.spec;

import java.time.Duration;
import java.util.Optional;

/**
 * The signs of life that a child has to give, or has crashed.
 *
 * @param interval how often it is asked; more than 0
 * @param misses after so many without an answer in a row it has crashed; 1 or more
 * @param address it is asked by a request to this event-bus address, with the body {@code {"action": "heartbeat"}}, and any
 *     answer will do; where it is empty, its context has to get round to a task
 */
public record Heartbeat(Duration interval, int misses, Optional<String> address) {

    public static final int DEFAULT_MISSES = 3;

    public Heartbeat {
        interval = Times.bounded(interval);
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException(
                    "heartbeat: interval must be more than 0 ms, not " + interval.toMillis());
        }
        if (misses < 1) {
            throw new IllegalArgumentException("heartbeat: misses must be 1 or more, not " + misses);
        }
        if (address.isPresent() && address.get().isEmpty()) {
            throw new IllegalArgumentException("heartbeat: address must not be empty");
        }
    }
}
