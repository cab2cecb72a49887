package io.coppice.kv;

import io.coppice.kv.bus.Announcements;
import io.coppice.kv.bus.BusServer;
import io.coppice.kv.bus.BusSubscriptions;
import io.coppice.kv.store.Events;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
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
 *   <li>{@code {"action":"notify"}} from the registry, after the table changed: what there is in {@link Announcements} it
 *       publishes on {@code kv.events.published}, in order, as {@code {"event":"create","bucket":"shopping"}}.
 * </ul>
 *
 * <p>When it starts it announces {@code kv.events.published} on {@code coppice.events}, so that the observer tells of them. It holds nothing itself: what is told while it is being restarted it publishes when it is back.
 */
public final class EventManager extends VerticleBase {

    static final String PUBLISHED = "kv.events.published";

    /** Where the observer hears which events a component has. */
    private static final String SOURCES = "coppice.events";

    /** Then others of this event loop have their turns. */
    private static final int AT_A_TIME = 1_000;

    @Override
    public Future<?> start() {
        BusSubscriptions subscriptions = BusSubscriptions.of(vertx);
        Announcements announcements = Announcements.of(vertx);
        BusServer.serve(vertx, Announcements.MANAGER, (action, body) -> switch (action) {
            case "subscribe" -> {
                JsonObject subscribed = subscriptions.subscribe(body);
                yield Events.of(vertx).reached().map(subscribed);
            }
            case "unsubscribe" -> Future.succeededFuture(subscriptions.unsubscribe(body));
            case "notify" -> Future.succeededFuture(publish(announcements));
            default -> throw BusServer.unknown(action, "subscribe, unsubscribe, notify");
        });
        vertx.eventBus()
                .publish(SOURCES, new JsonObject().put("name", "kv").put("address", PUBLISHED), BusServer.LOCAL);
        // Behind the registration, so that no notification is missed in between.
        publish(announcements);
        return Future.succeededFuture();
    }

    private JsonObject publish(Announcements announcements) {
        for (int i = 0; i < AT_A_TIME; i++) {
            JsonObject event = announcements.next();
            if (event == null) {
                return new JsonObject();
            }
            vertx.eventBus().publish(PUBLISHED, event, BusServer.LOCAL);
        }
        context.runOnContext(v -> publish(announcements));
        return new JsonObject();
    }
}
