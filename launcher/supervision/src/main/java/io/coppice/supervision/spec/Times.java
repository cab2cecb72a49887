package io.coppice.supervision.spec;

import java.time.Duration;

/** The bound of all times that a spec names: every sum and every count of nanoseconds is a long then. */
final class Times {

    /** Whoever says more means for ever. */
    static final Duration MOST = Duration.ofDays(36_500);

    private static final Duration LEAST = MOST.negated();

    private Times() {}

    /** The time itself, or a hundred years where it is longer; the same below 0. */
    static Duration bounded(Duration time) {
        if (time.compareTo(MOST) > 0) {
            return MOST;
        }
        return time.compareTo(LEAST) < 0 ? LEAST : time;
    }
}
