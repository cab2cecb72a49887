package io.coppice.kv.tcp;

/**
 * What a client sent and nobody has cut off yet.
 *
 * <p>The bytes of a read that ends with a whole command are never copied, and what was cut off is never written again, so
 * that it may be used after the next was cut.
 */
public final class ReadBuffer {

    private static final byte[] NOTHING = new byte[0];

    private byte[] bytes = NOTHING;
    private int at;
    private int end;

    /** Adds what was read; this owns the array from now on. What was looked at from {@link #at} on is where it was, relative to it. */
    public void append(byte[] read) {
        int rest = end - at;
        if (rest == 0) {
            bytes = read;
            at = 0;
            end = read.length;
            return;
        }
        if (bytes.length - end < read.length) {
            // Twice the room, so that a line that comes byte by byte is not copied at each of them.
            byte[] larger = new byte[Math.max(2 * rest, rest + read.length)];
            System.arraycopy(bytes, at, larger, 0, rest);
            bytes = larger;
            at = 0;
            end = rest;
        }
        System.arraycopy(read, 0, bytes, end, read.length);
        end += read.length;
    }

    public byte[] array() {
        return bytes;
    }

    /** Where what waits begins in the array. */
    public int at() {
        return at;
    }

    /** Where it ends. */
    public int end() {
        return end;
    }

    /** Cuts off so many bytes. */
    public void skip(int count) {
        at += count;
    }

    /** Lets go of what was cut off, if nothing waits. */
    public void trim() {
        if (at == end) {
            bytes = NOTHING;
            at = 0;
            end = 0;
        }
    }

    /** How many bytes wait. */
    public int waiting() {
        return end - at;
    }
}
