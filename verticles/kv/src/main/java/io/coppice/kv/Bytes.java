package io.coppice.kv;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A name or key: a run of bytes in an array.
 *
 * <p>What is stored owns its array and never changes. A <em>probe</em> points into a read buffer and is moved from one
 * command to the next, so that a look-up allocates nothing; it must not be stored. Comparable, so that keys whose hashes
 * were made to collide cost a map a tree walk and not a scan.
 */
final class Bytes implements Comparable<Bytes> {

    private static final byte[] NOTHING = new byte[0];

    private byte[] array;
    private int from;
    private int length;
    private int hash;

    private Bytes(byte[] array) {
        this.array = array;
        moveTo(array, 0, array.length);
    }

    static Bytes of(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A probe at nothing. */
    static Bytes probe() {
        return new Bytes(NOTHING);
    }

    /** Points this probe at {@code length} bytes of the array, which must not change while it is used. */
    void moveTo(byte[] newArray, int newFrom, int newLength) {
        array = newArray;
        from = newFrom;
        length = newLength;
        int h = 1;
        for (int i = newFrom, end = newFrom + newLength; i < end; i++) {
            h = 31 * h + newArray[i];
        }
        hash = h;
    }

    /** Points this probe at nothing, so that it holds no read buffer in memory. */
    void release() {
        array = NOTHING;
        from = 0;
        length = 0;
        hash = 1;
    }

    /** The same bytes in an array of their own. */
    Bytes stored() {
        return new Bytes(toArray());
    }

    byte[] toArray() {
        return Arrays.copyOfRange(array, from, from + length);
    }

    int length() {
        return length;
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
    public int compareTo(Bytes that) {
        return Arrays.compare(array, from, from + length, that.array, that.from, that.from + that.length);
    }

    @Override
    public String toString() {
        return new String(array, from, length, StandardCharsets.UTF_8);
    }
}
