package io.coppice.bench.supervision;

import io.coppice.supervision.Loop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A verticle that keeps many calls under way, and counts those that are done; on another event loop than the one that it
 * calls, as nothing would be handed over on the same one.
 */
final class Caller extends VerticleBase {

    private final Supplier<Future<?>> call;
    /** Written by its own loop only. */
    private final AtomicLong done = new AtomicLong();

    private Caller(Supplier<Future<?>> call) {
        this.call = call;
    }

    /**
     * Prints how many calls a second are done.
     *
     * @param called where the calls are served
     * @param inFlight so many are under way at a time
     * @param seconds how long they are counted; as long before, they are not
     */
    static void measure(Vertx vertx, Context called, Supplier<Future<?>> call, int inFlight, int seconds)
            throws InterruptedException {
        Caller caller;
        do {
            caller = new Caller(call);
            vertx.deployVerticle(caller).await();
        } while (Loop.of(caller.context).equals(Loop.of(called)));
        caller.begin(inFlight);
        Thread.sleep(seconds * 1000L);
        long before = caller.done.get();
        long from = System.nanoTime();
        Thread.sleep(seconds * 1000L);
        System.out.printf("%.0f%n", (caller.done.get() - before) * 1e9 / (System.nanoTime() - from));
    }

    @Override
    public Future<?> start() {
        return Future.succeededFuture();
    }

    private void begin(int inFlight) {
        context.runOnContext(v -> {
            for (int i = 0; i < inFlight; i++) {
                next();
            }
        });
    }

    private void next() {
        call.get().onComplete(answer -> {
            if (answer.failed()) {
                throw new IllegalStateException("a call failed", answer.cause());
            }
            done.lazySet(done.get() + 1);
            next();
        });
    }
}
