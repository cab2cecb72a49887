package io.coppice.component.database;

import io.coppice.component.config.ComponentConfig;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How large the pool of readers is.
 *
 * @param size how many readers there always are
 * @param maxOverflow how many more there are while all are busy
 * @param maxWaiting how many requests may wait for one
 * @param timeoutMillis how long a request waits where it does not say
 */
record PoolSettings(int size, int maxOverflow, int maxWaiting, int timeoutMillis) {

    static final int LONGEST_TIMEOUT_MILLIS = 60_000;

    /** Longer than any read takes. */
    private static final long LEASE_NANOS = TimeUnit.SECONDS.toNanos(10);

    static final List<String> KEYS = List.of("size", "max_overflow", "max_waiting", "timeout");

    static PoolSettings of(ComponentConfig config) {
        return new PoolSettings(
                config.whole("size", 2, 1, 64),
                config.whole("max_overflow", 2, 0, 64),
                config.whole("max_waiting", 100, 1, 10_000),
                config.whole("timeout", 2_000, 1, LONGEST_TIMEOUT_MILLIS));
    }

    Pool.Limits limits() {
        return new Pool.Limits(maxOverflow, maxWaiting, LEASE_NANOS);
    }
}
