package io.coppice.kv;

import io.coppice.kv.bus.Announcements;
import io.coppice.kv.bus.BucketNames;
import io.coppice.kv.bus.BusServer;
import io.coppice.kv.replica.Replicas;
import io.coppice.kv.route.Routes;
import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.BucketTable;
import io.coppice.kv.store.Bytes;
import io.coppice.kv.store.Events;
import io.coppice.kv.store.Journal;
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
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry: gives names to buckets, and alone changes the table of them.
 *
 * <p>{@code kv.registry} takes {@code create} (replies {@code {"created":false}} where the name exists), {@code lookup},
 * {@code drop}, {@code vacate} (drops it if it is empty) and {@code count}. Creating happens in the registry's own turn, so that a name asked for by many at once
 * makes one bucket. It watches every bucket, and those it finds in the table when it is started again: when one exits, it
 * leaves the table, and then the event manager is told.
 *
 * <p>Configuration: {@code buckets}, the path of the dynamic supervisor of buckets, {@code "buckets"} beside this one by
 * default; {@code durability} and {@code lost_nodes} ({@link Durability}).
 */
public final class Registry extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(Registry.class);

    static final String ADDRESS = BucketNames.REGISTRY;

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

    /** Names that are being created; bounded by what clients may have in flight. */
    private final Map<Bytes, Future<JsonObject>> creating = new HashMap<>();

    private final Leaving leaving = new Leaving();

    private static final long CHECK_EVERY_MS = 100;
    private final Adoption adoption = new Adoption(
            bucket -> startVerticle(new BucketVerticle(bucket), true).map(started -> {
                watch(started);
                return null;
            }),
            task -> context.runOnContext(v -> task.run()));

    private @Nullable Replicas replicas;
    private @Nullable BucketTable known;
    private @Nullable Events events;
    private String bucketsPath = "";
    private boolean stopped;

    @Override
    public Future<?> start() {
        Replicas found = Durability.replicas(vertx, config());
        return Durability.ready(vertx, config()).map(ready -> {
            // In the start itself: what it throws fails that.
            open(found);
            return null;
        });
    }

    private void open(@Nullable Replicas found) {
        known = BucketTable.of(vertx);
        events = Events.of(vertx);
        bucketsPath = Supervision.of(vertx).siblingPath(config().getString("buckets", "buckets"));
        replicas = found;
        if (found == null) {
            table().forEach(this::watch);
        } else {
            found.open(adoption, () -> keeping() != null).forEach(this::watch);
            vertx.setPeriodic(CHECK_EVERY_MS, id -> found.check());
        }
        BusServer.serve(vertx, ADDRESS, this::answer);
    }

    @Override
    public Future<?> stop() {
        stopped = true;
        adoption.stop();
        if (replicas != null) {
            replicas.close(adoption);
        }
        return Future.succeededFuture();
    }

    private Future<JsonObject> answer(String action, JsonObject body) {
        return switch (action) {
            case "create" -> create(name(body));
            case "lookup" -> lookup(name(body));
            case "drop" -> drop(name(body));
            case "vacate" -> vacate(name(body));
            case "count" -> Future.succeededFuture(new JsonObject().put("count", table().size()));
            default -> throw BusServer.unknown(action, "create, lookup, drop, vacate, count");
        };
    }

    private BucketTable table() {
        return Objects.requireNonNull(known);
    }

    private Events events() {
        return Objects.requireNonNull(events);
    }

    /**
     * Those that keep buckets with other nodes; null where nobody does. Where a routing table says whose a bucket is, that is done
     * on demand only, as the cluster keeps each with the owner of its partition.
     */
    private @Nullable Replicas keeping() {
        boolean isRouted = Routes.of(vertx).placement().table() != null;
        return isRouted && !Durability.isSaid(config()) ? null : replicas;
    }

    private static String name(JsonObject body) {
        String name = BusServer.text(body, "bucket");
        if (!BucketNames.isName(name.getBytes(StandardCharsets.UTF_8))) {
            throw BusServer.failure(BusServer.BAD_REQUEST, "\"bucket\": " + BucketNames.WHAT_A_NAME_IS);
        }
        return name;
    }

    /** The bucket, or that there is none; on this context. */
    private Future<Optional<Bucket>> find(String name) {
        Bytes key = Bytes.of(name);
        Replicas keepers = keeping();
        if (keepers == null) {
            return Future.succeededFuture(Optional.ofNullable(table().lookup(key)));
        }
        Promise<Optional<Bucket>> here = Promise.promise();
        keepers.find(key).onComplete(found -> context.runOnContext(v -> here.handle(found)));
        return here.future();
    }

    private boolean isThere(String name) {
        Bucket bucket = table().lookup(Bytes.of(name));
        return bucket != null && bucket.isOpen();
    }

    private Future<JsonObject> lookup(String name) {
        return find(name)
                .map(found -> new JsonObject()
                        .put("found", found.filter(Bucket::isOpen).isPresent()));
    }

    private Future<JsonObject> create(String name) {
        Future<JsonObject> same = creating.get(Bytes.of(name));
        if (same != null) {
            return same.map(new JsonObject().put("created", false));
        }
        if (keeping() == null) {
            return isThere(name) ? created(false) : make(name, null);
        }
        return find(name).compose(found -> found.isPresent() ? created(false) : makeKept(name));
    }

    private static Future<JsonObject> created(boolean isNew) {
        return Future.succeededFuture(new JsonObject().put("created", isNew));
    }

    private Future<JsonObject> makeKept(String name) {
        Bytes key = Bytes.of(name);
        if (creating.containsKey(key)) {
            return create(name);
        }
        Replicas keepers = keeping();
        Journal journal = keepers == null ? null : keepers.journal(key);
        return journal == null ? Future.failedFuture(BusServer.unsettled(false)) : make(name, journal);
    }

    private Future<JsonObject> make(String name, @Nullable Journal journal) {
        Bytes key = Bytes.of(name);
        Promise<JsonObject> created = Promise.promise();
        creating.put(key, created.future());
        // Composed, so that what it throws is a failure too and the name does not stay taken.
        Future.succeededFuture()
                .compose(v -> startVerticle(new BucketVerticle(name, events(), journal), true))
                .recover(failure -> Future.failedFuture(BusServer.failure(
                        BusServer.UNAVAILABLE, "bucket " + name + " did not start: " + failure.getMessage())))
                .compose(this::list)
                .onComplete(listed -> {
                    creating.remove(key);
                    created.handle(listed.map(v -> new JsonObject().put("created", true)));
                });
        return created.future();
    }

    private Future<Void> list(Bucket bucket) {
        if (stopped) {
            // The table is the next registry's by now, and it would not watch what is listed behind its back.
            return Future.failedFuture(BusServer.failure(BusServer.UNAVAILABLE, "the registry is being restarted"));
        }
        Bucket before = table().lookup(bucket.key());
        // One that has crashed, and the news of it has not come yet.
        Future<Void> free = before == null ? leaving.of(bucket.key()) : gone(before);
        return free.compose(v -> inTurn(bucket, () -> {
                    // In one turn, so that nothing that is done to it is told of before it is.
                    table().insert(bucket);
                    bucket.begin();
                    events().created(bucket);
                }))
                .recover(failure -> {
                    // It was not kept: nobody finds it any more.
                    table().remove(bucket);
                    bucket.leave();
                    return Future.failedFuture(failure);
                })
                .compose(taken -> {
                    if (!taken) {
                        return Future.failedFuture(BusServer.failure(
                                BusServer.UNAVAILABLE, "bucket " + bucket.name() + " crashed at once"));
                    }
                    watch(bucket);
                    announcements().created(bucket.key());
                    return Future.succeededFuture();
                });
    }

    private Future<Bucket> startVerticle(BucketVerticle verticle, boolean firstTry) {
        String id = Names.escape(verticle.bucket().name());
        ChildSpec spec = ChildSpec.of(id, new VerticleStart("kv bucket", () -> verticle, OPTIONS))
                .withRestart(RestartType.TEMPORARY);
        return buckets().startChild(spec).map(verticle.bucket()).recover(failure -> {
            if (firstTry && isAlreadyStarted(failure)) {
                // One that is just ending, or that an earlier registry started and did not live to list. Nobody was
                // told of it, so nothing in it can be missed.
                return buckets().terminateChild(id).transform(stopped -> startVerticle(verticle, false));
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
        return find(name).compose(found -> {
            Bucket bucket = found.orElseThrow(() -> BusServer.failure(BusServer.NOT_FOUND, "no bucket " + name));
            return bucket.journal() == null ? ended(bucket) : dropped(bucket);
        });
    }

    /** What is kept of it goes first. */
    private Future<JsonObject> dropped(Bucket bucket) {
        return inTurn(bucket, bucket::drop)
                .compose(taken -> taken
                        ? ended(bucket)
                        : Future.failedFuture(BusServer.failure(BusServer.NOT_FOUND, "no bucket " + bucket.name())));
    }

    private Future<JsonObject> ended(Bucket bucket) {
        return buckets()
                .terminateChild(Names.escape(bucket.name()))
                .transform(stopped -> gone(bucket))
                .map(v -> new JsonObject());
    }

    /**
     * Lets a bucket go that has lost its last entry, if nobody has put one into it since. That is looked at in the bucket's
     * own turn, which is its last then, so that nothing can be put in between.
     */
    private Future<JsonObject> vacate(String name) {
        Bucket bucket = table().lookup(Bytes.of(name));
        if (bucket == null) {
            return Future.succeededFuture(new JsonObject().put("dropped", false));
        }
        boolean[] vacated = {false};
        return inTurn(bucket, () -> {
                    if (bucket.size() == 0) {
                        vacated[0] = true;
                        bucket.drop();
                    }
                })
                .compose(taken -> vacated[0] ? ended(bucket) : Future.succeededFuture())
                .map(v -> new JsonObject().put("dropped", vacated[0]));
    }

    private Future<Boolean> inTurn(Bucket bucket, Runnable task) {
        return AwaitedTurn.take(bucket, context, task);
    }

    private void watch(Bucket bucket) {
        Optional<Child> child = Supervision.of(vertx).child(bucketsPath + "/" + Names.escape(bucket.name()));
        if (child.isEmpty() && bucket.journal() != null && bucket.isOpen()) {
            adoption.come(List.of(bucket));
            return;
        }
        child.map(Child::ended)
                // Not there any more: it is down already.
                .orElse(Future.succeededFuture(ExitReason.NORMAL))
                .onComplete((reason, failure) -> context.runOnContext(v -> gone(bucket)));
    }

    private Future<Void> gone(Bucket bucket) {
        bucket.close();
        if (bucket.journal() != null && !bucket.isDropped()) {
            comesBack(bucket);
            return Future.succeededFuture();
        }
        // Where this one has been stopped, the next one finds it in the table, and that it is gone.
        if (stopped || !table().remove(bucket)) {
            return leaving.of(bucket.key());
        }
        // Behind the turn that may be under way on another thread: whoever is told of it is told that nothing follows.
        return leaving.note(bucket.key(), inTurn(bucket, () -> {}).transform(over -> {
            events().exited(bucket);
            announcements().exited(bucket.key());
            return Future.succeededFuture();
        }));
    }

    /** One that has crashed, or was killed, and of which all is kept; unless it has left with its partition. */
    private void comesBack(Bucket bucket) {
        Replicas keepers = replicas;
        if (stopped || keepers == null || table().lookup(bucket.key()) != bucket) {
            return;
        }
        events().exited(bucket);
        announcements().exited(bucket.key());
        keepers.revive(bucket)
                .onSuccess(found -> found.ifPresent(fresh -> {
                    events().created(fresh);
                    announcements().created(fresh.key());
                }))
                .onFailure(failure -> LOG.warn("bucket {} is read again with all others", bucket.name(), failure));
    }

    private Announcements announcements() {
        return Announcements.of(vertx);
    }
}
