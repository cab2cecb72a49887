package io.coppice.supervision.nodes;

import io.vertx.core.Vertx;
import java.util.Optional;

/** The nodes that this one can see. All methods may be called on any thread, and none of them blocks. */
public interface Nodes {

    /** Those of this Vert.x: what its host has {@linkplain #install installed}, or this node alone. */
    static Nodes of(Vertx vertx) {
        return InstalledNodes.of(vertx).get();
    }

    /** Sets what {@link #of} gives from now on: for a host, before it starts its verticles. */
    static void install(Vertx vertx, Nodes nodes) {
        InstalledNodes.of(vertx).set(nodes);
    }

    /** The name of this node. */
    String self();

    /** Who is there, at this moment. */
    Membership membership();

    /** How many nodes the configuration names, there or not. */
    default int named() {
        return membership().nodes().size();
    }

    /** Who owns which part of the space of names, at this moment. */
    Partitions partitions();

    /** Where this node claims the children that its cluster has once. */
    default Claims claims() {
        return new LoneClaims(self());
    }

    /**
     * Adds a listener that is called behind each change of {@link #membership} or {@link #partitions}, on a thread of the host's,
     * which it must not block. A change may be missed where another follows it, never the last one.
     *
     * @return removes the listener
     */
    Runnable listen(Runnable listener);

    /**
     * A store of this name that all nodes share; empty outside of a cluster.
     *
     * @param name letters, digits, dots and dashes; of the component whose state it is
     */
    default Optional<ReplicatedStore> store(String name) {
        return Optional.empty();
    }

    /** Where all nodes keep which child has which name; empty outside of a cluster. {@link Directory#of} is for everybody else. */
    default Optional<Directory> directory() {
        return Optional.empty();
    }
}
