package io.coppice.kv.route;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One command on its way to another node, as its client sent it, and the answer from there; used on the client's thread.
 *
 * <p>It points into the client's read buffer until it is answered.
 */
public final class Parcel {

    private static final int MOST_SHOWN = 64;

    final Dialect dialect;
    final byte[] array;
    final int from;
    final int length;
    /** Whether doing it twice is as good as once. */
    final boolean isRead;

    private final int nameFrom;
    private final int nameLength;
    /** Where it goes whatever the name is; null for the node of the bucket. */
    private final @Nullable String fixed;

    private byte @Nullable [] answer;
    private @Nullable String circle;

    Parcel(Dialect dialect, byte[] array, int nameFrom, int nameLength, int from, int length, boolean isRead) {
        this(dialect, array, nameFrom, nameLength, from, length, isRead, null);
    }

    /** One for this node itself, about all that it has. */
    Parcel(Dialect dialect, byte[] command, String node) {
        this(dialect, command, 0, 0, 0, command.length, true, node);
    }

    private Parcel(
            Dialect dialect,
            byte[] array,
            int nameFrom,
            int nameLength,
            int from,
            int length,
            boolean isRead,
            @Nullable String fixed) {
        this.dialect = dialect;
        this.array = array;
        this.nameFrom = nameFrom;
        this.nameLength = nameLength;
        this.from = from;
        this.length = length;
        this.isRead = isRead;
        this.fixed = fixed;
    }

    @Nullable
    String node(Placement placement) {
        return fixed != null ? fixed : placement.nodeOf(array, nameFrom, nameLength);
    }

    /** Whether it may go to another node when its bucket has moved. */
    boolean isMovable() {
        return fixed == null;
    }

    /** The name of its bucket, as errors show it. */
    String name() {
        int shown = Math.min(nameLength, MOST_SHOWN);
        return new String(array, nameFrom, shown, StandardCharsets.UTF_8) + (shown < nameLength ? "..." : "");
    }

    void answer(byte[] bytes) {
        answer = bytes;
        circle = null;
    }

    void fail(String reason) {
        answer(dialect.error(reason));
    }

    void unknown(String reason) {
        answer(dialect.unknown(reason));
    }

    /** It was not carried out, as it would have come back to a node where it has been. */
    void circles(String nodes) {
        circle = nodes;
    }

    /** To be tried again. */
    Parcel reopen() {
        circle = null;
        return this;
    }

    /** The nodes on its way, the last of which it has passed before; null where it does not circle. */
    public @Nullable String circle() {
        return circle;
    }

    boolean isOpen() {
        return answer == null && circle == null;
    }

    /** What its client is told; to be asked for when it is answered. */
    public byte[] answer() {
        if (circle != null) {
            fail("the routing tables send bucket " + name() + " in a circle: " + circle);
        }
        return Objects.requireNonNull(answer);
    }
}
