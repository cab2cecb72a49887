package io.coppice.traininglog.training;

import io.coppice.supervision.Names;

/**
 * Whose book it is: any text of 1 to 100 characters.
 *
 * @param value the name as people read it
 */
public record UserName(String value) {

    public static final int MOST_CHARACTERS = 100;

    /** What a decoder writes for bytes that are not UTF-8: two names that differ there would be one. */
    private static final char REPLACEMENT = '\uFFFD';

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public UserName {
        int characters = value.codePointCount(0, value.length());
        if (characters < 1 || characters > MOST_CHARACTERS) {
            throw new IllegalArgumentException(
                    "username must have 1 to " + MOST_CHARACTERS + " characters, not " + characters);
        }
        if (value.indexOf(REPLACEMENT) >= 0) {
            throw new IllegalArgumentException("username must be UTF-8, percent-encoded");
        }
    }

    /** The name as a segment of an address or a path. */
    public String escaped() {
        return Names.escape(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
