package io.coppice.bench.supervision;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;

/** The client of a {@link CrashedServer}: makes one request after another, and crashes it by a {@link CrashSchedule}. */
abstract class CrashingClient {

    /** A request that takes longer is lost; as long as a call of OTP waits if nobody says otherwise. */
    static final long TIMEOUT_MILLIS = 5_000;

    final Vertx vertx;
    private final DeliveryOptions options = new DeliveryOptions().setSendTimeout(TIMEOUT_MILLIS);
    private final CrashSchedule schedule;
    private final Promise<Void> done = Promise.promise();

    CrashingClient(Vertx vertx, CrashSchedule schedule) {
        this.vertx = vertx;
        this.schedule = schedule;
    }

    /** @param context on which all of it runs, and no server ever: a client on its server's event loop could not ask it */
    final Future<Void> run(Context context) {
        context.runOnContext(v -> begin());
        return done.future();
    }

    /** Before the first incarnation is there. */
    abstract void begin();

    /** The server was just sent what crashes it. */
    abstract void crashed();

    abstract void failed(Throwable cause);

    final void ask() {
        vertx.eventBus()
                .<Long>request(CrashedServer.ADDRESS, CrashedServer.ASK, options)
                .onSuccess(answer -> answered(answer.body()))
                .onFailure(this::failed);
    }

    private void answered(long nanos) {
        switch (schedule.answered(nanos, System.nanoTime())) {
            case ASK -> ask();
            case CRASH -> {
                vertx.eventBus().send(CrashedServer.ADDRESS, CrashedServer.CRASH);
                crashed();
            }
            case END -> done.complete();
        }
    }

    final boolean isDone() {
        return done.future().isComplete();
    }

    final void end(Throwable cause) {
        done.tryFail(cause);
    }
}
