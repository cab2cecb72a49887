package io.coppice.host.bridge;

import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** A log of which clients outside of the node cause the lines, and which therefore takes one a second. Used on one context. */
final class LogLimit {

    private static final long SECOND = 1_000_000_000L;
    /** What a client says may be in a line. */
    private static final int LONGEST = 500;

    private final LongSupplier nanoTime;
    private final Consumer<String> log;
    private long next;
    private long left;

    /** @param nanoTime as {@link System#nanoTime} */
    LogLimit(LongSupplier nanoTime, Consumer<String> log) {
        this.nanoTime = nanoTime;
        this.log = log;
        this.next = nanoTime.getAsLong();
    }

    void log(String line) {
        long now = nanoTime.getAsLong();
        if (now - next < 0) {
            left++;
            return;
        }
        String text = line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
        log.accept(left == 0 ? text : text + " (and " + left + " lines like this one before)");
        next = now + SECOND;
        left = 0;
    }
}
