package io.coppice.language.process;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The processes of children by their paths: one that is restarted waits until the one before it is really gone, and has left
 * its ports and files.
 */
public final class Predecessors {

    private final Map<String, CompletableFuture<Void>> going = new ConcurrentHashMap<>();

    CompletableFuture<Void> gone(String path) {
        return going.getOrDefault(path, CompletableFuture.completedFuture(null));
    }

    void add(String path, CompletableFuture<Void> gone) {
        going.put(path, gone);
        var unused = gone.whenComplete((done, failure) -> going.remove(path, gone));
    }
}
