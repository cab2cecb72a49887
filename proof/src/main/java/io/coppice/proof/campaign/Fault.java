package io.coppice.proof.campaign;

import io.coppice.proof.history.Promise;

/** What is done to nodes. */
public enum Fault {
    /** Nothing, for 5 s. */
    NONE(Promise.LINEARIZABLE),
    /** SIGKILL of one node, which starts again. */
    KILL(Promise.LINEARIZABLE),
    /** SIGKILL of two nodes, up to half a second apart. */
    DOUBLE(Promise.LINEARIZABLE),
    /** SIGKILL of all nodes, up to half a second apart, which start again. */
    ALL(Promise.LINEARIZABLE),
    /** SIGSTOP of one node for 1 to 15 s, which is longer or shorter than the others wait. */
    STOP(Promise.KEPT),
    /** Some nodes do not hear from some others, for 12 to 30 s. */
    PARTITION(Promise.KEPT),
    /** A node is cut off from all others while it has writes to acknowledge, and killed 7 to 8.5 s later: before they miss it. */
    UNPLUG(Promise.LINEARIZABLE),
    /** SIGTERM of each node in turn, the next when all is well again. */
    ROLLING(Promise.LINEARIZABLE),
    /** SIGTERM of one node, and of another while the first one is coming back. */
    JOIN(Promise.LINEARIZABLE),
    /** A write of one node is held up until another node has its partition; see {@link LateWrite}. */
    LATE(Promise.LINEARIZABLE),
    /** A node is killed, and another one before there are copies again of what it has taken since; see {@link LoneCopies}. */
    LONE(Promise.LINEARIZABLE);

    private final Promise promise;

    Fault(Promise promise) {
        this.promise = promise;
    }

    /** What the store promises meanwhile. */
    Promise promise() {
        return promise;
    }

    /** Whether it takes a network that can be cut. */
    boolean cuts() {
        return this == PARTITION || this == UNPLUG;
    }

    /** Whether a probe alone writes and reads, in an order that is part of it. */
    boolean isArranged() {
        return this == UNPLUG || this == LATE || this == LONE;
    }
}
