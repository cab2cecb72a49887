package io.coppice.kv.route;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Commands of one client on their way from one node to another: bytes, as they are many.
 *
 * @param tag of the {@link Dialect}
 * @param path the nodes where they have been, the sender last
 * @param count how many commands there are
 * @param commands the commands, as the client sent them
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HopMessage(byte tag, List<String> path, int count, byte[] commands) {

    /** Another version may lay it out differently. */
    private static final byte VERSION = 1;

    private static final int MOST_NODES = 255;

    static Buffer encode(byte tag, List<String> path, List<Parcel> parcels) {
        Buffer buffer = Buffer.buffer();
        buffer.appendByte(VERSION).appendByte(tag).appendByte((byte) path.size());
        for (String node : path) {
            byte[] name = node.getBytes(StandardCharsets.UTF_8);
            buffer.appendShort((short) name.length).appendBytes(name);
        }
        buffer.appendInt(parcels.size());
        for (Parcel parcel : parcels) {
            buffer.appendBytes(parcel.array, parcel.from, parcel.length);
        }
        return buffer;
    }

    /**
     * What a node has sent.
     *
     * @throws IllegalArgumentException for what is no such message
     */
    public static HopMessage decode(Buffer buffer) {
        try {
            if (buffer.getByte(0) != VERSION) {
                throw new IllegalArgumentException(
                        "a message between nodes of version " + buffer.getByte(0) + ", not " + VERSION);
            }
            int nodes = buffer.getUnsignedByte(2);
            int at = 3;
            List<String> path = new ArrayList<>(nodes);
            for (int i = 0; i < nodes; i++) {
                int length = buffer.getUnsignedShort(at);
                path.add(buffer.getString(at + 2, at + 2 + length));
                at += 2 + length;
            }
            int count = buffer.getInt(at);
            return new HopMessage(buffer.getByte(1), path, count, buffer.getBytes(at + 4, buffer.length()));
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("a message between nodes that is not whole", e);
        }
    }

    static boolean isTooLong(List<String> path) {
        return path.size() > MOST_NODES;
    }
}
