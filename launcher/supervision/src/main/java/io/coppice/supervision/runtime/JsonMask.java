package io.coppice.supervision.runtime;

import io.coppice.supervision.MessageMask;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a JSON body without what its field names call secret.
 *
 * <p>It writes no more than is shown, so a body of a gigabyte costs no more than a small one.
 */
public final class JsonMask implements MessageMask {

    static final String MASK = "***";

    private static final List<String> SECRET = List.of(
            "password",
            "passwd",
            "passphrase",
            "pwd",
            "secret",
            "token",
            "authorization",
            "cookie",
            "apikey",
            "credential",
            "privatekey");

    /** Longer names are nobody's fields; their values are not shown. */
    private static final int LONGEST_NAME = 200;

    private final List<String> secret;

    public JsonMask(Collection<String> more) {
        this.secret = Stream.concat(SECRET.stream(), more.stream().map(JsonMask::checked))
                .toList();
    }

    private static String checked(String name) {
        String plain = plain(name);
        if (plain.isEmpty()) {
            throw new IllegalArgumentException(
                    "the name of a secret field needs a letter or a digit, and \"" + name + "\" has none");
        }
        return plain;
    }

    /** As names are compared: letters and digits only, without case. */
    private static String plain(String name) {
        StringBuilder plain = new StringBuilder(name.length());
        name.codePoints().filter(Character::isLetterOrDigit).forEach(plain::appendCodePoint);
        return plain.toString().toLowerCase(Locale.ROOT);
    }

    @Override
    public String textOf(String address, @Nullable Object body) {
        if (body instanceof Buffer buffer) {
            return buffer.length() + " bytes";
        }
        if (isObjectOrArray(body)) {
            StringBuilder text = new StringBuilder();
            write(body, text);
            return text.toString();
        }
        String text = beginning(String.valueOf(body));
        return isSecretJson(text) ? MASK : text;
    }

    private static boolean isObjectOrArray(@Nullable Object body) {
        return body instanceof JsonObject
                || body instanceof Map
                || body instanceof MultiMap
                || body instanceof JsonArray
                || body instanceof Collection;
    }

    /** As much of it as {@link #isFull} lets through. */
    private static String beginning(String text) {
        return text.substring(0, Math.min(text.length(), Masking.MOST_OF_BODY + 1));
    }

    /** One character more than is shown, so that who cuts it can tell. */
    private static boolean isFull(StringBuilder text) {
        return text.length() > Masking.MOST_OF_BODY;
    }

    private void write(@Nullable Object value, StringBuilder text) {
        if (value instanceof JsonObject object) {
            writeObject(object.getMap().entrySet(), text);
        } else if (value instanceof Map<?, ?> object) {
            writeObject(object.entrySet(), text);
        } else if (value instanceof MultiMap object) {
            writeObject(object, text);
        } else if (value instanceof JsonArray array) {
            writeArray(array.getList(), text);
        } else if (value instanceof Collection<?> array) {
            writeArray(array, text);
        } else if (value == null || value instanceof Number || value instanceof Boolean) {
            text.append(value);
        } else if (value instanceof byte[] bytes) {
            text.append('"').append(bytes.length).append(" bytes\"");
        } else if (value instanceof Buffer buffer) {
            text.append('"').append(buffer.length()).append(" bytes\"");
        } else {
            String string = beginning(value.toString());
            writeString(isSecretJson(string) ? MASK : string, text);
        }
    }

    private void writeObject(Iterable<? extends Map.Entry<?, ?>> object, StringBuilder text) {
        text.append('{');
        Iterator<? extends Map.Entry<?, ?>> fields = object.iterator();
        for (boolean first = true; fields.hasNext() && !isFull(text); first = false) {
            Map.Entry<?, ?> field = fields.next();
            String name = String.valueOf(field.getKey());
            text.append(first ? "" : ",");
            writeString(name, text);
            text.append(':');
            write(isSecret(name) ? MASK : field.getValue(), text);
        }
        text.append('}');
    }

    /** What follows a name in an array is its value, as with headers: {@code ["Authorization", "Bearer x"]}. */
    private void writeArray(Collection<?> array, StringBuilder text) {
        text.append('[');
        Iterator<?> elements = array.iterator();
        boolean isValue = false;
        for (boolean first = true; elements.hasNext() && !isFull(text); first = false) {
            Object element = elements.next();
            text.append(first ? "" : ",");
            write(isValue ? MASK : element, text);
            isValue = !isValue && element instanceof String name && name.length() <= LONGEST_NAME && namesSecret(name);
        }
        text.append(']');
    }

    private static void writeString(String value, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < value.length() && !isFull(text); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < ' ') {
                        text.append(String.format("\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }

    private boolean isSecret(String name) {
        return name.length() > LONGEST_NAME || namesSecret(name);
    }

    /** Wholly or not at all: what it holds is not looked for, as it may be cut, or in quotes within quotes. */
    private boolean isSecretJson(String beginning) {
        String text = beginning.strip();
        return !text.isEmpty() && "{[\"".indexOf(text.charAt(0)) >= 0 && namesSecret(text);
    }

    private boolean namesSecret(String text) {
        String plain = plain(text);
        return secret.stream().anyMatch(plain::contains);
    }
}
