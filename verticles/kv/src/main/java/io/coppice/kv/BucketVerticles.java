package io.coppice.kv;

import io.coppice.kv.bus.BusServer;
import io.coppice.kv.store.Bucket;
import io.coppice.supervision.Child;
import io.coppice.supervision.Names;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartType;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/** The verticles of buckets: temporary children of one supervisor. */
final class BucketVerticles {

    /** The configuration of all buckets, which none of them reads: else Vert.x makes a copy for each. */
    private static final class NoConfig extends JsonObject {
        NoConfig() {
            super(Map.of());
        }

        @Override
        public JsonObject copy() {
            return this;
        }
    }

    private static final DeploymentOptions OPTIONS = new DeploymentOptions().setConfig(new NoConfig());

    /** Where a bucket has its own event loop, which those use who come over the event bus. */
    enum Place {
        /** That of the caller, so that no other thread has to wake up for a client's CREATE. */
        CALLERS,
        /** The next one in Vert.x's round. */
        ANY
    }

    private final Vertx vertx;
    private final String supervisor;

    BucketVerticles(Vertx vertx, String supervisor) {
        this.vertx = vertx;
        this.supervisor = supervisor;
    }

    /** Starts it; the bucket comes when its supervisor knows that its verticle is up. */
    Future<Bucket> start(BucketVerticle verticle, Place place) {
        return start(verticle, place, true);
    }

    private Future<Bucket> start(BucketVerticle verticle, Place place, boolean firstTry) {
        String id = Names.escape(verticle.bucket().name());
        ChildSpec spec = ChildSpec.of(id, new VerticleStart("kv bucket", () -> verticle, OPTIONS))
                .withRestart(RestartType.TEMPORARY);
        Supervisor buckets = supervisor();
        Future<?> started = place == Place.CALLERS ? buckets.startChildHere(spec) : buckets.startChild(spec);
        return started.map(verticle.bucket()).recover(failure -> {
            if (firstTry && isAlreadyStarted(failure)) {
                // One that is just ending, or that an earlier registry started and did not live to list. Nobody was
                // told of it, so nothing in it can be missed.
                return buckets.terminateChild(id).transform(stopped -> start(verticle, place, false));
            }
            return Future.failedFuture(failure);
        });
    }

    private static boolean isAlreadyStarted(Throwable failure) {
        return failure instanceof SupervisionException refused && refused.code() == Refusal.ALREADY_STARTED;
    }

    Future<Void> stop(Bucket bucket) {
        return supervisor().terminateChild(Names.escape(bucket.name()));
    }

    /** Empty where it is down, or not up. */
    Optional<Child> find(Bucket bucket) {
        return Supervision.of(vertx).child(supervisor + "/" + Names.escape(bucket.name()));
    }

    private Supervisor supervisor() {
        return Supervision.of(vertx)
                .supervisor(supervisor)
                .orElseThrow(() ->
                        BusServer.failure(BusServer.UNAVAILABLE, "the supervisor " + supervisor + " is not running"));
    }
}
