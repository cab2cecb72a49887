package io.coppice.infosys.talk;

import java.util.regex.Pattern;

/**
 * What a room is about, and its name.
 *
 * @param value a plain word, and so a segment of addresses and paths as it is
 */
public record Topic(String value) {

    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public Topic {
        if (!WORD.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "topic must be a plain word of 1 to 64 letters, digits, - and _, not \"" + value + "\"");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
