package io.coppice.kv.tcp;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/** Bytes of answers, in order, on their way into one write. */
public final class Output {

    /** One answer would be larger than {@link #MAX_ANSWER}. */
    public static final class Full extends RuntimeException {
        Full() {
            super("the answer would have more than " + MAX_ANSWER + " bytes", null, false, false);
        }
    }

    /** The largest answer to one command, in bytes. */
    public static final int MAX_ANSWER = 64 * 1024 * 1024;

    private static final int INITIAL = 512;
    private static final byte[] NOTHING = new byte[0];
    /** An array larger than this is not kept for the next batch. */
    private static final int KEPT = 64 * 1024;

    private static final int MOST_DIGITS = 20;
    private static final byte[] LEAST = Request.ascii(Long.toString(Long.MIN_VALUE));

    private final int limit;
    /** Empty until there is something: of ten thousand clients most are idle. */
    private byte[] bytes = NOTHING;

    private int length;

    public Output() {
        this(Integer.MAX_VALUE);
    }

    private Output(int limit) {
        this.limit = limit;
    }

    /** For one answer whose size depends on what is stored: it takes {@link #MAX_ANSWER} bytes, then throws {@link Full}. */
    public static Output ofAnswer() {
        return new Output(MAX_ANSWER);
    }

    public void append(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
    }

    public void append(char ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
    }

    /** In decimal digits. */
    public void append(long number) {
        if (number == Long.MIN_VALUE) {
            append(LEAST);
            return;
        }
        reserve(MOST_DIGITS);
        long rest = Math.abs(number);
        if (number < 0) {
            bytes[length++] = '-';
        }
        int digits = 1;
        for (long power = rest; power >= 10; power /= 10) {
            digits++;
        }
        for (int at = length + digits - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    private void reserve(int more) {
        int needed = Math.addExact(length, more);
        if (needed > limit) {
            throw new Full();
        }
        if (needed > bytes.length) {
            int doubled = (int) Math.min(2L * bytes.length, Integer.MAX_VALUE - 16);
            bytes = Arrays.copyOf(bytes, Math.max(Math.max(needed, INITIAL), doubled));
        }
    }

    public int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    public byte[] toArray() {
        return Arrays.copyOf(bytes, length);
    }

    /** What was appended, as a buffer of its own; empties this. */
    Buffer take() {
        Buffer buffer = Buffer.buffer(length).appendBytes(bytes, 0, length);
        length = 0;
        if (bytes.length > KEPT) {
            trim();
        }
        return buffer;
    }

    /** Lets go of the room that is there for the next batch, if nothing waits. */
    void trim() {
        if (length == 0) {
            bytes = NOTHING;
        }
    }
}
