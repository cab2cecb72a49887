package io.coppice.language.process;

import io.coppice.supervision.Child;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The processes of children by their paths: one that is restarted waits until the one before it is really gone, and has left
 * its ports and files.
 *
 * <p>One that still runs is not waited for: it is being replaced, and is told to stop when its successor is up.
 */
public final class Predecessors {

    /** Each is only itself. */
    private static final class Predecessor {

        private final Child child;
        private final CompletableFuture<Void> gone;

        Predecessor(Child child, CompletableFuture<Void> gone) {
            this.child = child;
            this.gone = gone;
        }
    }

    private final Set<Predecessor> processes = ConcurrentHashMap.newKeySet();

    /** Completes when none is left of those that had this path and have begun to end. */
    CompletableFuture<Void> gone(String path) {
        return CompletableFuture.allOf(processes.stream()
                .filter(each -> each.child.path().equals(path) && !each.child.isRunning())
                .map(each -> each.gone)
                .toArray(CompletableFuture<?>[]::new));
    }

    void add(Child child, CompletableFuture<Void> gone) {
        Predecessor one = new Predecessor(child, gone);
        processes.add(one);
        var unused = gone.whenComplete((done, failure) -> processes.remove(one));
    }
}
