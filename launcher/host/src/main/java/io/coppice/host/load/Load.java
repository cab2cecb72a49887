package io.coppice.host.load;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * One run of requests on the event bus: so many at a time, each followed by the next when it is answered (a closed loop).
 *
 * <p>All of it happens on one event loop of the node, so its answers share that with whatever lives there. Its counts may be
 * read from any thread.
 */
public final class Load {

    /** So many kinds of failures are told apart. */
    private static final int MOST_KINDS = 20;

    private final Vertx vertx;
    private final LoadSettings settings;
    private final LongSupplier clock;
    private final Promise<LoadReport> ended = Promise.promise();

    // From here on only changed on its context, but for the end of it.
    private final Latencies latencies = new Latencies();
    private final Map<String, Integer> failures = new TreeMap<>();
    private int sent;
    private int underWay;
    private long begun;
    private final AtomicInteger replied = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private volatile boolean stopped;

    /** A run that has not begun; {@code clock} counts nanoseconds. */
    public Load(Vertx vertx, LoadSettings settings, LongSupplier clock) {
        this.vertx = vertx;
        this.settings = settings;
        this.clock = clock;
    }

    /** Begins; completes when all that was sent has been answered, or has failed. */
    public Future<LoadReport> start() {
        Context context = vertx.getOrCreateContext();
        context.runOnContext(v -> {
            begun = clock.getAsLong();
            for (int i = 0; i < settings.concurrency(); i++) {
                next(context);
            }
        });
        return ended.future();
    }

    /** Sends no more; what is under way is waited for. */
    public void stop() {
        stopped = true;
    }

    public int replied() {
        return replied.get();
    }

    public int failed() {
        return failed.get();
    }

    private void next(Context context) {
        if (stopped || sent == settings.requests()) {
            if (underWay == 0) {
                double seconds = (clock.getAsLong() - begun) / 1e9;
                ended.tryComplete(new LoadReport(seconds, latencies, Map.copyOf(failures)));
            }
            return;
        }
        sent++;
        underWay++;
        long at = clock.getAsLong();
        request().onComplete(reply -> {
            underWay--;
            count(reply, clock.getAsLong() - at);
            // Behind whatever else waits for this event loop; and no recursion where failures come at once.
            context.runOnContext(v -> next(context));
        });
    }

    private Future<Message<Object>> request() {
        DeliveryOptions options =
                new DeliveryOptions().setSendTimeout(settings.timeout().toMillis());
        try {
            return vertx.eventBus().request(settings.address(), settings.body(), options);
        } catch (RuntimeException refused) {
            // When the node stops, for one.
            return Future.failedFuture(refused);
        }
    }

    private void count(AsyncResult<?> reply, long nanos) {
        if (reply.succeeded()) {
            latencies.record(nanos);
            replied.incrementAndGet();
        } else {
            String kind = kind(reply.cause());
            boolean isKnown = failures.size() < MOST_KINDS || failures.containsKey(kind);
            failures.merge(isKnown ? kind : "other", 1, Integer::sum);
            failed.incrementAndGet();
        }
    }

    /** {@code RECIPIENT_FAILURE 412}: the texts may be as many as the failures. */
    private static String kind(Throwable cause) {
        return cause instanceof ReplyException reply
                ? reply.failureType() + (reply.failureCode() < 0 ? "" : " " + reply.failureCode())
                : cause.getClass().getSimpleName();
    }
}
