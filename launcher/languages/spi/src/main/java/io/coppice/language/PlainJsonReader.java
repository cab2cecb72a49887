package io.coppice.language;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON of objects, arrays, texts without escapes, whole numbers and truth values, and gives up on all else, mistakes
 * included: who says what is wrong with a text is a real parser.
 */
final class PlainJsonReader {

    /** What was read where there is something else. */
    static final Object NOT_PLAIN = new Object();

    private static final int DEEPEST = 50;
    /** So many digits any long number has. */
    private static final int MOST_DIGITS = 18;

    private static final int TEN = 10;
    private static final char END = 0;

    private final String text;
    private int at;

    private PlainJsonReader(String text) {
        this.text = text;
    }

    /** The value of a text, as Vert.x has it: only the outermost object or array is Vert.x's own. */
    @SuppressWarnings("unchecked")
    static @Nullable Object read(String text) {
        PlainJsonReader reader = new PlainJsonReader(text);
        Object value = reader.value(DEEPEST);
        if (reader.next() != END || reader.at != text.length()) {
            return NOT_PLAIN;
        }
        if (value instanceof Map<?, ?> map) {
            return new JsonObject((Map<String, Object>) map);
        }
        return value instanceof List<?> list ? new JsonArray(list) : value;
    }

    /** The first character that is no space, which it stays at. */
    private char next() {
        while (at < text.length()) {
            char next = text.charAt(at);
            if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
                return next;
            }
            at++;
        }
        return END;
    }

    private @Nullable Object value(int deeper) {
        char first = next();
        return switch (first) {
            case '{' -> deeper == 0 ? NOT_PLAIN : object(deeper - 1);
            case '[' -> deeper == 0 ? NOT_PLAIN : array(deeper - 1);
            case '"' -> Objects.requireNonNullElse(string(), NOT_PLAIN);
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number(first == '-');
        };
    }

    private @Nullable Object word(String word, @Nullable Object meaning) {
        if (!text.startsWith(word, at)) {
            return NOT_PLAIN;
        }
        at += word.length();
        return meaning;
    }

    private Object object(int deeper) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        at++;
        if (next() == '}') {
            at++;
            return map;
        }
        while (next() == '"') {
            String key = string();
            if (key == null || next() != ':') {
                return NOT_PLAIN;
            }
            at++;
            Object value = value(deeper);
            if (value == NOT_PLAIN) {
                return NOT_PLAIN;
            }
            map.put(key, value);
            char after = next();
            at++;
            if (after == '}') {
                return map;
            }
            if (after != ',') {
                return NOT_PLAIN;
            }
        }
        return NOT_PLAIN;
    }

    private Object array(int deeper) {
        List<@Nullable Object> list = new ArrayList<>();
        at++;
        if (next() == ']') {
            at++;
            return list;
        }
        while (true) {
            Object value = value(deeper);
            if (value == NOT_PLAIN) {
                return NOT_PLAIN;
            }
            list.add(value);
            char after = next();
            at++;
            if (after == ']') {
                return list;
            }
            if (after != ',') {
                return NOT_PLAIN;
            }
        }
    }

    /** Null where it has no end, or an escape. */
    private @Nullable String string() {
        int from = ++at;
        for (; at < text.length(); at++) {
            char next = text.charAt(at);
            if (next == '"') {
                return text.substring(from, at++);
            }
            if (next == '\\' || next < ' ') {
                return null;
            }
        }
        return null;
    }

    private Object number(boolean isNegative) {
        if (isNegative) {
            at++;
        }
        int from = at;
        long number = 0;
        for (; at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9'; at++) {
            number = number * TEN + (text.charAt(at) - '0');
        }
        int digits = at - from;
        boolean isPlain = digits == 1 || (digits > 1 && digits <= MOST_DIGITS && text.charAt(from) != '0');
        // A point or an exponent is no end of a value: so whoever reads on gives up there.
        if (!isPlain) {
            return NOT_PLAIN;
        }
        long signed = isNegative ? -number : number;
        return (int) signed == signed ? (Object) (int) signed : (Object) signed;
    }
}
