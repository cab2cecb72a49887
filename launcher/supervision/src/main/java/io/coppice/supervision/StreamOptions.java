package io.coppice.supervision;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a {@link TaskStream} does its work.
 *
 * @param maxConcurrency at most so many items are in work or waiting to be handed on; the number of processors by default
 * @param ordered whether outcomes come in the order of the items (default), or of their ends
 * @param timeout how long the task of one item may take; 5 s by default, empty for no limit
 * @param onTimeout what happens then; the stream fails by default
 * @param linked whether the tasks are linked to the supervised verticle that made the stream; they are by default
 */
public record StreamOptions(
        int maxConcurrency, boolean ordered, Optional<Duration> timeout, OnTimeout onTimeout, boolean linked) {

    /** What happens when the task of an item takes too long. */
    public enum OnTimeout {
        /** The stream fails. */
        EXIT,
        /** The task is killed, its outcome says so, and the stream goes on. */
        KILL_TASK
    }

    public static final StreamOptions DEFAULT = new StreamOptions(
            Runtime.getRuntime().availableProcessors(), true, Optional.of(Task.DEFAULT_TIMEOUT), OnTimeout.EXIT, true);

    public StreamOptions {
        Objects.requireNonNull(onTimeout, "onTimeout");
        if (maxConcurrency < 1) {
            throw new IllegalArgumentException("max_concurrency must be 1 or more, not " + maxConcurrency);
        }
        if (timeout.isPresent() && (timeout.get().isNegative() || timeout.get().isZero())) {
            throw new IllegalArgumentException(
                    "timeout must be more than 0 ms, not " + timeout.get().toMillis());
        }
    }

    public StreamOptions withMaxConcurrency(int value) {
        return new StreamOptions(value, ordered, timeout, onTimeout, linked);
    }

    public StreamOptions unordered() {
        return new StreamOptions(maxConcurrency, false, timeout, onTimeout, linked);
    }

    public StreamOptions withTimeout(Duration value, OnTimeout then) {
        return new StreamOptions(maxConcurrency, ordered, Optional.of(value), then, linked);
    }

    public StreamOptions withoutTimeout() {
        return new StreamOptions(maxConcurrency, ordered, Optional.empty(), onTimeout, linked);
    }

    public StreamOptions nolink() {
        return new StreamOptions(maxConcurrency, ordered, timeout, onTimeout, false);
    }
}
