package io.coppice.todo.entries;

import io.coppice.supervision.Names;

/**
 * The name of a list: any text of 1 to 100 characters.
 *
 * @param value the name as people read it
 */
public record ListName(String value) {

    static final int MOST_CHARACTERS = 100;

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public ListName {
        Texts.check("list", value, MOST_CHARACTERS);
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
