package io.coppice.supervision.nodes;

/**
 * One change of a map in a {@link ReplicatedStore}; arrays must not be changed when they are in one.
 *
 * @param version grows with the changes of a map; kept, and of no meaning to the store
 * @param expiresAt when its owner is going to remove it, in milliseconds of the wall clock; kept, and of no meaning to the store
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Write(Kind kind, byte[] map, byte[] key, byte[] value, long version, long expiresAt) {

    /** What is done. */
    public enum Kind {
        /** The map is there, maybe without entries. */
        CREATE,
        /** The map is gone, with its entries. */
        DROP,
        /** The key has this value; the map is there. */
        PUT,
        /** The key is gone. */
        REMOVE
    }

    /** The time of what does not expire. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final byte[] NONE = {};

    public static Write create(byte[] map) {
        return new Write(Kind.CREATE, map, NONE, NONE, 0, NEVER);
    }

    public static Write drop(byte[] map) {
        return new Write(Kind.DROP, map, NONE, NONE, 0, NEVER);
    }

    public static Write put(byte[] map, byte[] key, byte[] value, long version, long expiresAt) {
        return new Write(Kind.PUT, map, key, value, version, expiresAt);
    }

    public static Write remove(byte[] map, byte[] key, long version) {
        return new Write(Kind.REMOVE, map, key, NONE, version, NEVER);
    }

    /** How many bytes it carries, about. */
    public int size() {
        return map.length + key.length + value.length + 32;
    }
}
