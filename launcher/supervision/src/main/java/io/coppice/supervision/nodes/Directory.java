package io.coppice.supervision.nodes;

import io.coppice.supervision.SupervisionException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Consumer;

/**
 * Where the nodes of a cluster keep which child is registered under which name.
 *
 * <p>Each node has a {@linkplain #table copy} of all names, which is a moment late. What it says of a unique name is not the
 * last word, {@link #keep} is: one process in the cluster decides on each name, and a node that is not in touch with a
 * majority gets no answer.
 *
 * <p>All methods may be called on any thread and none of them blocks; futures are completed on any thread.
 */
public interface Directory {

    /** That of this Vert.x: its cluster's, or that of this node alone. */
    static Directory of(Vertx vertx) {
        return InstalledNodes.of(vertx).directory();
    }

    /** This life of this node. */
    String process();

    /** This node's copy of all names. */
    NameTable table();

    /**
     * Keeps a registration of this node, until it is dropped or the node is gone.
     *
     * @param key {@link NameKey#of}
     * @param whenLost told why, at most once and on any thread, when it is not this child's any more: another has the name, or may
     *     have it soon. The child must stop
     * @return who is registered there now: this child, or another where the name is unique. Fails with a
     *     {@link SupervisionException} where no majority answers; then it is not kept
     */
    Future<NamedChild> keep(String key, NamedChild child, Consumer<String> whenLost);

    /** Takes a registration of this node away, if not at once, then as soon as the cluster answers. */
    void drop(String key, NamedChild child);
}
