package io.coppice.bench.supervision;

import io.vertx.core.Vertx;

/** A client that asks again when the next incarnation says that it is there ({@link ClientMode#TOLD}). */
final class ToldClient extends CrashingClient {

    static final String ADDRESS = "client";

    ToldClient(Vertx vertx, CrashSchedule schedule) {
        super(vertx, schedule);
    }

    @Override
    void begin() {
        vertx.eventBus().localConsumer(ADDRESS, back -> ask());
    }

    @Override
    void crashed() {}

    @Override
    void failed(Throwable cause) {
        end(cause);
    }
}
