package io.coppice.host.load;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What load is wanted.
 *
 * @param address where the requests go
 * @param body of each of them: any JSON value
 * @param timeout how long each waits for its reply
 * @param concurrency so many are under way at a time
 * @param requests so many are made in all
 */
public record LoadSettings(String address, @Nullable Object body, Duration timeout, int concurrency, int requests) {

    public static final int MOST_AT_A_TIME = 1_000;
    public static final int MOST_REQUESTS = 10_000_000;
}
