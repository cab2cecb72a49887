package io.coppice.kv.bus;

import io.coppice.kv.store.Bytes;
import io.coppice.kv.store.Events;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses on the event bus that have subscribed to changes.
 *
 * <p>They belong to no verticle, so that they are still there when the event manager is started again, and what happens
 * meanwhile is told.
 */
public final class BusSubscriptions implements Shareable {

    static final int MOST = 1_000;
    private static final int LONGEST_ADDRESS = 1_024;

    private static final String KEY = "coppice.kv.subscriptions";
    private static final Logger LOG = LoggerFactory.getLogger(BusSubscriptions.class);

    private record Subscription(@Nullable Bytes bucket, String address) {}

    private final Vertx vertx;
    private final Map<Subscription, Forwarder> open = new HashMap<>();

    private BusSubscriptions(Vertx vertx) {
        this.vertx = vertx;
    }

    /** The one of this Vert.x. */
    public static BusSubscriptions of(Vertx vertx) {
        LocalMap<String, BusSubscriptions> map = vertx.sharedData().getLocalMap(KEY);
        return map.computeIfAbsent(KEY, key -> new BusSubscriptions(vertx));
    }

    /** Answers {@code subscribe}. */
    public synchronized JsonObject subscribe(JsonObject body) {
        Subscription wanted = subscription(body);
        boolean isNew = !open.containsKey(wanted);
        if (isNew && open.size() >= MOST) {
            throw BusServer.failure(BusServer.UNAVAILABLE, "there are " + MOST + " subscriptions; no more are taken");
        }
        if (isNew) {
            Forwarder forwarder = new Forwarder(vertx, wanted.bucket(), wanted.address(), () -> deaf(wanted));
            open.put(wanted, forwarder);
            forwarder.begin(Events.of(vertx));
        }
        return new JsonObject().put("subscribed", isNew);
    }

    /** Answers {@code unsubscribe}. */
    public synchronized JsonObject unsubscribe(JsonObject body) {
        return new JsonObject().put("unsubscribed", end(subscription(body)));
    }

    private boolean end(Subscription subscription) {
        Forwarder forwarder = open.remove(subscription);
        if (forwarder != null) {
            forwarder.end(Events.of(vertx));
        }
        return forwarder != null;
    }

    private synchronized void deaf(Subscription subscription) {
        if (end(subscription)) {
            LOG.info("nobody listens at {} any more: its subscription has ended", subscription.address());
        }
    }

    private static Subscription subscription(JsonObject body) {
        String address = BusServer.text(body, "address");
        if (address.isBlank() || address.length() > LONGEST_ADDRESS) {
            throw BusServer.failure(
                    BusServer.BAD_REQUEST,
                    "\"address\" must be one of the event bus, of 1 to " + LONGEST_ADDRESS + " characters");
        }
        if (body.getValue("bucket") == null) {
            return new Subscription(null, address);
        }
        Bytes bucket = Bytes.of(BusServer.text(body, "bucket"));
        if (!BucketNames.isName(bucket.toArray())) {
            throw BusServer.failure(BusServer.BAD_REQUEST, "\"bucket\": " + BucketNames.WHAT_A_NAME_IS);
        }
        return new Subscription(bucket, address);
    }
}
