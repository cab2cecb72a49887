package io.coppice.todo.entries;

import java.time.LocalDate;

/**
 * What is to be done when.
 *
 * @param date the day
 * @param title a line of 1 to 200 characters
 */
public record Task(LocalDate date, String title) {

    static final int MOST_TITLE = 200;

    /**
     * Checks the title.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public Task {
        Texts.check("title", title, MOST_TITLE);
    }
}
