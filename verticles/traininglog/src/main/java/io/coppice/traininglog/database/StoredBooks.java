package io.coppice.traininglog.database;

import io.coppice.component.database.ReaderClient;
import io.coppice.traininglog.training.UserName;
import io.coppice.traininglog.training.WeightSeries.Span;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Books as the database has them, read with a reader that is borrowed for each page and given back. */
public final class StoredBooks {

    /** The most entries of one page. */
    public static final int MOST_ROWS = BookReads.MOST_ROWS;

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
     * @param logs the entries as JSON, newest first, parted by commas; empty where they are more than was asked for
     */
    public record StoredBook(long last, int count, Optional<Buffer> logs) {}

    /**
     * Some entries of a book that follow each other.
     *
     * @param rows as JSON, parted by commas, or as lines of CSV
     * @param next where the next page begins; empty for the last one
     */
    public record Page(Buffer rows, OptionalLong next) {}

    /**
     * The weights of some entries of a book.
     *
     * @param spans by movement
     * @param next where the next part begins; empty for the last one
     */
    public record Weights(Map<String, List<Span>> spans, OptionalLong next) {}

    /** Whether a user has at least one entry. */
    public Future<Boolean> exists(UserName user) {
        return ask("exists", user, new JsonObject()).map(reply -> reply.getBoolean("exists"));
    }

    /** The whole book of a user, or only its size where it has more entries than one wants; an empty one where there is none. */
    public Future<StoredBook> read(UserName user, int most) {
        return ask("read", user, new JsonObject().put("most", most))
                .map(reply -> new StoredBook(
                        reply.getLong("last"),
                        reply.getInteger("count"),
                        Optional.ofNullable(reply.getBuffer("logs"))));
    }

    /** A page of JSON: entries with numbers below one, the newest first. */
    public Future<Page> newest(UserName user, long below, int limit) {
        return ask("newest", user, new JsonObject().put("below", below).put("limit", limit))
                .map(reply -> new Page(reply.getBuffer("logs"), next(reply)));
    }

    /** A page of CSV: entries with numbers above one, the oldest first. */
    public Future<Page> oldest(UserName user, long above, int limit) {
        return ask("oldest", user, new JsonObject().put("above", above).put("limit", limit))
                .map(reply -> new Page(reply.getBuffer("csv"), next(reply)));
    }

    /** The weights of entries with numbers above one. */
    public Future<Weights> weights(UserName user, long above) {
        return ask("weights", user, new JsonObject().put("above", above)).map(reply -> {
            Map<String, List<Span>> spans = new HashMap<>();
            reply.getJsonObject("weights")
                    .forEach(each -> spans.put(each.getKey(), spans((JsonArray) each.getValue())));
            return new Weights(spans, next(reply));
        });
    }

    private static List<Span> spans(JsonArray spans) {
        return spans.stream()
                .map(JsonObject.class::cast)
                .map(span -> new Span(span.getInteger("count"), span.getDouble("least"), span.getDouble("most")))
                .toList();
    }

    private static OptionalLong next(JsonObject reply) {
        return reply.getValue("next") instanceof Number next ? OptionalLong.of(next.longValue()) : OptionalLong.empty();
    }

    private Future<JsonObject> ask(String action, UserName user, JsonObject request) {
        return readers.ask(request.put("action", action).put("username", user.value()));
    }
}
