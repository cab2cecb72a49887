package io.coppice.todo.entries;

/** The rule for texts that people write: a line that says something. */
final class Texts {

    /** What a decoder writes for bytes that are not UTF-8: two names that differ there would be one. */
    private static final char REPLACEMENT = '\uFFFD';

    private Texts() {}

    static void check(String field, String text, int mostCharacters) {
        int characters = text.codePointCount(0, text.length());
        if (characters < 1 || characters > mostCharacters || text.isBlank()) {
            throw new IllegalArgumentException(
                    field + " must have 1 to " + mostCharacters + " characters, not all blank; it has " + characters);
        }
        if (text.indexOf(REPLACEMENT) >= 0) {
            throw new IllegalArgumentException(field + " must be UTF-8, percent-encoded in a query");
        }
        if (text.codePoints().anyMatch(Texts::breaksTheLine)) {
            throw new IllegalArgumentException(field + " must be one line, without control characters");
        }
    }

    private static boolean breaksTheLine(int character) {
        int type = Character.getType(character);
        return type == Character.CONTROL
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE;
    }
}
