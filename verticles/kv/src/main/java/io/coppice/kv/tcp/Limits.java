package io.coppice.kv.tcp;

import java.time.Duration;

/** How long a client may take for what, by a clock that moves about once a second, and what all may hold together. */
public final class Limits {

    /** The time of what has not happened. */
    static final long NEVER = Long.MIN_VALUE;

    private final Duration idle;
    private final Duration line;
    private final long buffered;
    private long now;

    /**
     * @param buffered as {@link #buffered()}
     * @param now nanoseconds of a monotonic clock
     */
    public Limits(Duration idle, Duration line, long buffered, long now) {
        this.idle = idle;
        this.line = line;
        this.buffered = buffered;
        this.now = now;
    }

    Duration idle() {
        return idle;
    }

    /** How long a line may take to arrive, and answers to be read. */
    Duration line() {
        return line;
    }

    /** How many bytes may wait for all clients together, of commands that are not whole and answers that are not read. */
    long buffered() {
        return buffered;
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
