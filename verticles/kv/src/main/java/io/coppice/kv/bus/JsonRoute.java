package io.coppice.kv.bus;

import io.coppice.kv.route.Placement;
import io.coppice.kv.route.Route;
import io.coppice.kv.route.Routes;
import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.BucketTable;
import io.coppice.kv.store.Bytes;
import io.coppice.supervision.Names;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * The way of a request in JSON to the registry or the bucket that it is for, here or on another node.
 *
 * <p>Between nodes it is {@code {"path": ["a"], "request": {...}}}, to the gateway.
 */
public final class JsonRoute implements BusServer.Answer {

    private static final String KNOWN = "create, drop, get, put, delete, increment, expire, keys, size";
    private static final Set<String> READS = Set.of("get", "keys", "size");

    private final Vertx vertx;
    private final Route route;

    public JsonRoute(Vertx vertx, Route route) {
        this.vertx = vertx;
        this.route = route;
    }

    /** Answers what the router of another node has sent to the gateway. */
    public static void arrived(Vertx vertx, Routes routes, Message<Object> message, JsonObject body) {
        if (!(body.getValue("path") instanceof JsonArray path)
                || !path.stream().allMatch(String.class::isInstance)
                || !(body.getValue("request") instanceof JsonObject request)) {
            message.fail(BusServer.BAD_REQUEST, "a gateway takes {\"path\": [node, ...], \"request\": {...}}");
            return;
        }
        List<String> nodes = path.stream().map(String.class::cast).toList();
        BusServer.answer(message, request, new JsonRoute(vertx, routes.from(nodes)));
    }

    @Override
    public Future<JsonObject> to(String action, JsonObject body) {
        String bucket = BusServer.text(body, "bucket");
        String address = switch (action) {
            case "create", "drop" -> BucketNames.REGISTRY;
            case "get", "put", "delete", "increment", "expire", "keys", "size" -> addressOf(bucket);
            default -> throw BusServer.unknown(action, KNOWN);
        };
        boolean isRead = READS.contains(action);
        Placement placement = route.placement();
        String node = placement.nodeOf(bucket.getBytes(StandardCharsets.UTF_8));
        if (node == null) {
            throw BusServer.failure(BusServer.UNAVAILABLE, "no node for bucket " + bucket + ": " + placement.whyNone());
        }
        if (node.equals(placement.self())) {
            if (!placement.isStoring()) {
                throw BusServer.failure(BusServer.UNAVAILABLE, "node " + node + " stores no buckets");
            }
            DeliveryOptions options = new DeliveryOptions().setLocalOnly(true).setSendTimeout(route.timeout());
            return ask(address, body, options)
                    .recover(failure -> isNobody(failure) && !address.equals(BucketNames.REGISTRY)
                            ? withoutVerticle(action, bucket, body)
                            : Future.failedFuture(failure))
                    .recover(failure ->
                            Future.failedFuture(isNobody(failure) ? failure : explained(node, isRead, failure)));
        }
        return hop(node, isRead, bucket, body);
    }

    /** A bucket that has come from another node is there before its verticle is. */
    private Future<JsonObject> withoutVerticle(String action, String bucket, JsonObject body) {
        BucketTable table = BucketTable.of(vertx);
        Bytes name = Bytes.of(bucket);
        Bucket there = table.expected(name);
        return there == null
                ? Future.failedFuture(BusServer.failure(BusServer.NOT_FOUND, "no bucket " + bucket))
                : new BucketApi(there).to(action, body);
    }

    /** The address of a bucket on its own node. */
    public static String addressOf(String bucket) {
        return "kv.bucket." + Names.escape(bucket);
    }

    private Future<JsonObject> hop(String node, boolean isRead, String bucket, JsonObject body) {
        if (route.path().contains(node)) {
            throw BusServer.failure(
                    BusServer.UNAVAILABLE,
                    "the routing tables send bucket " + bucket + " in a circle: " + String.join(", ", route.path())
                            + ", " + node);
        }
        if (!route.isThere(node)) {
            throw BusServer.failure(BusServer.UNAVAILABLE, "node " + node + " is not reachable");
        }
        JsonObject message =
                new JsonObject().put("path", new JsonArray(route.path())).put("request", body);
        // Twice within the time.
        DeliveryOptions options = new DeliveryOptions().setSendTimeout(Math.max(1, route.timeout() / 2));
        String gateway = Routes.gatewayOf(node);
        return ask(gateway, message, options)
                .recover(failure ->
                        isRead && isUnanswered(failure) ? ask(gateway, message, options) : Future.failedFuture(failure))
                .recover(failure -> Future.failedFuture(explained(node, isRead, failure)));
    }

    private Future<JsonObject> ask(String address, JsonObject body, DeliveryOptions options) {
        return vertx.eventBus().<JsonObject>request(address, body, options).map(reply -> reply.body());
    }

    private static boolean isNobody(Throwable failure) {
        return failure instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
    }

    private static boolean isUnanswered(Throwable failure) {
        return !(failure instanceof ReplyException reply) || reply.failureType() == ReplyFailure.TIMEOUT;
    }

    private static Throwable explained(String node, boolean isRead, Throwable failure) {
        if (isNobody(failure)) {
            return BusServer.failure(BusServer.UNAVAILABLE, "node " + node + " is not reachable");
        }
        if (isUnanswered(failure)) {
            return isRead
                    ? BusServer.failure(BusServer.UNAVAILABLE, "node " + node + " has not answered in time")
                    : BusServer.failure(
                            BusServer.UNKNOWN_OUTCOME, "unknown outcome: node " + node + " has not answered in time");
        }
        return failure;
    }
}
