package io.coppice.kv;

import io.coppice.kv.BucketVerticles.Place;
import io.coppice.kv.bus.Announcements;
import io.coppice.kv.bus.BucketNames;
import io.coppice.kv.bus.BusServer;
import io.coppice.kv.bus.Shortcut;
import io.coppice.kv.replica.Replicas;
import io.coppice.kv.route.Routes;
import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.BucketTable;
import io.coppice.kv.store.Bytes;
import io.coppice.kv.store.Desk;
import io.coppice.kv.store.Events;
import io.coppice.kv.store.Journal;
import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry: gives names to buckets, and alone changes the table of them.
 *
 * <p>{@code kv.registry} takes {@code create} (replies {@code {"created":false}} where the name exists), {@code lookup},
 * {@code drop}, {@code vacate} (drops it if it is empty) and {@code count}. All of it happens in turns at its {@link Desk}, so
 * that a name asked for by many at once makes one bucket. Where buckets are this node's alone, clients have their turns there on
 * their own threads, by a {@link Shortcut}. It watches every bucket, and those it finds in the table when it is started again:
 * when one exits, it leaves the table, and then the event manager is told.
 *
 * <p>Configuration: {@code buckets}, the path of the dynamic supervisor of buckets, {@code "buckets"} beside this one by
 * default; {@code durability} and {@code lost_nodes} ({@link Durability}).
 */
public final class Registry extends VerticleBase implements Shortcut.Maker {

    private static final Logger LOG = LoggerFactory.getLogger(Registry.class);

    static final String ADDRESS = BucketNames.REGISTRY;

    private final Desk desk = new Desk(task -> context.runOnContext(v -> task.run()), this::crash);

    /** Names that are being created; bounded by what clients may have in flight. */
    private final Map<Bytes, Future<JsonObject>> creating = new HashMap<>();

    private final Leaving leaving = new Leaving();
    /** Names whose buckets are being vacated: what is created meanwhile would be stopped by its name. */
    private final Leaving vacating = new Leaving();

    private static final long CHECK_EVERY_MS = 100;
    private final Adoption adoption = new Adoption(
            bucket -> verticles().start(new BucketVerticle(bucket), Place.ANY).map(started -> {
                watch(started);
                return null;
            }),
            desk::later);

    private @Nullable Replicas replicas;
    private @Nullable BucketTable known;
    private @Nullable Events events;
    private @Nullable BucketVerticles verticles;
    private @Nullable Child self;
    private volatile boolean stopped;

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
        verticles =
                new BucketVerticles(vertx, Supervision.of(vertx).siblingPath(config().getString("buckets", "buckets")));
        replicas = found;
        self = Supervision.of(vertx).self().orElse(null);
        if (found == null) {
            table().forEach(this::watch);
            Shortcut.of(vertx).open(this);
        } else {
            found.open(adoption, () -> keeping() != null).forEach(this::watch);
            vertx.setPeriodic(CHECK_EVERY_MS, id -> found.check());
        }
        BusServer.serve(vertx, ADDRESS, this::answer);
    }

    @Override
    public Future<?> stop() {
        Shortcut.of(vertx).close(this);
        // Behind the turn that may be under way on another thread: what it lists, the next registry finds.
        return ask(() -> {
            stopped = true;
            adoption.stop();
            if (replicas != null) {
                replicas.close(adoption);
            }
            return Future.succeededFuture();
        });
    }

    private Future<JsonObject> answer(String action, JsonObject body) {
        if (action.equals("count")) {
            return Future.succeededFuture(new JsonObject().put("count", table().size()));
        }
        Function<String, Future<JsonObject>> change = switch (action) {
            case "create" -> name -> create(name, Place.ANY);
            case "lookup" -> this::lookup;
            case "drop" -> this::drop;
            case "vacate" -> this::vacate;
            default -> throw BusServer.unknown(action, "create, lookup, drop, vacate, count");
        };
        String name = name(body);
        return ask(() -> change.apply(name));
    }

    @Override
    public boolean isUp() {
        return self != null && self.isRunning();
    }

    @Override
    public Future<?> create(String name) {
        return ask(() -> create(name, Place.CALLERS));
    }

    // Turns

    /** In a turn; the answer comes on the context of who asks. */
    private <T> Future<T> ask(Supplier<Future<T>> request) {
        Context caller = vertx.getOrCreateContext();
        Promise<T> answer = Promise.promise();
        desk.take(() -> answerOf(request).onComplete(done -> caller.runOnContext(v -> answer.handle(done))));
        return answer.future();
    }

    private <T> Future<T> answerOf(Supplier<Future<T>> request) {
        try {
            return request.get();
        } catch (ReplyException refused) {
            return Future.failedFuture(refused);
        } catch (RuntimeException e) {
            crash(e);
            return Future.failedFuture(BusServer.failure(Supervision.CRASHED, e.toString()));
        }
    }

    /** On whatever thread. */
    private void crash(Throwable cause) {
        Optional.ofNullable(self)
                .ifPresentOrElse(
                        child -> child.exit(ExitReason.crashed(cause)),
                        () -> LOG.error("the registry has failed", cause));
    }

    private BucketTable table() {
        return Objects.requireNonNull(known);
    }

    private BucketVerticles verticles() {
        return Objects.requireNonNull(verticles);
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

    /** The bucket, or that there is none; in a turn. */
    private Future<Optional<Bucket>> find(String name) {
        Bytes key = Bytes.of(name);
        Replicas keepers = keeping();
        if (keepers == null) {
            return Future.succeededFuture(Optional.ofNullable(table().lookup(key)));
        }
        Promise<Optional<Bucket>> here = Promise.promise();
        keepers.find(key).onComplete(found -> desk.later(() -> here.handle(found)));
        return here.future();
    }

    private Future<JsonObject> lookup(String name) {
        return find(name)
                .map(found -> new JsonObject()
                        .put("found", found.filter(Bucket::isOpen).isPresent()));
    }

    private Future<JsonObject> create(String name, Place place) {
        Bytes key = Bytes.of(name);
        Future<JsonObject> same = creating.get(key);
        if (same != null) {
            return same.map(new JsonObject().put("created", false));
        }
        if (keeping() == null) {
            Future<Void> free = vacating.of(key);
            if (!free.isComplete()) {
                return free.compose(v -> create(name, place));
            }
            Bucket there = table().lookup(key);
            return there != null && there.isOpen() ? created(false) : make(name, null, place);
        }
        return find(name).compose(found -> found.isPresent() ? created(false) : makeKept(name));
    }

    private static Future<JsonObject> created(boolean isNew) {
        return Future.succeededFuture(new JsonObject().put("created", isNew));
    }

    private Future<JsonObject> makeKept(String name) {
        Bytes key = Bytes.of(name);
        if (creating.containsKey(key)) {
            return create(name, Place.ANY);
        }
        Replicas keepers = keeping();
        Journal journal = keepers == null ? null : keepers.journal(key);
        return journal == null ? Future.failedFuture(BusServer.unsettled(false)) : make(name, journal, Place.ANY);
    }

    private Future<JsonObject> make(String name, @Nullable Journal journal, Place place) {
        Bytes key = Bytes.of(name);
        Promise<JsonObject> created = Promise.promise();
        creating.put(key, created.future());
        // Composed, so that what it throws is a failure too and the name does not stay taken.
        Future<Bucket> started = Future.succeededFuture()
                .compose(v -> verticles().start(new BucketVerticle(name, events(), journal), place));
        desk.inTurn(started)
                .recover(failure -> Future.failedFuture(BusServer.failure(
                        BusServer.UNAVAILABLE, "bucket " + name + " did not start: " + failure.getMessage())))
                .compose(this::list)
                .onComplete(listed -> {
                    creating.remove(key);
                    created.handle(listed.map(v -> new JsonObject().put("created", true)));
                    if (listed.succeeded()) {
                        Announcements.of(vertx).created(key);
                    }
                });
        return created.future();
    }

    private Future<Void> list(Bucket bucket) {
        Bucket before = table().lookup(bucket.key());
        // One that has crashed, and the news of it has not come yet.
        Future<Void> free = before == null ? leaving.of(bucket.key()) : gone(before);
        return free.compose(v -> stopped
                        // The table is the next registry's by now, and it would not watch what is listed behind its
                        // back.
                        ? Future.failedFuture(
                                BusServer.failure(BusServer.UNAVAILABLE, "the registry is being restarted"))
                        : listed(bucket))
                .compose(taken -> {
                    if (!taken) {
                        return Future.failedFuture(BusServer.failure(
                                BusServer.UNAVAILABLE, "bucket " + bucket.name() + " crashed at once"));
                    }
                    watch(bucket);
                    return Future.succeededFuture();
                });
    }

    private Future<Boolean> listed(Bucket bucket) {
        return inTurn(bucket, () -> {
                    // In one turn, so that nothing that is done to it is told of before it is.
                    table().insert(bucket);
                    bucket.begin();
                    events().created(bucket);
                })
                .recover(failure -> {
                    // It was not kept: nobody finds it any more.
                    table().remove(bucket);
                    bucket.leave();
                    return Future.failedFuture(failure);
                });
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
        return desk.inTurn(verticles().stop(bucket))
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
        Future<JsonObject> over = inTurn(bucket, () -> {
                    if (bucket.size() == 0) {
                        vacated[0] = true;
                        bucket.drop();
                    }
                })
                .compose(taken -> vacated[0] ? ended(bucket) : Future.succeededFuture())
                .map(v -> new JsonObject().put("dropped", vacated[0]));
        vacating.note(bucket.key(), over.transform(v -> Future.succeededFuture()));
        return over;
    }

    private Future<Boolean> inTurn(Bucket bucket, Runnable task) {
        return AwaitedTurn.take(bucket, desk::later, task);
    }

    private void watch(Bucket bucket) {
        Optional<Child> child = verticles().find(bucket);
        if (child.isEmpty() && bucket.journal() != null && bucket.isOpen()) {
            adoption.come(List.of(bucket));
            return;
        }
        child.map(Child::ended)
                // Not there any more: it is down already.
                .orElse(Future.succeededFuture(ExitReason.NORMAL))
                .onComplete((reason, failure) -> desk.later(() -> gone(bucket)));
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
            Announcements.of(vertx).exited(bucket.key());
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
        Announcements.of(vertx).exited(bucket.key());
        keepers.revive(bucket)
                .onSuccess(found -> found.ifPresent(fresh -> {
                    events().created(fresh);
                    Announcements.of(vertx).created(fresh.key());
                }))
                .onFailure(failure -> LOG.warn("bucket {} is read again with all others", bucket.name(), failure));
    }
}
