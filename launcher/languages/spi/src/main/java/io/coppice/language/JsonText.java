package io.coppice.language;

import io.vertx.core.json.EncodeException;
import io.vertx.core.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of messages as JSON texts: what {@link Json} does, and for plain values with less work.
 *
 * <p>Most messages are short, and for these the many objects of a parser that can do everything cost more than the text itself.
 */
public final class JsonText {

    /** As long as the usual message. */
    private static final int FIRST_LENGTH = 64;

    private JsonText() {}

    /**
     * As text.
     *
     * @throws EncodeException if it is not JSON
     */
    public static String encode(@Nullable Object value) {
        StringBuilder text = new StringBuilder(FIRST_LENGTH);
        return PlainJsonWriter.write(text, value) ? text.toString() : Json.encode(value);
    }

    /**
     * As text, at the end of another.
     *
     * @throws EncodeException if it is not JSON
     */
    static void append(StringBuilder text, @Nullable Object value) {
        int before = text.length();
        if (!PlainJsonWriter.write(text, value)) {
            text.setLength(before);
            text.append(Json.encode(value));
        }
    }

    /**
     * The value of a text; an object or array in it is Vert.x's.
     *
     * @throws io.vertx.core.json.DecodeException if it is not JSON
     */
    public static @Nullable Object decode(String text) {
        Object value = PlainJsonReader.read(text);
        return value == PlainJsonReader.NOT_PLAIN ? Json.decodeValue(text) : value;
    }
}
