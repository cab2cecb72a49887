package io.coppice.kv.store;

import org.jspecify.annotations.Nullable;

/** A key with its value; a link of one chain of {@link Entries}. */
public final class Entry {

    /** The time at which an entry goes that has no time to live. */
    static final long NEVER = Long.MAX_VALUE;

    final byte[] key;
    final int hash;
    byte[] value;
    long version;
    long expiresAt = NEVER;

    @Nullable
    Entry next;

    Entry(byte[] key, int hash, byte[] value, long version) {
        this.key = key;
        this.hash = hash;
        this.value = value;
        this.version = version;
    }

    /** As {@link Bucket#glance}. */
    int glance() {
        byte[] seen = value;
        // Seen by another thread before it is set.
        return seen == null ? 0 : key.length + seen.length;
    }

    /** Not to be changed. */
    public byte[] key() {
        return key;
    }

    /** Not to be changed: a new value is a new array. */
    public byte[] value() {
        return value;
    }

    /** Which change of the bucket made this value; greater than that of every value before. */
    public long version() {
        return version;
    }
}
