package io.coppice.supervision.core;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Queue;

/**
 * The children that are to be started one after another, in this order, before anything else is handled.
 *
 * <p>Each child knows whether it is one of them, as a set of very many takes as long to fill as their starts take Vert.x.
 */
final class Due {

    private final Queue<ChildEntry> inOrder = new ArrayDeque<>();

    boolean isEmpty() {
        return inOrder.isEmpty();
    }

    /** There has to be one. */
    ChildEntry first() {
        return inOrder.element();
    }

    boolean contains(ChildEntry entry) {
        return entry.isDue;
    }

    void addAll(Collection<ChildEntry> entries) {
        entries.forEach(this::add);
    }

    /** As the last, unless it is one of them already. */
    void add(ChildEntry entry) {
        if (!entry.isDue) {
            entry.isDue = true;
            inOrder.add(entry);
        }
    }

    /** Soon found, as they go in their order nearly always. */
    void remove(ChildEntry entry) {
        if (entry.isDue) {
            entry.isDue = false;
            inOrder.remove(entry);
        }
    }

    void clear() {
        inOrder.forEach(entry -> entry.isDue = false);
        inOrder.clear();
    }
}
