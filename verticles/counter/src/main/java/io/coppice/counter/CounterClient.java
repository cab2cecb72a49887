package io.coppice.counter;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** The asking side of a counter, whichever kind it is: two that only tell it something, and one that waits for an answer. */
public final class CounterClient {

    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

    private final Vertx vertx;
    private final String address;

    /** The counter with this name; it need not run yet. */
    public CounterClient(Vertx vertx, String name) {
        this.vertx = vertx;
        this.address = CounterConfig.addressOf(name);
    }

    /** Adds one, some time. */
    public void inc() {
        vertx.eventBus().send(address, ask(Action.INC), LOCAL);
    }

    /** Takes one away, some time. */
    public void dec() {
        vertx.eventBus().send(address, ask(Action.DEC), LOCAL);
    }

    /**
     * What it counts to, after all that this client sent before.
     *
     * @return failed with a {@link io.vertx.core.eventbus.ReplyException} when that has not come in time, and at once where no
     *     counter has this name
     */
    public Future<Long> val(Duration timeout) {
        return request(Action.VAL, new DeliveryOptions(LOCAL).setSendTimeout(timeout.toMillis()));
    }

    /**
     * Any action, and what the counter says it counts to then; fails as {@link #val} does.
     *
     * <p>One with the scope {@code cluster} may be on any node: Vert.x asks the cluster for the address, and finds a local one where
     * nobody else has it.
     */
    public Future<Long> ask(Action action, Duration timeout) {
        return request(action, new DeliveryOptions().setSendTimeout(timeout.toMillis()));
    }

    private Future<Long> request(Action action, DeliveryOptions options) {
        return vertx.eventBus()
                .<JsonObject>request(address, ask(action), options)
                .map(reply -> reply.body().getLong("value"));
    }

    private static JsonObject ask(Action action) {
        return new JsonObject().put("action", action.word());
    }
}
