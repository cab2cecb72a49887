package io.coppice.host.bridge;

import io.coppice.language.Frames;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Cuts a stream of bytes into frames: four bytes with the length, the highest first, and so many bytes of text. */
final class FrameReader {

    private static final int HEAD = 4;

    private final int maxFrame;
    /** The beginning of a frame that is not whole: never more than a head and the longest frame. */
    private Buffer rest = Buffer.buffer();

    FrameReader(int maxFrame) {
        this.maxFrame = maxFrame;
    }

    /** A frame as bytes. */
    static Buffer encode(String frame) {
        byte[] text = frame.getBytes(StandardCharsets.UTF_8);
        return Buffer.buffer(HEAD + text.length).appendInt(text.length).appendBytes(text);
    }

    /**
     * Takes more bytes.
     *
     * @param each is given every frame that is whole now
     * @throws Frames.Violation if one is longer than it may be; nothing can be read after that
     */
    void read(Buffer more, Consumer<String> each) {
        Buffer all = rest.length() == 0 ? more : rest.appendBuffer(more);
        int at = 0;
        while (all.length() - at >= HEAD) {
            int length = all.getInt(at);
            if (length < 0 || length > maxFrame) {
                throw new Frames.Violation("a frame of " + Integer.toUnsignedString(length)
                        + " bytes: a frame has at most " + maxFrame + ", after its length in four bytes");
            }
            int end = at + HEAD + length;
            if (all.length() < end) {
                break;
            }
            each.accept(all.getString(at + HEAD, end, StandardCharsets.UTF_8.name()));
            at = end;
        }
        // Not copied while a frame comes byte by byte.
        rest = at == 0 && all == rest ? all : all.getBuffer(at, all.length());
    }
}
