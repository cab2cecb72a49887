package io.coppice.bench.supervision;

import io.vertx.core.Vertx;

/**
 * A client that asks all the time: when a request fails, the next one at once ({@link ClientMode#ASKING}).
 *
 * <p>The request behind the crash fails only when the crashed verticle is undeployed. An event loop that sleeps until then
 * would be woken in the middle of the restart, so this one stays awake.
 */
final class AskingClient extends CrashingClient {

    AskingClient(Vertx vertx, CrashSchedule schedule) {
        super(vertx, schedule);
    }

    @Override
    void begin() {
        stayAwake();
        ask();
    }

    @Override
    void crashed() {
        ask();
    }

    @Override
    void failed(Throwable refusal) {
        // In a turn of its own: a request to nobody fails before it returns, and this would call itself.
        vertx.getOrCreateContext().runOnContext(v -> ask());
    }

    private void stayAwake() {
        if (!isDone()) {
            vertx.getOrCreateContext().runOnContext(v -> stayAwake());
        }
    }
}
