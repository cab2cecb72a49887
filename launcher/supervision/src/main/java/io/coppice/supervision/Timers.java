package io.coppice.supervision;

import java.time.Duration;

/** Times of Vert.x's timers. */
final class Timers {

    private Timers() {}

    /** The time in ms; at least 1, as Vert.x knows no timer of 0 ms. */
    static long millis(Duration time) {
        return Math.max(1, time.toMillis());
    }
}
