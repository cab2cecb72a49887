package io.coppice.traininglog.books;

import io.coppice.traininglog.training.UserName;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Which books are loaded, by user: a concurrent table, one a Vert.x, like an ETS table with its heir.
 *
 * <p>It is bounded by the most children of the supervisor of book servers.
 */
public final class BookTable implements Shareable {

    private static final String MAP = "coppice.traininglog";
    private static final String KEY = "books";

    private final ConcurrentMap<String, LoadedBook> books = new ConcurrentHashMap<>();

    private BookTable() {}

    /** The table of this Vert.x. */
    public static BookTable of(Vertx vertx) {
        LocalMap<String, Object> map = vertx.sharedData().getLocalMap(MAP);
        // After the plugin was loaded anew, what an older class loader left is of another class.
        Object table = map.compute(KEY, (key, known) -> known instanceof BookTable ? known : new BookTable());
        return (BookTable) table;
    }

    /** The book of a user if its server is up. */
    public Optional<LoadedBook> find(UserName user) {
        return Optional.ofNullable(books.get(user.value()));
    }

    /** Adds a book until its server ends. */
    void add(UserName user, LoadedBook book) {
        books.put(user.value(), book);
        book.server().ended().onComplete(reason -> books.remove(user.value(), book));
    }

    int size() {
        return books.size();
    }

    /** Removes what belongs to servers that have ended. */
    void sweep() {
        books.values().removeIf(book -> book.server().ended().isComplete());
    }
}
