package io.coppice.supervision.core;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;

/** The sliding window of restarts of one supervisor (S04). */
final class RestartWindow {

    private int maxRestarts;
    private long windowNanos;
    private final ArrayDeque<Long> restarts = new ArrayDeque<>();

    RestartWindow(int maxRestarts, Duration window) {
        this.maxRestarts = maxRestarts;
        this.windowNanos = window.toNanos();
    }

    /** Other limits, for the restarts that are in it as well. */
    void change(int most, Duration window) {
        maxRestarts = most;
        windowNanos = window.toNanos();
    }

    /** Counts one restart; false when it is one too many. */
    boolean add(long now) {
        dropOld(now);
        restarts.addLast(now);
        return restarts.size() <= maxRestarts;
    }

    /** Goes on with the restarts that were made elsewhere, at these times. */
    void replace(List<Long> times) {
        restarts.clear();
        restarts.addAll(times);
    }

    /** Whether there were more already than there may be. */
    boolean isOver(long now) {
        return count(now) > maxRestarts;
    }

    /** Takes the last one out again: it was not made. */
    void takeBack() {
        restarts.pollLast();
    }

    /** How many restarts count at this time. */
    int count(long now) {
        dropOld(now);
        return restarts.size();
    }

    /** S04: an entry exactly as old as the window still counts. */
    private void dropOld(long now) {
        while (!restarts.isEmpty() && now - restarts.peekFirst() > windowNanos) {
            restarts.removeFirst();
        }
    }
}
