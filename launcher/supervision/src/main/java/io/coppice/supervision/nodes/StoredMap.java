package io.coppice.supervision.nodes;

import java.util.List;

/**
 * A map as the store has it.
 *
 * @param name not to be changed
 * @param version the highest that a write to it had
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record StoredMap(byte[] name, long version, List<StoredMap.Entry> entries) {

    /**
     * One of its entries; as in the {@link Write} that put it. Nothing in it may be changed.
     *
     * @param expiresAt milliseconds of the wall clock, {@link Write#NEVER} for none
     */
    public record Entry(byte[] key, byte[] value, long version, long expiresAt) {}
}
