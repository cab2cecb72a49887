package io.coppice.kv;

import io.coppice.supervision.Child;
import io.coppice.supervision.Names;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/**
 * The registry: gives names to buckets, and alone changes the table of them.
 *
 * <p>{@code kv.registry} takes {@code create} (replies {@code {"created":false}} where the name exists), {@code lookup},
 * {@code drop} and {@code count}. Creating happens in the registry's own turn, so that a name asked for by many at once
 * makes one bucket. It watches every bucket, and those it finds in the table when it is started again: when one exits, it
 * leaves the table, and then the event manager is told.
 *
 * <p>Configuration: {@code buckets}, the path of the dynamic supervisor of buckets, {@code "buckets"} beside this one by
 * default.
 */
public final class Registry extends VerticleBase {

    static final String ADDRESS = "kv.registry";

    /** The longest name of a bucket, in bytes. */
    static final int MAX_NAME = 1024;

    /** Names that are being created; bounded by what clients may have in flight. */
    private final Map<Bytes, Future<JsonObject>> creating = new HashMap<>();

    private BucketTable table = BucketTable.none();
    private String bucketsPath = "";
    private boolean stopped;

    @Override
    public Future<?> start() {
        table = BucketTable.of(vertx);
        bucketsPath = Supervision.of(vertx).siblingPath(config().getString("buckets", "buckets"));
        table.all().forEach(this::watch);
        BusServer.serve(vertx, ADDRESS, this::answer);
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        stopped = true;
        return Future.succeededFuture();
    }

    private Future<JsonObject> answer(String action, JsonObject body) {
        return switch (action) {
            case "create" -> create(name(body));
            case "lookup" -> Future.succeededFuture(new JsonObject().put("found", isThere(name(body))));
            case "drop" -> drop(name(body));
            case "count" -> Future.succeededFuture(new JsonObject().put("count", table.size()));
            default -> throw BusServer.unknown(action, "create, lookup, drop, count");
        };
    }

    private static String name(JsonObject body) {
        String name = BusServer.text(body, "bucket");
        if (name.isEmpty() || Bytes.of(name).length() > MAX_NAME) {
            throw BusServer.failure(BusServer.BAD_REQUEST, "\"bucket\" must be a name of 1 to " + MAX_NAME + " bytes");
        }
        return name;
    }

    private boolean isThere(String name) {
        Bucket bucket = table.lookup(Bytes.of(name));
        return bucket != null && bucket.isOpen();
    }

    private Future<JsonObject> create(String name) {
        Bytes key = Bytes.of(name);
        if (isThere(name)) {
            return Future.succeededFuture(new JsonObject().put("created", false));
        }
        Future<JsonObject> same = creating.get(key);
        if (same != null) {
            return same.map(new JsonObject().put("created", false));
        }
        Promise<JsonObject> created = Promise.promise();
        creating.put(key, created.future());
        // Composed, so that what it throws is a failure too and the name does not stay taken.
        Future.succeededFuture().compose(v -> startBucket(name, true)).onComplete(started -> {
            creating.remove(key);
            if (stopped) {
                // The table is the next registry's by now, and it would not watch what is listed behind its back.
                created.fail(BusServer.failure(BusServer.UNAVAILABLE, "the registry is being restarted"));
            } else if (started.succeeded()) {
                Bucket before = table.lookup(key);
                if (before != null) {
                    // It has crashed, and the news of it has not come yet.
                    gone(before);
                }
                table.insert(started.result());
                watch(started.result());
                tell("create", name);
                created.complete(new JsonObject().put("created", true));
            } else {
                created.fail(BusServer.failure(
                        BusServer.UNAVAILABLE,
                        "bucket " + name + " did not start: " + started.cause().getMessage()));
            }
        });
        return created.future();
    }

    private Future<Bucket> startBucket(String name, boolean firstTry) {
        Bucket bucket = new Bucket(name);
        ChildSpec spec = ChildSpec.of(Names.escape(name), VerticleStart.of("kv bucket", () -> bucket))
                .withRestart(RestartType.TEMPORARY);
        return buckets().startChild(spec).map(bucket).recover(failure -> {
            if (firstTry && isAlreadyStarted(failure)) {
                // One that is just ending, or that an earlier registry started and did not live to list. Nobody was
                // told
                // of it, so nothing in it can be missed.
                return buckets().terminateChild(spec.id()).transform(stopped -> startBucket(name, false));
            }
            return Future.failedFuture(failure);
        });
    }

    private static boolean isAlreadyStarted(Throwable failure) {
        return failure instanceof SupervisionException refused && refused.code() == Refusal.ALREADY_STARTED;
    }

    private Supervisor buckets() {
        return Supervision.of(vertx)
                .supervisor(bucketsPath)
                .orElseThrow(() ->
                        BusServer.failure(BusServer.UNAVAILABLE, "the supervisor " + bucketsPath + " is not running"));
    }

    private Future<JsonObject> drop(String name) {
        Bucket bucket = table.lookup(Bytes.of(name));
        if (bucket == null) {
            return Future.failedFuture(BusServer.failure(BusServer.NOT_FOUND, "no bucket " + name));
        }
        return buckets().terminateChild(Names.escape(name)).transform(stopped -> {
            gone(bucket);
            return Future.succeededFuture(new JsonObject());
        });
    }

    private void watch(Bucket bucket) {
        Supervision.of(vertx)
                .child(bucketsPath + "/" + Names.escape(bucket.name()))
                .map(Child::ended)
                // Not there any more: it is down already.
                .orElse(Future.succeededFuture(ExitReason.NORMAL))
                .onComplete(ended -> context.runOnContext(v -> gone(bucket)));
    }

    private void gone(Bucket bucket) {
        bucket.close();
        if (stopped) {
            // The next one finds it in the table, and that it is gone.
            return;
        }
        if (table.remove(bucket)) {
            tell("exit", bucket.name());
        }
    }

    private void tell(String event, String name) {
        vertx.eventBus().send(EventManager.ADDRESS, EventManager.notification(event, name), EventManager.LOCAL);
    }
}
