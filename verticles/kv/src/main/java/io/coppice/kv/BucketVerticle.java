package io.coppice.kv;

import io.coppice.kv.bus.BucketApi;
import io.coppice.kv.bus.BucketNames;
import io.coppice.kv.bus.BusServer;
import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.Events;
import io.coppice.kv.store.Turn;
import io.coppice.supervision.Child;
import io.coppice.supervision.Names;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The verticle of one bucket.
 *
 * <p>Temporary, as in the tutorial: a bucket that crashes is gone, with its data, and its name is free. Clients of a
 * protocol have their turns with the {@link Bucket} itself, other verticles through its address.
 */
final class BucketVerticle extends VerticleBase implements Bucket.Home {

    private static final long NO_TIMER = -1;

    private final Bucket bucket;
    private @Nullable Child self;
    private long timer = NO_TIMER;

    BucketVerticle(String name, Events events) {
        bucket = new Bucket(name, this, events);
    }

    static String address(String name) {
        return "kv.bucket." + Names.escape(name);
    }

    Bucket bucket() {
        return bucket;
    }

    @Override
    public Future<?> start() {
        self = Supervision.of(vertx).self().orElse(null);
        BusServer.serve(vertx, address(bucket.name()), new BucketApi(bucket));
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        bucket.close();
        return Future.succeededFuture();
    }

    // The home of the bucket, called from any thread

    @Override
    public void execute(Runnable task) {
        context.runOnContext(v -> task.run());
    }

    @Override
    public long now() {
        return System.nanoTime();
    }

    @Override
    public void wakeIn(long nanos) {
        // Vert.x knows no timer of 0 ms; and one more, so that the time is over when it comes.
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
        context.runOnContext(v -> {
            if (timer != NO_TIMER) {
                vertx.cancelTimer(timer);
            }
            timer = vertx.setTimer(millis, id -> {
                timer = NO_TIMER;
                bucket.offer(new Expiry());
            });
        });
    }

    /** A turn that does nothing: each turn begins with what has expired. */
    private static final class Expiry implements Turn {
        @Override
        public void take() {}

        @Override
        public void taken() {}

        @Override
        public void refused(boolean crashed) {}
    }

    @Override
    public void vacated() {
        JsonObject request = new JsonObject().put("action", "vacate").put("bucket", bucket.name());
        vertx.eventBus().send(BucketNames.REGISTRY, request, BusServer.LOCAL);
    }

    @Override
    public void crashed(Throwable cause) {
        if (self != null) {
            self.exit(ExitReason.crashed(cause));
        }
    }
}
