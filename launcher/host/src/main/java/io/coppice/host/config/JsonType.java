package io.coppice.host.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What messages call the types of JSON values. */
final class JsonType {

    private JsonType() {}

    /** A value as a message shows it: scalars as they are, the rest by its type. */
    static String shown(@Nullable Object value) {
        if (value instanceof String text) {
            return '"' + (text.length() > 80 ? text.substring(0, 80) + "..." : text) + '"';
        }
        if (value instanceof Map) {
            return "an object";
        }
        if (value instanceof List) {
            return "an array";
        }
        return String.valueOf(value);
    }
}
