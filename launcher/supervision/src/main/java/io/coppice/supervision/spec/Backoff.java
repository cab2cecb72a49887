package io.coppice.supervision.spec;

import java.time.Duration;

/**
 * The delays before the restarts of one child: they grow with each, up to a most.
 *
 * @param min before the first restart; more than 0
 * @param max no delay is longer; at least {@code min}
 * @param factor by which each is longer than the one before; 1 or more
 * @param jitter by which share of itself a delay may be shorter or longer, so that many do not come back at once; 0 to 1
 * @param resetAfter a child that was up for so long begins with {@code min} again
 */
public record Backoff(Duration min, Duration max, double factor, double jitter, Duration resetAfter) {

    public static final double DEFAULT_FACTOR = 2;
    public static final double DEFAULT_JITTER = 0.2;

    public Backoff {
        min = Times.bounded(min);
        max = Times.bounded(max);
        resetAfter = Times.bounded(resetAfter);
        if (min.isNegative() || min.isZero()) {
            throw new IllegalArgumentException("backoff: min must be more than 0 ms, not " + min.toMillis());
        }
        if (max.compareTo(min) < 0) {
            throw new IllegalArgumentException(
                    "backoff: max must be at least min, " + min.toMillis() + " ms, not " + max.toMillis());
        }
        if (!(factor >= 1)) {
            throw new IllegalArgumentException("backoff: factor must be 1 or more, not " + factor);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("backoff: jitter must be from 0 to 1, not " + jitter);
        }
        if (resetAfter.isNegative() || resetAfter.isZero()) {
            throw new IllegalArgumentException(
                    "backoff: reset_after must be more than 0 ms, not " + resetAfter.toMillis());
        }
    }

    /**
     * The delay before the next restart, without jitter.
     *
     * @param before how many delays there were already; 0 or more
     */
    public Duration delay(int before) {
        return noMoreThanMax(min.toNanos() * Math.pow(factor, before));
    }

    /**
     * A delay that is shorter or longer by its share of chance, and still no longer than {@code max}.
     *
     * @param random from 0 to less than 1
     */
    public Duration jittered(Duration delay, double random) {
        return noMoreThanMax(delay.toNanos() * (1 + jitter * (2 * random - 1)));
    }

    private Duration noMoreThanMax(double nanos) {
        // The cast of what is too large is the largest number.
        return Duration.ofNanos(Math.min(max.toNanos(), (long) nanos));
    }

    /** With the default factor and jitter; begins anew after twice the longest delay. */
    public static Backoff between(Duration min, Duration max) {
        return new Backoff(
                min, max, DEFAULT_FACTOR, DEFAULT_JITTER, Times.bounded(max).multipliedBy(2));
    }
}
