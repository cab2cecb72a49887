package io.coppice.traininglog.database;

import io.coppice.component.database.ReaderClient;
import io.coppice.traininglog.training.UserName;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** Books as the database has them, read with a reader that is borrowed for it and given back. */
public final class StoredBooks {

    private final ReaderClient readers;

    /**
     * Books for one borrower.
     *
     * @param owner the path of the child that reads
     */
    public StoredBooks(Vertx vertx, String owner) {
        this.readers = new ReaderClient(vertx, ReaderPool.PREFIX, owner);
    }

    /**
     * A book.
     *
     * @param last the highest number of an entry; 0 for an empty book
     * @param count how many entries
     * @param logs the entries as JSON, newest first, parted by commas
     */
    public record StoredBook(long last, int count, Buffer logs) {}

    /** Whether a user has at least one entry. */
    public Future<Boolean> exists(UserName user) {
        return ask("exists", user).map(reply -> reply.getBoolean("exists"));
    }

    /** The whole book of a user; an empty one where there is none. */
    public Future<StoredBook> read(UserName user) {
        return ask("read", user)
                .map(reply ->
                        new StoredBook(reply.getLong("last"), reply.getInteger("count"), reply.getBuffer("logs")));
    }

    private Future<JsonObject> ask(String action, UserName user) {
        return readers.ask(new JsonObject().put("action", action).put("username", user.value()));
    }
}
