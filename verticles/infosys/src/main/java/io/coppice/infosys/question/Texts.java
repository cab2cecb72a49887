package io.coppice.infosys.question;

/** The rule for texts that people type: a line that says something. */
public final class Texts {

    /** What a decoder writes for bytes that are not UTF-8. */
    private static final char REPLACEMENT = '\uFFFD';

    private Texts() {}

    /**
     * The text without blanks around it.
     *
     * @param field what the text is called where it was sent
     * @throws IllegalArgumentException naming the field, and what is wrong
     */
    public static String line(String field, String text, int mostCharacters) {
        String line = text.strip();
        int characters = line.codePointCount(0, line.length());
        if (characters < 1 || characters > mostCharacters) {
            throw new IllegalArgumentException(
                    field + " must have 1 to " + mostCharacters + " characters, not all blank; it has " + characters);
        }
        if (line.indexOf(REPLACEMENT) >= 0) {
            throw new IllegalArgumentException(field + " must be UTF-8, percent-encoded in a query");
        }
        if (line.codePoints().anyMatch(Texts::breaksTheLine)) {
            throw new IllegalArgumentException(field + " must be one line, without control characters");
        }
        return line;
    }

    private static boolean breaksTheLine(int character) {
        int type = Character.getType(character);
        return type == Character.CONTROL
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE;
    }
}
