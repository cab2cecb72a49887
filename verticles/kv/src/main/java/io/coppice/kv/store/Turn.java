package io.coppice.kv.store;

/** Something to be done to a bucket, when nobody else does anything to it. */
public interface Turn {

    /** Does it. What this throws is the bucket's crash; it must not block. */
    void take();

    /** It is done, on any thread, though it was not when {@link Bucket#offer} returned. */
    void taken();

    /** The bucket takes no turns any more: it has ended or crashed, maybe in this very turn. Called instead of {@link #take}, or after it. */
    void refused(boolean crashed);

    /**
     * What it changed is not kept, or what it saw: so it has no answer. Called before {@link #taken}, or before
     * {@link Bucket#offer} returns.
     *
     * @param isUnknown whether what it changed may be kept nevertheless, and nobody knows
     */
    void unsettled(boolean isUnknown);

    /** From now on the bucket of its name is this one; false where it can be had with no other than the first. */
    default boolean moveTo(Bucket bucket) {
        return false;
    }
}
