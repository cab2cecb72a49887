package io.coppice.traininglog.books;

import io.coppice.traininglog.database.StoredBooks;
import io.coppice.traininglog.training.UserName;
import io.coppice.traininglog.training.WeightSeries;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * Books as the database has them, a page at a time: the next one is read when whoever takes them has taken the last.
 *
 * <p>Entries are only ever added, with higher numbers, so that pages which follow each other miss none and repeat none.
 */
public final class BookPages {

    /** The most entries of one page. */
    public static final int MOST_ROWS = StoredBooks.MOST_ROWS;

    private final StoredBooks stored;

    BookPages(StoredBooks stored) {
        this.stored = stored;
    }

    /** Whether a user has at least one entry. */
    public Future<Boolean> exists(UserName user) {
        return stored.exists(user);
    }

    /** How many entries a user has. */
    public Future<Integer> count(UserName user) {
        return stored.read(user, 0).map(book -> book.count());
    }

    /**
     * One page of JSON, newest first: {@code {"username","logs","next"}}.
     *
     * @param after the number behind which it begins: {@code next} of the page before
     */
    public Future<Buffer> page(UserName user, long after, int limit) {
        return stored.newest(user, after, limit)
                .map(page -> Buffer.buffer(Book.opening(user))
                        .appendBuffer(page.rows())
                        .appendString("],\"next\":")
                        .appendString(
                                page.next().isPresent()
                                        ? String.valueOf(page.next().getAsLong())
                                        : "null")
                        .appendString("}"));
    }

    /** Hands over the whole book as JSON, in the words in which a book that is held is answered. */
    public Future<Void> json(UserName user, Function<Buffer, Future<Void>> taker) {
        return taker.apply(Buffer.buffer(Book.opening(user)))
                .compose(v -> walk(
                        Long.MAX_VALUE,
                        below -> stored.newest(user, below, MOST_ROWS)
                                .compose(page -> taker.apply(Buffer.buffer(below == Long.MAX_VALUE ? "" : ",")
                                                .appendBuffer(page.rows()))
                                        .map(taken -> page.next()))))
                .compose(v -> taker.apply(Buffer.buffer("]}")));
    }

    /** Hands over the whole book as lines of CSV, the oldest entry first, so that to import them makes the same book. */
    public Future<Void> csv(UserName user, Function<Buffer, Future<Void>> taker) {
        return walk(
                0,
                above -> stored.oldest(user, above, MOST_ROWS)
                        .compose(page -> taker.apply(page.rows()).map(taken -> page.next())));
    }

    /** The weights of each movement over time, in no more points than a plot has room for. */
    public Future<Map<String, WeightSeries>> weights(UserName user) {
        Map<String, WeightSeries> found = new TreeMap<>();
        return walk(
                        0,
                        above -> stored.weights(user, above).map(part -> {
                            part.spans()
                                    .forEach((movement, spans) -> spans.forEach(
                                            found.computeIfAbsent(movement, key -> new WeightSeries())::add));
                            return part.next();
                        }))
                .map(found);
    }

    /** One part after the other, until one has no next; not as a chain of futures, which would grow with the book. */
    private static Future<Void> walk(long from, LongFunction<Future<OptionalLong>> part) {
        Promise<Void> end = Promise.promise();
        step(from, part, end);
        return end.future();
    }

    private static void step(long from, LongFunction<Future<OptionalLong>> part, Promise<Void> end) {
        part.apply(from)
                .onSuccess(next -> next.ifPresentOrElse(number -> step(number, part, end), end::complete))
                .onFailure(end::fail);
    }
}
