package io.coppice.component.database;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * What waits for the next commit, in order of arrival; bounded. It decides and does nothing itself.
 *
 * <p>One commit is under way at a time, and everything that arrives meanwhile goes into the next: so a slow disk makes groups
 * larger, and not the queue longer.
 */
final class GroupCommit<T> {

    private final int mostWaiting;
    private final int largestGroup;
    private final int mostBytes;
    private final ToIntFunction<T> size;
    private final List<T> waiting = new ArrayList<>();
    private boolean underWay;

    /**
     * One in which nothing waits.
     *
     * @param largestGroup how many go into one commit
     * @param mostBytes how many bytes, or one item
     * @param size how many an item has
     */
    GroupCommit(int mostWaiting, int largestGroup, int mostBytes, ToIntFunction<T> size) {
        this.mostWaiting = mostWaiting;
        this.largestGroup = largestGroup;
        this.mostBytes = mostBytes;
        this.size = size;
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
        List<T> first = waiting.subList(0, next());
        List<T> group = List.copyOf(first);
        first.clear();
        return group;
    }

    /** How many of those that wait go into the next. */
    private int next() {
        int most = Math.min(waiting.size(), largestGroup);
        int count = 1;
        for (long bytes = size.applyAsInt(waiting.get(0)); count < most; count++) {
            bytes += size.applyAsInt(waiting.get(count));
            if (bytes > mostBytes) {
                break;
            }
        }
        return count;
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
