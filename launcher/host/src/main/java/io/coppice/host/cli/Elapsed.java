package io.coppice.host.cli;

/** Spans of time as people say them: {@code 850 ms}, {@code 3 s}, {@code 5 min}, {@code 7 h}, {@code 12 d}. */
final class Elapsed {

    private static final long SECOND = 1000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private Elapsed() {}

    /** The time in one unit, rounded down; from seconds on the largest unit in which it is two at least. */
    static String of(long millis) {
        if (millis < SECOND) {
            return millis + " ms";
        }
        if (millis < 2 * MINUTE) {
            return millis / SECOND + " s";
        }
        if (millis < 2 * HOUR) {
            return millis / MINUTE + " min";
        }
        return millis < 2 * DAY ? millis / HOUR + " h" : millis / DAY + " d";
    }
}
