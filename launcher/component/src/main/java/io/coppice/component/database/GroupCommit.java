package io.coppice.component.database;

import java.util.ArrayList;
import java.util.List;

/**
 * What waits for the next commit, in order of arrival; bounded. It decides and does nothing itself.
 *
 * <p>One commit is under way at a time, and everything that arrives meanwhile goes into the next: so a slow disk makes groups
 * larger, and not the queue longer.
 */
final class GroupCommit<T> {

    private final int mostWaiting;
    private final int largestGroup;
    private final List<T> waiting = new ArrayList<>();
    private boolean underWay;

    GroupCommit(int mostWaiting, int largestGroup) {
        this.mostWaiting = mostWaiting;
        this.largestGroup = largestGroup;
    }

    /** Adds one; false if too many wait already. */
    boolean offer(T item) {
        if (waiting.size() >= mostWaiting) {
            return false;
        }
        waiting.add(item);
        return true;
    }

    /** The group to commit now; empty if nothing waits, or a commit is under way. */
    List<T> begin() {
        if (underWay || waiting.isEmpty()) {
            return List.of();
        }
        underWay = true;
        List<T> first = waiting.subList(0, Math.min(waiting.size(), largestGroup));
        List<T> group = List.copyOf(first);
        first.clear();
        return group;
    }

    /** The commit that was begun is over, well or not. */
    void end() {
        underWay = false;
    }

    /** Takes out all that has not been begun. */
    List<T> abandon() {
        List<T> rest = List.copyOf(waiting);
        waiting.clear();
        return rest;
    }
}
