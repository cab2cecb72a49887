package io.coppice.supervision.runtime;

import io.coppice.supervision.spec.ExitReason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Those who are told of one child's end, in the order in which they came (S18); used from any thread. */
final class Watchers {

    /** The oldest, where there is one: few children have more, and most have none. */
    private @Nullable Object firstKey;

    private @Nullable Consumer<ExitReason> first;
    /** Null until there is a second. */
    private @Nullable Map<Object, Consumer<ExitReason>> others;

    private @Nullable ExitReason end;

    /**
     * Adds one under a key, unless there is one with it already.
     *
     * @param watcher called once, in the turn of its supervisor, on whatever thread
     * @return null; or the reason of the end, when it is too late
     */
    synchronized @Nullable ExitReason add(Object key, Consumer<ExitReason> watcher) {
        if (end != null) {
            return end;
        }
        if (size() == 0) {
            firstKey = key;
            first = watcher;
        } else if (!key.equals(firstKey)) {
            if (others == null) {
                others = new LinkedHashMap<>();
            }
            others.putIfAbsent(key, watcher);
        }
        return null;
    }

    synchronized void remove(Object key) {
        if (key.equals(firstKey)) {
            firstKey = null;
            first = null;
        } else if (others != null) {
            others.remove(key);
        }
    }

    synchronized boolean isOver() {
        return end != null;
    }

    synchronized int size() {
        return (first == null ? 0 : 1) + (others == null ? 0 : others.size());
    }

    /** The child has ended: those to be told are the caller's now. */
    synchronized List<Consumer<ExitReason>> close(ExitReason reason) {
        List<Consumer<ExitReason>> told = new ArrayList<>(size());
        if (first != null) {
            told.add(first);
        }
        if (others != null) {
            told.addAll(others.values());
        }
        end = reason;
        firstKey = null;
        first = null;
        others = null;
        return told;
    }
}
