package io.coppice.kv.store;

/**
 * One of Redis's keyspace notifications: which command changed a bucket, whatever it did to how many entries.
 *
 * <p>To those who speak Redis's protocol a bucket without entries does not exist.
 */
public record Notification(Bytes bucket, Event event) {

    /** Redis's name of it is its own, in small letters. */
    public enum Event {
        HSET,
        HINCRBY,
        HDEL,
        /** Entries went as their time was over; Redis has had this since 7.4. */
        HEXPIRED,
        /** The last entry is gone, or the bucket with all of them. */
        DEL
    }
}
