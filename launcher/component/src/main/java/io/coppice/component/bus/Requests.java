package io.coppice.component.bus;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Requests between the parts on this node, each with a time limit, repeated within a bound while a part is restarted. */
public final class Requests {

    /** How long a request is repeated: a part that crashed is back well within. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final long FIRST_PAUSE_MILLIS = 5;
    private static final long LONGEST_PAUSE_MILLIS = 100;

    private final Vertx vertx;

    public Requests(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Sends a request once. */
    public Future<JsonObject> send(String address, JsonObject body, Duration limit) {
        DeliveryOptions options = new DeliveryOptions().setLocalOnly(true).setSendTimeout(limit.toMillis());
        return vertx.eventBus().<JsonObject>request(address, body, options).map(reply -> reply.body());
    }

    /** Tries, and tries again after a short pause as long as the failure is of the passing kind and patience lasts. */
    public <T> Future<T> repeat(Predicate<Throwable> passing, Supplier<Future<T>> attempt) {
        return repeat(passing, attempt, FIRST_PAUSE_MILLIS, System.nanoTime() + PATIENCE.toNanos());
    }

    private <T> Future<T> repeat(
            Predicate<Throwable> passing, Supplier<Future<T>> attempt, long pauseMillis, long deadline) {
        return attempt.get().recover(cause -> {
            if (!passing.test(cause) || System.nanoTime() - deadline > 0) {
                return Future.failedFuture(cause);
            }
            Promise<T> later = Promise.promise();
            vertx.setTimer(
                    pauseMillis,
                    id -> repeat(passing, attempt, Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS), deadline)
                            .onComplete(later));
            return later.future();
        });
    }
}
