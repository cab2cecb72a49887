package io.coppice.kv;

import io.coppice.kv.bus.BusServer;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;

/**
 * The router: takes a command for any bucket to where the bucket lives, which is always this node for now.
 *
 * <p>{@code kv.router} takes {@code create}, {@code drop}, {@code get}, {@code put}, {@code delete}, {@code increment}, {@code expire}, {@code keys} and
 * {@code size}, each with {@code "bucket"}, and replies what the registry or the bucket replies.
 */
public final class Router extends VerticleBase {

    static final String ADDRESS = "kv.router";

    private static final DeliveryOptions OPTIONS =
            new DeliveryOptions().setLocalOnly(true).setSendTimeout(5000);

    @Override
    public Future<?> start() {
        BusServer.serve(vertx, ADDRESS, this::route);
        return Future.succeededFuture();
    }

    private Future<JsonObject> route(String action, JsonObject body) {
        String bucket = BusServer.text(body, "bucket");
        return switch (action) {
            case "create", "drop" -> ask(Registry.ADDRESS, body);
            case "get", "put", "delete", "increment", "expire", "keys", "size" ->
                ask(BucketVerticle.address(bucket), body)
                        .recover(failure -> Future.failedFuture(orNotFound(failure, bucket)));
            default -> throw BusServer.unknown(action, "create, drop, get, put, delete, increment, expire, keys, size");
        };
    }

    private Future<JsonObject> ask(String address, JsonObject body) {
        return vertx.eventBus().<JsonObject>request(address, body, OPTIONS).map(reply -> reply.body());
    }

    private static Throwable orNotFound(Throwable failure, String bucket) {
        boolean nobody = failure instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
        return nobody ? BusServer.failure(BusServer.NOT_FOUND, "no bucket " + bucket) : failure;
    }
}
