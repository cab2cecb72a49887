package io.coppice.kv.log;

import io.coppice.component.bus.Failure;
import io.coppice.component.bus.Requests;
import io.coppice.supervision.nodes.StoredMap;
import io.coppice.supervision.nodes.Write;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks the log of this node, and for what is in those of others. */
public final class LogClient {

    /** The log of a node, on that node alone. */
    public static final String ADDRESS = "kv.log";

    /** A commit of a slow disk, and those before it. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** What other nodes may ask for. */
    private static final Set<String> READING = Set.of("position", "read");

    private final Vertx vertx;
    private final Requests requests;
    private final String self;
    private final int partitions;

    /**
     * A client on one node.
     *
     * @param self its name
     * @param partitions over how many the names are spread
     */
    LogClient(Vertx vertx, String self, int partitions) {
        this.vertx = vertx;
        this.requests = new Requests(vertx);
        this.self = self;
        this.partitions = partitions;
    }

    private static String addressOf(String node) {
        return ADDRESS + "." + node;
    }

    /** From now on, and as long as the calling verticle lives, other nodes may read the log of this one. */
    public static Future<Void> open(Vertx vertx, String self) {
        Requests requests = new Requests(vertx);
        return vertx.eventBus()
                .<Object>consumer(addressOf(self), message -> pass(requests, message))
                .completion();
    }

    private static void pass(Requests requests, Message<Object> message) {
        if (!(message.body() instanceof JsonObject body)
                || !READING.contains(String.valueOf(body.getValue("action")))) {
            Failure.BAD_REQUEST.reply(message, "other nodes may read a log, and nothing else: " + READING);
            return;
        }
        requests.send(ADDRESS, body, LIMIT)
                .onSuccess(message::reply)
                .onFailure(failure -> Failure.of(failure)
                        .orElse(Failure.UNAVAILABLE)
                        .reply(message, String.valueOf(failure.getMessage())));
    }

    /** Fails where nobody answers as the log of this node, within some seconds. */
    public static Future<Void> find(Vertx vertx, String self, int partitions) {
        LogClient client = new LogClient(vertx, self, partitions);
        return client.repeat(client.positionOf(0)).mapEmpty();
    }

    private JsonObject positionOf(int partition) {
        return request("position", partition).put("partitions", partitions).put("asker", self);
    }

    private JsonObject request(String action, int partition) {
        return new JsonObject().put("action", action).put("partition", partition);
    }

    private Future<JsonObject> repeat(JsonObject request) {
        return requests.repeat(Failure::isUndone, () -> requests.send(ADDRESS, request, LIMIT));
    }

    private Future<JsonObject> ask(String node, JsonObject request) {
        return node.equals(self)
                ? requests.send(ADDRESS, request, LIMIT)
                : vertx.eventBus()
                        .<JsonObject>request(
                                addressOf(node), request, new DeliveryOptions().setSendTimeout(LIMIT.toMillis()))
                        .map(Message::body);
    }

    /** How far the log of a node is; from now on it knows that this node has a log, too. */
    Future<LogAnswer> position(String node, int partition) {
        return ask(node, positionOf(partition)).map(LogAnswer::of);
    }

    /** All maps of a partition, as the log of a node has them at this position. */
    Future<List<StoredMap>> read(String node, int partition, LogPosition position) {
        return read(node, position.putIn(request("read", partition))).map(LogRows::maps);
    }

    /** One map of a partition, from the log of this node. */
    Future<Optional<StoredMap>> read(int partition, LogPosition position, byte[] map) {
        JsonObject first = position.putIn(request("read", partition)).put("name", map);
        return read(self, first).map(rows -> rows.maps().stream().findFirst());
    }

    private Future<LogRows> read(String node, JsonObject first) {
        LogRows rows = new LogRows();
        return inTurn(
                        first,
                        request -> ask(node, request).map(page -> {
                            JsonArray found = page.getJsonArray("rows");
                            rows.add(found);
                            if (!page.getBoolean("more")) {
                                return Optional.empty();
                            }
                            JsonObject last = found.getJsonObject(found.size() - 1);
                            JsonObject next = first.copy().put("after", last.getLong("map"));
                            byte @Nullable [] key = last.getBinary("key");
                            return Optional.of(key == null ? next : next.put("after_key", key));
                        }))
                .map(rows);
    }

    /** Asks one after the other: each gives the next. Not composed, as a chain of as many futures would be as deep. */
    private static <T> Future<Void> inTurn(T first, Function<T, Future<Optional<T>>> ask) {
        Promise<Void> over = Promise.promise();
        inTurn(first, ask, over);
        return over.future();
    }

    private static <T> void inTurn(T request, Function<T, Future<Optional<T>>> ask, Promise<Void> over) {
        ask.apply(request)
                .onFailure(over::fail)
                .onSuccess(next -> next.ifPresentOrElse(following -> inTurn(following, ask, over), over::complete));
    }

    /** What this log has of a partition, where it is just this far, is what there is. */
    Future<Void> begin(int partition, LogPosition from, LogPosition next) {
        return repeat(step("begin", partition, from, next)).mapEmpty();
    }

    /** This is what there is, in the place of what the log had as far as this. */
    Future<Void> install(int partition, LogPosition from, LogPosition next, List<Write> all) {
        List<List<Write>> pieces = Pieces.of(all);
        return inTurn(
                0,
                i -> repeat(step("install", partition, from, next)
                                .put("first", i == 0)
                                .put("last", i == pieces.size() - 1)
                                .put("changes", new Changes(pieces.get(i))))
                        .map(done -> i + 1 < pieces.size() ? Optional.of(i + 1) : Optional.empty()));
    }

    private JsonObject step(String action, int partition, LogPosition from, LogPosition next) {
        return next.putIn(request(action, partition)).put("from", from.putIn(new JsonObject()));
    }

    Future<Void> append(int partition, LogPosition place, List<Write> writes) {
        return repeat(place.putIn(request("append", partition)).put("changes", new Changes(writes)))
                .mapEmpty();
    }
}
