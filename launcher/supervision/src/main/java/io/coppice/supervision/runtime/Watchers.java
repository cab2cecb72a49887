package io.coppice.supervision.runtime;

import io.coppice.supervision.spec.ExitReason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Those who are told of one child's end, in the order in which they came (S18); used from any thread. */
final class Watchers {

    /** Null until there is one: most children have none. */
    private @Nullable Map<Object, Consumer<ExitReason>> waiting;

    private @Nullable ExitReason end;

    /**
     * Adds one under a key, unless there is one with it already.
     *
     * @param watcher called once, on the thread of the supervisors
     * @return null; or the reason of the end, when it is too late
     */
    synchronized @Nullable ExitReason add(Object key, Consumer<ExitReason> watcher) {
        if (end == null) {
            if (waiting == null) {
                waiting = new LinkedHashMap<>();
            }
            waiting.putIfAbsent(key, watcher);
        }
        return end;
    }

    synchronized void remove(Object key) {
        if (waiting != null) {
            waiting.remove(key);
        }
    }

    synchronized boolean isOver() {
        return end != null;
    }

    synchronized int size() {
        return waiting == null ? 0 : waiting.size();
    }

    /** The child has ended: those to be told are the caller's now. */
    synchronized List<Consumer<ExitReason>> close(ExitReason reason) {
        end = reason;
        List<Consumer<ExitReason>> told = waiting == null ? List.of() : List.copyOf(waiting.values());
        waiting = null;
        return told;
    }
}
