package io.coppice.host.config;

/** Text made safe for one line of a terminal or a log: control characters are escaped as in JSON. */
public final class Printable {

    private Printable() {}

    public static String of(CharSequence text) {
        StringBuilder safe = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isHarmless(c)) {
                if (safe == null) {
                    safe = new StringBuilder(text.length() + 16).append(text, 0, i);
                }
                append(safe, c);
            } else if (safe != null) {
                safe.append(c);
            }
        }
        return safe == null ? text.toString() : safe.toString();
    }

    /** Neither a control character nor one that reorders or breaks lines. */
    private static boolean isHarmless(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static void append(StringBuilder safe, char c) {
        switch (c) {
            case '\n' -> safe.append("\\n");
            case '\r' -> safe.append("\\r");
            case '\t' -> safe.append("\\t");
            default -> safe.append(String.format("\\u%04x", (int) c));
        }
    }
}
