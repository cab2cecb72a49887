package io.coppice.kv;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;

/**
 * The event manager: tells the world when a bucket was created and when it has exited, after the table changed.
 *
 * <p>{@code kv.events} takes {@code {"action":"notify","event":"create","bucket":"shopping"}} from the registry; what it
 * takes it publishes on {@code kv.events.published} as {@code {"event":"create","bucket":"shopping"}}, in order.
 */
public final class EventManager extends VerticleBase {

    static final String ADDRESS = "kv.events";
    static final String PUBLISHED = "kv.events.published";

    static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

    @Override
    public Future<?> start() {
        BusServer.serve(vertx, ADDRESS, (action, body) -> {
            if (!action.equals("notify")) {
                throw BusServer.unknown(action, "notify");
            }
            JsonObject event = new JsonObject()
                    .put("event", BusServer.text(body, "event"))
                    .put("bucket", BusServer.text(body, "bucket"));
            vertx.eventBus().publish(PUBLISHED, event, LOCAL);
            return Future.succeededFuture(new JsonObject());
        });
        return Future.succeededFuture();
    }

    /** What the registry sends. */
    static JsonObject notification(String event, String bucket) {
        return new JsonObject().put("action", "notify").put("event", event).put("bucket", bucket);
    }
}
