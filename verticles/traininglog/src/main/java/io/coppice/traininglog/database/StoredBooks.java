package io.coppice.traininglog.database;

import io.coppice.traininglog.bus.Failure;
import io.coppice.traininglog.bus.Requests;
import io.coppice.traininglog.training.UserName;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** Books as the database has them, read with a reader that is borrowed for it and given back. */
public final class StoredBooks {

    private static final Duration CHECKOUT_LIMIT = Duration.ofSeconds(2);
    private static final Duration READ_LIMIT = Duration.ofSeconds(5);

    private final Requests requests;
    private final String owner;

    /**
     * Books for one borrower.
     *
     * @param owner the path of the child that reads
     */
    public StoredBooks(Vertx vertx, String owner) {
        this.requests = new Requests(vertx);
        this.owner = owner;
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
        JsonObject question = new JsonObject().put("action", action).put("username", user.value());
        // To read twice does no harm, so that the crash of a reader or of the pool costs a moment only.
        return requests.repeat(
                Failure::isPassing,
                () -> checkout()
                        .compose(lent -> requests.send(lent.getString("worker"), question, READ_LIMIT)
                                .onComplete(done -> checkin(lent))));
    }

    private Future<JsonObject> checkout() {
        JsonObject request = new JsonObject()
                .put("action", "checkout")
                .put("owner", owner)
                .put("timeout", (int) CHECKOUT_LIMIT.toMillis());
        return requests.send(ReaderPool.ADDRESS, request, CHECKOUT_LIMIT.plusSeconds(1));
    }

    private void checkin(JsonObject lent) {
        JsonObject request = new JsonObject().put("action", "checkin").put("lease", lent.getValue("lease"));
        // Not awaited: a check-in that is lost ends with the lease's time limit.
        requests.send(ReaderPool.ADDRESS, request, CHECKOUT_LIMIT);
    }
}
