package io.coppice.traininglog.books;

import io.coppice.supervision.Child;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** The place in the table of one server's book: the server writes, anybody reads. */
public final class LoadedBook {

    private final Child server;
    private volatile Book book;
    private volatile boolean used = true;

    LoadedBook(Child server, Book book) {
        this.server = server;
        this.book = book;
    }

    Child server() {
        return server;
    }

    Book book() {
        return book;
    }

    void show(Book newest) {
        book = newest;
    }

    /** Whether there is an entry: a server may be up for a user whose first entry was refused. */
    public boolean isEmpty() {
        return book.count() == 0;
    }

    /** The book as {@code GET} answers it; empty where it is too long to be held, and read with {@link BookPages}. */
    public Optional<Buffer> page() {
        use();
        return book.page();
    }

    /** Marks it as asked for; it is written only where that changes it, as many threads read it. */
    void use() {
        if (!used) {
            used = true;
        }
    }

    /** Whether anybody has asked for the page, or posted, since this was called last. */
    boolean takeUsed() {
        boolean was = used;
        used = false;
        return was;
    }
}
