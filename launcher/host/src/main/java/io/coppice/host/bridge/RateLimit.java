package io.coppice.host.bridge;

/**
 * A token bucket: so many messages a second, and so many at once after a pause. It also knows who does not heed it: more refusals
 * than a burst has messages, before the bucket is full again, are one too many. Used on one context.
 */
final class RateLimit {

    private static final long SECOND = 1_000_000_000L;

    /** What becomes of a message. */
    enum Verdict {
        PASS,
        REFUSE,
        /** Refused, and so will be all that come. */
        END
    }

    private final long nanosOfOne;
    private final long nanosOfAll;
    private final int burst;

    /** The tokens, each as the time that it takes to come. */
    private long left;

    private long last;
    private int refused;

    /**
     * A full one.
     *
     * @param rate tokens a second
     * @param burst the most tokens
     * @param now as {@link System#nanoTime}
     */
    RateLimit(int rate, int burst, long now) {
        this.nanosOfOne = SECOND / rate;
        this.nanosOfAll = nanosOfOne * burst;
        this.burst = burst;
        this.left = nanosOfAll;
        this.last = now;
    }

    /** Decides about one more message. */
    Verdict next(long now) {
        left += Math.min(now - last, nanosOfAll - left);
        last = now;
        if (left == nanosOfAll) {
            refused = 0;
        }
        if (left >= nanosOfOne) {
            left -= nanosOfOne;
            return Verdict.PASS;
        }
        refused++;
        return refused > burst ? Verdict.END : Verdict.REFUSE;
    }
}
