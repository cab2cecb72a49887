package io.coppice.proof.history;

/** Something that a store which keeps its promises does not let anybody see. */
public record Finding(Kind kind, String key, String text) {

    public enum Kind {
        /** No order of the operations explains all answers. */
        NOT_LINEARIZABLE,
        /** There were too many orders to try. */
        UNDECIDED,
        /** An acknowledged write is not there, and nothing has overwritten it. */
        LOST,
        /** An acknowledged delete was undone. */
        RESURRECTED,
        /** A value was read that nobody had written, or only a write that was refused. */
        PHANTOM,
        /** A value that had been replaced was there again, as if its write had happened twice. */
        DUPLICATE,
        /** A read saw an older value than a read before it. */
        WENT_BACK,
        /** Nodes do not agree. */
        DIVERGED,
        /** A key could not be read at the end. */
        UNREADABLE,
        /** The nodes did not become a safe cluster again. */
        NOT_WHOLE
    }

    @Override
    public String toString() {
        return kind + " " + key + ": " + text;
    }
}
