package io.coppice.supervision.runtime;

import io.coppice.supervision.Child;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The children of one supervisor by their ids, for look-ups from any thread. */
final class Children {

    private final ConcurrentMap<String, Child> running = new ConcurrentHashMap<>();
    /** The workers whose verticles are there, also those that start or stop. */
    private final ConcurrentMap<String, ChildRunner> present = new ConcurrentHashMap<>();

    /** It is up. */
    void list(Running child) {
        running.put(child.id(), child);
    }

    /** From now on nobody finds it. */
    void unlist(Running child) {
        running.remove(child.id(), child);
    }

    /** Its verticle begins; from any thread. A start that was given up may come behind that of the next incarnation. */
    void enter(ChildRunner child) {
        present.merge(child.id(), child, (now, next) -> now.isDown() ? next : now);
    }

    /** It is down; from any thread. */
    void leave(ChildRunner child) {
        present.remove(child.id(), child);
    }

    Optional<Child> running(String id) {
        return Optional.ofNullable(running.get(id));
    }

    /** As {@link #running}, of the workers whose verticles are there, also while they start and stop. */
    Optional<Child> present(String id) {
        return Optional.ofNullable(present.get(id))
                .filter(child -> !child.isDown())
                .map(child -> child);
    }
}
