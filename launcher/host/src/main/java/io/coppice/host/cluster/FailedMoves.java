package io.coppice.host.cluster;

import java.time.Duration;

/**
 * Has Hazelcast go on soon with the moves of partitions, when one of them has failed.
 *
 * <p>By itself it lets three seconds pass, in which partitions lack copies and so take no writes. When a node is lost, the first move
 * may reach a node that has not heard of the loss yet, and fail; a moment later it would not. What goes on failing is left to Hazelcast.
 */
final class FailedMoves {

    /** After a failure. */
    static final long SOON_NANOS = Duration.ofMillis(200).toNanos();

    /** It has Hazelcast go on at most so often in such a time. */
    static final int MOST = 5;

    static final long WINDOW_NANOS = Duration.ofSeconds(10).toNanos();

    private final Runnable goOn;

    // Guarded by this:
    private boolean isDue;
    private long dueAt;
    private long since;
    private int times;

    /**
     * One that has seen no failure.
     *
     * @param goOn ends the pause that Hazelcast makes
     * @param now nanoseconds of a monotonic clock
     */
    FailedMoves(Runnable goOn, long now) {
        this.goOn = goOn;
        this.since = now;
    }

    /** A move has failed; one of many, perhaps. */
    synchronized void failed(long now) {
        if (isDue) {
            return;
        }
        if (now - since >= WINDOW_NANOS) {
            since = now;
            times = 0;
        }
        if (times < MOST) {
            times++;
            isDue = true;
            dueAt = now + SOON_NANOS;
        }
    }

    /** To be called several times a second. */
    void check(long now) {
        synchronized (this) {
            if (!isDue || now - dueAt < 0) {
                return;
            }
            isDue = false;
        }
        goOn.run();
    }
}
