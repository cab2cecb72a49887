package io.coppice.kv.route;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The answers to the commands of one {@link HopMessage}, in their order; where they would be too many bytes those to the first
 * of them, and the others were not carried out.
 */
public final class Answers {

    private static final byte ANSWER = 0;
    private static final byte CIRCLE = 1;

    private final Buffer buffer = Buffer.buffer();

    public void add(byte[] answer) {
        add(ANSWER, answer);
    }

    /** The command was not carried out, as it would have gone in a circle. */
    public void addCircle(String nodes) {
        add(CIRCLE, nodes.getBytes(StandardCharsets.UTF_8));
    }

    private void add(byte kind, byte[] bytes) {
        buffer.appendByte(kind).appendInt(bytes.length).appendBytes(bytes);
    }

    public int size() {
        return buffer.length();
    }

    public Buffer toBuffer() {
        return buffer;
    }

    /**
     * Hands the answers out to the first of these.
     *
     * @return to how many
     */
    static int handOut(Buffer buffer, List<Parcel> parcels) {
        int at = 0;
        int count = 0;
        while (at < buffer.length()) {
            int end = at + 1 + Integer.BYTES + buffer.getInt(at + 1);
            byte[] bytes = buffer.getBytes(at + 1 + Integer.BYTES, end);
            Parcel parcel = parcels.get(count);
            if (buffer.getByte(at) == CIRCLE) {
                parcel.circles(new String(bytes, StandardCharsets.UTF_8));
            } else {
                parcel.answer(bytes);
            }
            at = end;
            count++;
        }
        return count;
    }
}
