package io.coppice.shopping.session;

import java.util.regex.Pattern;

/** The name of a session: a plain word, so that it can stand in an address, a path and a URL as it is. */
public record SessionKey(String value) {

    private static final Pattern PLAIN_WORD = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /** @throws IllegalArgumentException if it is not a plain word */
    public SessionKey {
        if (!PLAIN_WORD.matcher(value).matches()) {
            String shown = value.length() <= 80 ? "\"" + value + "\"" : "one of " + value.length();
            throw new IllegalArgumentException(
                    "\"key\" must be a plain word of 1 to 64 letters, digits, - and _, not " + shown);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
