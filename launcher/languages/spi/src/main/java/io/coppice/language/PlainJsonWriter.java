package io.coppice.language;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes values as JSON that consist of objects, arrays, texts, whole numbers and truth values, and gives up on all others. */
final class PlainJsonWriter {

    /** What is nested deeper may have no end. */
    private static final int DEEPEST = 50;

    private PlainJsonWriter() {}

    /** Whether it has; if not, what it has added is of no use. */
    static boolean write(StringBuilder text, @Nullable Object value) {
        return write(text, value, DEEPEST);
    }

    private static boolean write(StringBuilder text, @Nullable Object value, int deeper) {
        if (value instanceof JsonObject object) {
            return writeObject(text, object.getMap(), deeper);
        }
        if (value instanceof String string) {
            return writeString(text, string);
        }
        if (value == null || value instanceof Integer || value instanceof Long || value instanceof Boolean) {
            text.append(value);
            return true;
        }
        return writeNested(text, value, deeper);
    }

    private static boolean writeNested(StringBuilder text, Object value, int deeper) {
        if (value instanceof Map<?, ?> map) {
            return writeObject(text, map, deeper);
        }
        if (value instanceof JsonArray array) {
            return writeArray(text, array.getList(), deeper);
        }
        return value instanceof List<?> list && writeArray(text, list, deeper);
    }

    private static boolean writeObject(StringBuilder text, Map<?, ?> map, int deeper) {
        if (deeper == 0) {
            return false;
        }
        char before = '{';
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            text.append(before);
            before = ',';
            if (!(entry.getKey() instanceof String key) || !writeString(text, key)) {
                return false;
            }
            text.append(':');
            if (!write(text, entry.getValue(), deeper - 1)) {
                return false;
            }
        }
        text.append(before == '{' ? "{}" : "}");
        return true;
    }

    private static boolean writeArray(StringBuilder text, List<?> list, int deeper) {
        if (deeper == 0) {
            return false;
        }
        char before = '[';
        for (Object element : list) {
            text.append(before);
            before = ',';
            if (!write(text, element, deeper - 1)) {
                return false;
            }
        }
        text.append(before == '[' ? "[]" : "]");
        return true;
    }

    private static boolean writeString(StringBuilder text, String string) {
        for (int i = 0; i < string.length(); i++) {
            char next = string.charAt(i);
            // It would have to be escaped.
            if (next < ' ' || next == '"' || next == '\\') {
                return false;
            }
        }
        text.append('"').append(string).append('"');
        return true;
    }
}
