package io.coppice.proof.history;

/** What a store promises while a fault of some kind goes on. */
public enum Promise {
    /** Each key is as if there were one copy of it. */
    LINEARIZABLE,
    /**
     * No acknowledged write is lost, where a key was written on one side only, and afterwards all agree. Meanwhile a node that
     * does not know yet that it is cut off may answer with what it has.
     */
    KEPT
}
