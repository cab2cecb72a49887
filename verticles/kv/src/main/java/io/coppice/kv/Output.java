package io.coppice.kv;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/** The answers of one batch, in order, on their way into one write. */
final class Output {

    private static final int INITIAL = 512;
    /** An array larger than this is not kept for the next batch. */
    private static final int KEPT = 64 * 1024;

    private byte[] bytes = new byte[INITIAL];
    private int length;

    void append(byte[] more) {
        int needed = Math.addExact(length, more.length);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(2L * bytes.length, Integer.MAX_VALUE - 16)));
        }
        System.arraycopy(more, 0, bytes, length, more.length);
        length = needed;
    }

    int length() {
        return length;
    }

    /** What was appended, as a buffer of its own; empties this. */
    Buffer take() {
        Buffer buffer = Buffer.buffer(length).appendBytes(bytes, 0, length);
        length = 0;
        if (bytes.length > KEPT) {
            bytes = new byte[INITIAL];
        }
        return buffer;
    }
}
