package io.coppice.kv.tcp;

import java.time.Duration;

/** How long a client may take for what, by a clock that moves about once a second. */
public final class Limits {

    /** The time of what has not happened. */
    static final long NEVER = Long.MIN_VALUE;

    private final Duration idle;
    private final Duration line;
    private long now;

    /** @param now nanoseconds of a monotonic clock */
    public Limits(Duration idle, Duration line, long now) {
        this.idle = idle;
        this.line = line;
        this.now = now;
    }

    Duration idle() {
        return idle;
    }

    /** How long a line may take to arrive, and answers to be read. */
    Duration line() {
        return line;
    }

    long now() {
        return now;
    }

    public void moveTo(long time) {
        now = time;
    }

    boolean isOver(long since, Duration limit) {
        return since != NEVER && now - since > limit.toNanos();
    }
}
