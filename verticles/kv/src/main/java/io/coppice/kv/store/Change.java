package io.coppice.kv.store;

/**
 * What happened to a bucket or to one of its entries.
 *
 * <p>One object is told to all subscribers; nothing in it may be changed.
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Change(Kind kind, Bytes bucket, byte[] key, byte[] value) {

    /** What it was. */
    public enum Kind {
        CREATED,
        EXITED,
        /** The key has this value now. */
        SET,
        /** The key is gone, on demand or as its time was over. */
        DELETED
    }

    private static final byte[] NONE = {};

    /** Of the bucket itself. */
    public static Change of(Kind kind, Bytes bucket) {
        return new Change(kind, bucket, NONE, NONE);
    }

    static Change deleted(Bytes bucket, byte[] key) {
        return new Change(Kind.DELETED, bucket, key, NONE);
    }

    /** How many bytes wait with it; what many subscribers share counts for each. */
    public int size() {
        return bucket.length() + key.length + value.length;
    }
}
