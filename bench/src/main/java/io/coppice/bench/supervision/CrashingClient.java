package io.coppice.bench.supervision;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.function.BooleanSupplier;

/**
 * The client of a {@link CrashedServer}: makes one request after another, crashes it every millisecond, and asks again
 * when the next incarnation says that it is there.
 *
 * <p>The requests in between keep both sides as awake as they are under load, and leave the restart time to end.
 */
final class CrashingClient extends VerticleBase {

    static final String ADDRESS = "client";

    /** From the first answer to the next crash. */
    static final long PAUSE_NANOS = 1_000_000;

    private final Samples samples;
    private final BooleanSupplier restarted;
    private final Promise<Void> done = Promise.promise();
    private boolean first = true;
    private long crashAt;

    /**
     * @param restarted whether the last restart has ended also for who made it: a crash before that would be another case
     */
    CrashingClient(Samples samples, BooleanSupplier restarted) {
        this.samples = samples;
        this.restarted = restarted;
    }

    Future<Void> done() {
        return done.future();
    }

    @Override
    public Future<?> start() {
        vertx.eventBus().localConsumer(ADDRESS, back -> ask());
        return Future.succeededFuture();
    }

    private void ask() {
        vertx.eventBus()
                .<Long>request(CrashedServer.ADDRESS, CrashedServer.ASK)
                .onSuccess(answer -> answered(answer.body()))
                .onFailure(done::tryFail);
    }

    private void answered(long nanos) {
        if (nanos > 0) {
            crashAt = System.nanoTime() + PAUSE_NANOS;
            // The very first start follows no crash.
            if (!first) {
                samples.add(nanos);
            }
            first = false;
        }
        if (System.nanoTime() - crashAt < 0 || !restarted.getAsBoolean()) {
            ask();
        } else if (samples.isComplete()) {
            done.complete();
        } else {
            vertx.eventBus().send(CrashedServer.ADDRESS, CrashedServer.CRASH);
        }
    }
}
