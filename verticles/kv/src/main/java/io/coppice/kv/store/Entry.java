package io.coppice.kv.store;

import org.jspecify.annotations.Nullable;

/** A key with its value; a link of one chain of {@link Entries}. */
public final class Entry {

    /** The time at which an entry goes that has no time to live. */
    static final long NEVER = Long.MAX_VALUE;

    /** Up to so many bytes a value is copied; a longer one is handed on, and never changed. */
    static final int MOST_COPIED = 64;

    final byte[] key;
    final int hash;
    private byte[] value;
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

    /** The value as it is in this turn, which no later one changes; not to be changed. */
    public byte[] value() {
        return apart(value);
    }

    /** The same bytes, which stay as they are when the value they are taken from is overwritten. */
    static byte[] apart(byte[] value) {
        return value.length <= MOST_COPIED ? value.clone() : value;
    }

    /** How many bytes its value has. */
    public int length() {
        return value.length;
    }

    /**
     * Sets the value, a small one of the same length by a copy into the array that is there: to set a pointer in an old object costs
     * G1 a fence and a note, and its next collection, in which everything stands still, a look at that place.
     */
    void value(byte[] newValue) {
        byte[] own = value;
        if (newValue.length == own.length && own.length <= MOST_COPIED) {
            System.arraycopy(newValue, 0, own, 0, own.length);
        } else {
            value = newValue;
        }
    }

    /** Which change of the bucket made this value; greater than that of every value before. */
    public long version() {
        return version;
    }
}
