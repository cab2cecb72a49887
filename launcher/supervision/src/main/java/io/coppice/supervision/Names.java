package io.coppice.supervision;

import java.nio.charset.StandardCharsets;

/** Names as segments of event-bus addresses and paths. */
public final class Names {

    private static final String HEX = "0123456789ABCDEF";

    private Names() {}

    /**
     * The name with every byte of its UTF-8 form percent-encoded that is not a letter, a digit, {@code _} or {@code -}: so
     * a dot, a blank or a slash in it cannot be taken for part of an address or a path. Different names stay different.
     */
    public static String escape(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        StringBuilder escaped = new StringBuilder(bytes.length + 8);
        for (byte b : bytes) {
            if (isPlain(b)) {
                escaped.append((char) b);
            } else {
                escaped.append('%').append(HEX.charAt((b >> 4) & 0xF)).append(HEX.charAt(b & 0xF));
            }
        }
        // A name with nothing to escape, as most are, is kept once.
        return escaped.length() == name.length() ? name : escaped.toString();
    }

    private static boolean isPlain(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '_' || b == '-';
    }
}
