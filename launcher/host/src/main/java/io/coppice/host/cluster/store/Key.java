package io.coppice.host.cluster.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes as the key of a map. Comparable, so that a {@link java.util.HashMap} stays fast where many have the same hash. */
final class Key implements Comparable<Key> {

    final byte[] bytes;
    private final int hash;

    Key(byte[] bytes) {
        this.bytes = bytes;
        this.hash = Arrays.hashCode(bytes);
    }

    @Override
    public int compareTo(Key that) {
        return Arrays.compare(bytes, that.bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Key that && hash == that.hash && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
