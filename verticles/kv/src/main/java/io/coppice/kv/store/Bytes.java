package io.coppice.kv.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A name or key: a run of bytes in an array.
 *
 * <p>What is stored owns its array and never changes. A <em>probe</em> points into a read buffer and is moved from one
 * command to the next, so that a look-up allocates nothing; it must not be stored.
 */
public final class Bytes {

    private static final byte[] NOTHING = new byte[0];

    private byte[] array;
    private int from;
    private int length;
    private int hash;

    private Bytes(byte[] array) {
        this.array = array;
        moveTo(array, 0, array.length);
    }

    public static Bytes of(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** These bytes, which must not change from now on. */
    public static Bytes of(byte[] bytes) {
        return new Bytes(bytes);
    }

    /** A probe at nothing. */
    public static Bytes probe() {
        return new Bytes(NOTHING);
    }

    /** Points this probe at {@code length} bytes of the array, which must not change while it is used. */
    public void moveTo(byte[] newArray, int newFrom, int newLength) {
        array = newArray;
        from = newFrom;
        length = newLength;
        hash = Hash.of(newArray, newFrom, newLength);
    }

    /** Points this probe at nothing, so that it keeps no array. */
    public void letGo() {
        moveTo(NOTHING, 0, 0);
    }

    public byte[] toArray() {
        return Arrays.copyOfRange(array, from, from + length);
    }

    public int length() {
        return length;
    }

    /** Whether these are exactly the bytes of that array. */
    boolean isSame(byte[] that) {
        return length == that.length && Arrays.equals(array, from, from + length, that, 0, that.length);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Bytes that
                && hash == that.hash
                && Arrays.equals(array, from, from + length, that.array, that.from, that.from + that.length);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return new String(array, from, length, StandardCharsets.UTF_8);
    }
}
