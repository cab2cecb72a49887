package io.coppice.kv.bus;

import io.coppice.kv.store.Budget;
import io.coppice.kv.store.Bytes;
import io.coppice.kv.store.Change;
import io.coppice.kv.store.Events;
import io.coppice.kv.store.Outbox;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A subscription of an address on the event bus: sends it the changes of one bucket, or of all, as JSON objects.
 *
 * <p>Each is a request, as nothing else on the bus tells how fast they are taken: up to {@value #WINDOW} are under way, and
 * the next waits for a reply, whatever it is. When nobody listens at the address any more, that is the subscription's end.
 */
final class Forwarder {

    static final int WINDOW = 256;

    private static final DeliveryOptions OPTIONS =
            new DeliveryOptions().setLocalOnly(true).setSendTimeout(10_000);
    private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);

    private final Vertx vertx;
    private final Context context;
    private final @Nullable Bytes bucket;
    private final String address;
    private final Runnable whenDeaf;
    private final Outbox<Change> outbox;
    private int underWay;
    private boolean ended;

    /**
     * @param bucket null for all
     * @param whenDeaf called, maybe several times, when nobody listens at the address
     */
    Forwarder(Vertx vertx, @Nullable Bytes bucket, String address, Runnable whenDeaf) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.bucket = bucket;
        this.address = address;
        this.whenDeaf = whenDeaf;
        this.outbox = new Outbox<>(Change::size, this::wake, Budget.of(vertx));
    }

    void begin(Events events) {
        if (bucket == null) {
            events.changes().subscribeToAll(outbox);
        } else {
            events.changes().subscribe(bucket, outbox);
        }
    }

    /** What is not sent is not sent any more. */
    void end(Events events) {
        if (bucket == null) {
            events.changes().unsubscribeFromAll(outbox);
        } else {
            events.changes().unsubscribe(bucket, outbox);
        }
        outbox.close();
        context.runOnContext(v -> ended = true);
    }

    private void wake() {
        context.runOnContext(v -> forward());
    }

    private void forward() {
        while (underWay < WINDOW && !ended) {
            JsonObject next = Json.next(outbox);
            if (next == null) {
                return;
            }
            underWay++;
            vertx.eventBus().request(address, next, OPTIONS).onComplete(reply -> {
                underWay--;
                if (!reply.succeeded()) {
                    failed(reply.cause());
                }
                forward();
            });
        }
    }

    private void failed(Throwable cause) {
        if (cause instanceof ReplyException failure && failure.failureType() == ReplyFailure.NO_HANDLERS) {
            whenDeaf.run();
        } else {
            LOG.debug("{} did not take an event: {}", address, cause.toString());
        }
    }
}
