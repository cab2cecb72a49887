package io.coppice.kv;

/**
 * Cuts a stream of bytes into lines, without copying the bytes of a read that ends with a line.
 *
 * <p>A line ends in {@code \n} or {@code \r\n}. One that is longer than the limit is reported once, as soon as that is
 * known, and skipped up to its end, so that it costs no memory. The array behind a line is not written again, so that a
 * line may be used after the next one is read.
 */
final class LineReader {

    /** What {@link #next} found. */
    enum Found {
        /** A line: {@link #array()}, {@link #from()} and {@link #length()} tell which. */
        LINE,
        /** A line that is too long. */
        TOO_LONG,
        /** Nothing more until the next {@link #append}. */
        NOTHING
    }

    private final int limit;
    /** What was read and is not cut yet lies from {@link #at} to {@link #end}; the rest is room for more. */
    private byte[] pending = new byte[0];

    private int at;
    private int end;
    /** From {@link #at} up to here there is no line end. */
    private int searched;

    private boolean skipping;

    private byte[] lineArray = pending;
    private int lineFrom;
    private int lineLength;

    LineReader(int limit) {
        this.limit = limit;
    }

    /** Adds what was read; the reader owns the array from now on. */
    void append(byte[] read) {
        int rest = end - at;
        if (rest == 0) {
            pending = read;
            at = 0;
            end = read.length;
            searched = 0;
            return;
        }
        if (pending.length - end < read.length) {
            // Twice the room, so that a line that comes byte by byte is not copied at each of them.
            byte[] larger = new byte[Math.max(2 * rest, rest + read.length)];
            System.arraycopy(pending, at, larger, 0, rest);
            pending = larger;
            searched -= at;
            at = 0;
            end = rest;
        }
        System.arraycopy(read, 0, pending, end, read.length);
        end += read.length;
    }

    Found next() {
        int stop = searched;
        while (stop < end && pending[stop] != '\n') {
            stop++;
        }
        searched = stop;
        boolean complete = stop < end;
        if (skipping) {
            at = complete ? stop + 1 : stop;
            searched = at;
            skipping = !complete;
            return complete ? next() : Found.NOTHING;
        }
        int length = stop - at;
        if (length > 0 && pending[stop - 1] == '\r') {
            length--;
        }
        if (length > limit) {
            skipping = true;
            return Found.TOO_LONG;
        }
        if (!complete) {
            return Found.NOTHING;
        }
        lineArray = pending;
        lineFrom = at;
        lineLength = length;
        at = stop + 1;
        searched = at;
        return Found.LINE;
    }

    byte[] array() {
        return lineArray;
    }

    int from() {
        return lineFrom;
    }

    int length() {
        return lineLength;
    }

    /** How many bytes wait, in a line or in several. */
    int waiting() {
        return end - at;
    }

    /** Whether a line has begun that has not ended. */
    boolean isWithinLine() {
        return skipping || waiting() > 0;
    }
}
