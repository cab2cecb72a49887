package io.coppice.kv.log;

import io.coppice.component.bus.Failure;
import io.coppice.component.bus.Requests;
import io.coppice.supervision.nodes.StoredMap;
import io.coppice.supervision.nodes.Write;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
        if (!(message.body() instanceof JsonObject body) || !READING.contains(body.getString("action", ""))) {
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
    public static Future<Void> find(Vertx vertx, int partitions) {
        LogClient client = new LogClient(vertx, "", partitions);
        return client.repeat(client.request("position", 0).put("partitions", partitions))
                .mapEmpty();
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

    Future<LogPosition> position(String node, int partition) {
        return ask(node, request("position", partition).put("partitions", partitions))
                .map(LogPosition::of);
    }

    /** All maps of a partition, as the log of a node has them at this position. */
    Future<List<StoredMap>> read(String node, int partition, LogPosition position) {
        JsonObject first = position.putIn(request("read", partition));
        return readOn(node, first, new LogRows()).map(LogRows::maps);
    }

    /** One map of a partition, from the log of this node. */
    Future<Optional<StoredMap>> read(int partition, LogPosition position, byte[] map) {
        JsonObject first = position.putIn(request("read", partition)).put("name", map);
        return readOn(self, first, new LogRows())
                .map(rows -> rows.maps().stream().findFirst());
    }

    private Future<LogRows> readOn(String node, JsonObject request, LogRows rows) {
        return ask(node, request).compose(page -> {
            JsonArray found = page.getJsonArray("rows");
            rows.add(found);
            if (!page.getBoolean("more")) {
                return Future.succeededFuture(rows);
            }
            JsonObject last = found.getJsonObject(found.size() - 1);
            byte @Nullable [] key = last.getBinary("key");
            JsonObject next = request.copy().put("after", last.getLong("map"));
            return readOn(node, key == null ? next : next.put("after_key", key), rows);
        });
    }

    Future<Void> begin(int partition, LogPosition position) {
        return repeat(position.putIn(request("begin", partition))).mapEmpty();
    }

    Future<Void> install(int partition, LogPosition position, List<Write> all) {
        return change("install", partition, position, all);
    }

    Future<Void> append(int partition, LogPosition place, List<Write> writes) {
        return change("append", partition, place, writes);
    }

    private Future<Void> change(String action, int partition, LogPosition place, List<Write> writes) {
        return repeat(place.putIn(request(action, partition)).put("changes", new Changes(writes)))
                .mapEmpty();
    }
}
