package io.coppice.traininglog.web;

import io.coppice.traininglog.books.BookPages;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which page of a book is asked for.
 *
 * @param after the {@code next} of the page before
 * @param limit how many entries at most
 */
record PageQuery(long after, int limit) {

    private static final int USUAL_LIMIT = 100;
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,18}");

    /** Whether a page is asked for, and not the whole book. */
    static boolean isIn(MultiMap query) {
        return query.contains("limit") || query.contains("after");
    }

    /**
     * Reads {@code limit} and {@code after}.
     *
     * @throws IllegalArgumentException naming the one that is wrong
     */
    static PageQuery of(MultiMap query) {
        return new PageQuery(whole(query, "after", Long.MAX_VALUE, 1, Long.MAX_VALUE), (int)
                whole(query, "limit", USUAL_LIMIT, 1, BookPages.MOST_ROWS));
    }

    private static long whole(MultiMap query, String name, long byDefault, long least, long most) {
        List<String> given = query.getAll(name);
        if (given.isEmpty()) {
            return byDefault;
        }
        String text = given.get(0);
        long number = WHOLE.matcher(text).matches() ? Long.parseLong(text) : -1;
        if (given.size() == 1 && number >= least && number <= most) {
            return number;
        }
        String rule = most == Long.MAX_VALUE ? "the \"next\" of the page before" : "a whole number from 1 to " + most;
        throw new IllegalArgumentException(name + " must be " + rule + (given.size() == 1 ? "" : ", given once")
                + ", not \"" + String.join("\" and \"", given) + '"');
    }
}
