package io.coppice.supervision.core;

import io.coppice.supervision.spec.Heartbeat;

/**
 * How many heartbeats in a row one child has missed (B05).
 *
 * <p>Times are those of one monotonic clock, in nanoseconds.
 */
public final class HeartbeatCount {

    private final long interval;
    private final int most;
    private long asked;
    private boolean answered;
    private int missed;

    /** The child is asked for the first time now. */
    public HeartbeatCount(Heartbeat spec, long now) {
        this.interval = spec.interval().toNanos();
        this.most = spec.misses();
        this.asked = now;
    }

    /** An answer, to whichever question: it is alive. */
    public void answered() {
        answered = true;
    }

    /**
     * The time for an answer is over, and the child is asked again now.
     *
     * @return whether the child has missed too many
     */
    public boolean beat(long now) {
        if (answered) {
            missed = 0;
        } else if (now - asked < 2 * interval) {
            missed++;
        }
        // Else nobody ran for a whole interval, as when the machine was asleep: the child had no time to answer either.
        answered = false;
        asked = now;
        return missed >= most;
    }
}
