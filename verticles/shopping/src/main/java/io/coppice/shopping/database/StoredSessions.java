package io.coppice.shopping.database;

import io.coppice.component.bus.Failure;
import io.coppice.component.bus.Requests;
import io.coppice.component.database.ReaderClient;
import io.coppice.shopping.session.Session;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Sessions and sales outside their processes; what is written is durable when its future completes. */
public final class StoredSessions {

    private static final Duration WRITE_LIMIT = Duration.ofSeconds(5);

    private final Requests requests;
    private final ReaderClient readers;

    /**
     * Sessions for one part of the shop.
     *
     * @param owner the path of the child that reads
     */
    public StoredSessions(Vertx vertx, String owner) {
        this.requests = new Requests(vertx);
        this.readers = new ReaderClient(vertx, ReaderPool.PREFIX, owner);
    }

    /** Keeps a new session; fails with {@link Failure#TAKEN} where there is one of its name. */
    public Future<Void> start(Session begun) {
        return write(
                "start", begun, new JsonObject().put("event", begun.events().get(0)));
    }

    /**
     * Keeps the newest event of a session; fails with {@link Failure#TAKEN} where that is not the next one of what is kept.
     *
     * @param after the session with the event
     */
    public Future<Void> append(Session after) {
        return write(
                "append", after, new JsonObject().put("event", after.events().get(after.number() - 1)));
    }

    /** Keeps a sale for good and forgets its session, both or neither. */
    public Future<Void> checkout(Session before, Instant at, JsonObject sale) {
        return write(
                "checkout", before, new JsonObject().put("sale", sale.encode()).put("at", at.toEpochMilli()));
    }

    /** Forgets a session. */
    public Future<Void> expire(Session session) {
        return write("expire", session, new JsonObject());
    }

    /** Forgets sessions in which nothing has happened since; answers how many. Where many are that old, not all at once. */
    public Future<Integer> sweep(Instant before) {
        JsonObject request = new JsonObject().put("action", "sweep").put("before", before.toEpochMilli());
        return requests.send(Writer.ADDRESS, request, WRITE_LIMIT).map(reply -> reply.getInteger("expired"));
    }

    private Future<Void> write(String action, Session session, JsonObject more) {
        JsonObject request = new JsonObject()
                .put("action", action)
                .put("key", session.key())
                .put("id", session.id())
                .put("number", session.number())
                .put("at", session.touched().toEpochMilli())
                .mergeIn(more);
        return requests.repeat(Failure::isUndone, () -> requests.send(Writer.ADDRESS, request, WRITE_LIMIT))
                .mapEmpty();
    }

    /** The session under a name, as it was when its last event was kept. */
    public Future<Optional<Session>> find(String key) {
        return readers.ask(new JsonObject().put("action", "events").put("key", key))
                .map(reply -> {
                    List<String> events = texts(reply.getJsonArray("events"));
                    return events.isEmpty() ? Optional.empty() : Optional.of(Session.of(events));
                });
    }

    private static List<String> texts(JsonArray array) {
        return array.stream().map(String::valueOf).toList();
    }

    /** The newest sale under a name. */
    public Future<Optional<JsonObject>> sale(String key) {
        return sale("sale", key);
    }

    /** The sale of the session that was the last to begin under a name; empty where that was not sold. */
    public Future<Optional<JsonObject>> lastSale(String key) {
        return sale("last_sale", key);
    }

    private Future<Optional<JsonObject>> sale(String action, String key) {
        return readers.ask(new JsonObject().put("action", action).put("key", key))
                .map(reply -> Optional.ofNullable(reply.getString("sale")).map(JsonObject::new));
    }
}
