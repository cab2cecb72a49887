package io.coppice.kv;

import io.coppice.kv.bus.BucketApi;
import io.coppice.kv.bus.BucketNames;
import io.coppice.kv.bus.BusServer;
import io.coppice.kv.bus.JsonRoute;
import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.BucketHome;
import io.coppice.kv.store.Bytes;
import io.coppice.kv.store.Events;
import io.coppice.kv.store.Journal;
import io.coppice.kv.store.Turn;
import io.coppice.supervision.Child;
import io.coppice.supervision.Continues;
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
final class BucketVerticle extends VerticleBase implements BucketHome, Continues {

    private static final long NO_TIMER = -1;

    private static final Turn EXPIRY = new Expiry();

    private final Bucket bucket;
    /** Whether the bucket was there before its verticle. */
    private final boolean isAdopted;

    private @Nullable Child self;
    private long timer = NO_TIMER;

    BucketVerticle(String name, Events events, @Nullable Journal journal) {
        bucket = new Bucket(Bytes.of(name), this, events, journal);
        isAdopted = false;
    }

    /** The verticle of a bucket that is there already. */
    BucketVerticle(Bucket bucket) {
        this.bucket = bucket;
        isAdopted = true;
    }

    static String address(String name) {
        return JsonRoute.addressOf(name);
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

    /** Not in its start, which would fail where the bucket has left by now. */
    @Override
    public void handleContinue() {
        if (isAdopted) {
            bucket.offer(new Arrival());
        }
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
    public long wallClock() {
        return System.currentTimeMillis();
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
                bucket.offer(EXPIRY);
            });
        });
    }

    /** The turn from which on an adopted bucket lives here; there may be no bucket any more. */
    private final class Arrival implements Turn {
        @Override
        public void take() {
            bucket.moveTo(BucketVerticle.this);
        }

        @Override
        public void taken() {}

        @Override
        public void refused(boolean crashed) {
            left();
        }

        @Override
        public void unsettled(boolean isUnknown) {
            left();
        }
    }

    /** A turn that does nothing: each turn begins with what has expired. */
    private static final class Expiry implements Turn {
        @Override
        public void take() {}

        @Override
        public void taken() {}

        @Override
        public void refused(boolean crashed) {}

        @Override
        public void unsettled(boolean isUnknown) {}
    }

    @Override
    public void vacated() {
        JsonObject request = new JsonObject().put("action", "vacate").put("bucket", bucket.name());
        vertx.eventBus().send(BucketNames.REGISTRY, request, BusServer.LOCAL);
    }

    @Override
    public void left() {
        if (self != null) {
            self.exit(ExitReason.NORMAL);
        }
    }

    @Override
    public void crashed(Throwable cause) {
        if (self != null) {
            self.exit(ExitReason.crashed(cause));
        }
    }
}
