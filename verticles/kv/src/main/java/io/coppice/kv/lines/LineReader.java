package io.coppice.kv.lines;

import io.coppice.kv.tcp.ReadBuffer;

/**
 * Cuts a stream of bytes into lines.
 *
 * <p>A line ends in {@code \n} or {@code \r\n}. One that is longer than the limit is reported once, as soon as that is
 * known, and skipped up to its end, so that it costs no memory.
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
    private final ReadBuffer buffer = new ReadBuffer();
    /** So many of the waiting bytes hold no line end. */
    private int searched;
    /** All of those, or-ed: negative when one is not ASCII. */
    private int searchedBits;

    private boolean skipping;

    private byte[] lineArray = buffer.array();
    private int lineFrom;
    private int lineLength;
    private int rawLength;
    private boolean ascii;

    LineReader(int limit) {
        this.limit = limit;
    }

    /** Adds what was read; the reader owns the array from now on. */
    void append(byte[] read) {
        buffer.append(read);
    }

    Found next() {
        byte[] bytes = buffer.array();
        int at = buffer.at();
        int end = buffer.end();
        int stop = at + searched;
        int bits = searchedBits;
        while (stop < end && bytes[stop] != '\n') {
            bits |= bytes[stop++];
        }
        searched = stop - at;
        searchedBits = bits;
        boolean complete = stop < end;
        if (skipping) {
            cut(complete ? searched + 1 : searched);
            skipping = !complete;
            return complete ? next() : Found.NOTHING;
        }
        int length = searched;
        if (length > 0 && bytes[stop - 1] == '\r') {
            length--;
        }
        if (length > limit) {
            skipping = true;
            return Found.TOO_LONG;
        }
        if (!complete) {
            return Found.NOTHING;
        }
        lineArray = bytes;
        lineFrom = at;
        lineLength = length;
        rawLength = searched + 1;
        ascii = bits >= 0;
        cut(searched + 1);
        return Found.LINE;
    }

    private void cut(int count) {
        buffer.skip(count);
        searched = 0;
        searchedBits = 0;
    }

    /** Lets go of lines that are done with. */
    void trim() {
        buffer.trim();
        lineArray = buffer.array();
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

    /** With its end. */
    int rawLength() {
        return rawLength;
    }

    /** Whether the line is, and so is UTF-8 too. */
    boolean isAscii() {
        return ascii;
    }

    /** How many bytes wait, in a line or in several. */
    int waiting() {
        return buffer.waiting();
    }

    /** Whether a line has begun that has not ended. */
    boolean isWithinLine() {
        return skipping || waiting() > 0;
    }
}
