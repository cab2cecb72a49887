package io.coppice.bench.supervision;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;

/**
 * A verticle that answers requests, and throws when it is told to: the same one supervised and bare.
 *
 * <p>Its answer is the nanoseconds from the throw to the moment at which the incarnation after it handles its first
 * request; 0 for every later request.
 */
class CrashedServer extends VerticleBase {

    static final String ADDRESS = "server";
    static final String CRASH = "crash";
    static final String ASK = "ask";

    private static volatile long thrownAt;

    private final ClientMode client;
    private boolean answered;

    CrashedServer(ClientMode client) {
        this.client = client;
    }

    @Override
    public Future<?> start() {
        vertx.eventBus().<String>localConsumer(ADDRESS, this::handle);
        if (client == ClientMode.TOLD) {
            vertx.eventBus().send(ToldClient.ADDRESS, "back");
        }
        return Future.succeededFuture();
    }

    private void handle(Message<String> message) {
        if (message.body().equals(CRASH)) {
            thrownAt = System.nanoTime();
            throw new IllegalStateException("crash");
        }
        long nanos = answered ? 0 : System.nanoTime() - thrownAt;
        answered = true;
        message.reply(nanos);
    }
}
