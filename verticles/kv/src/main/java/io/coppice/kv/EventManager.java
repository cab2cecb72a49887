package io.coppice.kv;

import io.coppice.kv.bus.BusServer;
import io.coppice.kv.bus.BusSubscriptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;

/**
 * The event manager: the event-bus side of what happens to buckets.
 *
 * <p>{@code kv.events} takes
 *
 * <ul>
 *   <li>{@code {"action":"subscribe","bucket":"shopping","address":"my.address"}}: from now on {@code my.address} is sent what
 *       happens to this bucket, or, without {@code bucket}, to all, as {@code {"event":"set","bucket":"shopping","key":"milk",
 *       "value":"1"}}, and has to reply to each; the events are {@code create}, {@code set}, {@code delete}, {@code exit}, and
 *       {@code lost} with a {@code count} where it was too slow;
 *   <li>{@code unsubscribe}, with the same fields;
 *   <li>{@code {"action":"notify","event":"create","bucket":"shopping"}} from the registry, after the table changed: what it
 *       takes it publishes on {@code kv.events.published} as {@code {"event":"create","bucket":"shopping"}}, in order.
 * </ul>
 */
public final class EventManager extends VerticleBase {

    static final String ADDRESS = "kv.events";
    static final String PUBLISHED = "kv.events.published";

    static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

    @Override
    public Future<?> start() {
        BusSubscriptions subscriptions = BusSubscriptions.of(vertx);
        BusServer.serve(
                vertx,
                ADDRESS,
                (action, body) -> Future.succeededFuture(
                        switch (action) {
                            case "subscribe" -> subscriptions.subscribe(body);
                            case "unsubscribe" -> subscriptions.unsubscribe(body);
                            case "notify" -> publish(body);
                            default -> throw BusServer.unknown(action, "subscribe, unsubscribe, notify");
                        }));
        return Future.succeededFuture();
    }

    private JsonObject publish(JsonObject body) {
        JsonObject event = new JsonObject()
                .put("event", BusServer.text(body, "event"))
                .put("bucket", BusServer.text(body, "bucket"));
        vertx.eventBus().publish(PUBLISHED, event, LOCAL);
        return new JsonObject();
    }

    /** What the registry sends. */
    static JsonObject notification(String event, String bucket) {
        return new JsonObject().put("action", "notify").put("event", event).put("bucket", bucket);
    }
}
