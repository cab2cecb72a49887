package io.coppice.kv.replica;

import io.coppice.kv.bus.BucketNames;
import io.coppice.kv.bus.BusServer;
import io.coppice.kv.route.Routes;
import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.BucketHome;
import io.coppice.kv.store.BucketTable;
import io.coppice.kv.store.Bytes;
import io.coppice.kv.store.Events;
import io.coppice.kv.store.Hash;
import io.coppice.kv.store.Journal;
import io.coppice.kv.store.Turn;
import io.coppice.supervision.nodes.ClaimedPartition;
import io.coppice.supervision.nodes.Nodes;
import io.coppice.supervision.nodes.Partitions;
import io.coppice.supervision.nodes.ReplicatedStore;
import io.coppice.supervision.nodes.StoredMap;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The buckets of this node that outlive it.
 *
 * <p>As the table, it belongs to no verticle. A bucket that comes from another node is in the table, and takes turns, before it
 * has a verticle: of very many each client would wait for its own.
 */
public final class Replicas implements Shareable {

    /** Who gives buckets their verticles; called on any thread. */
    @FunctionalInterface
    public interface Keeper {
        void come(List<Bucket> buckets);
    }

    /** The store of the cluster that buckets are kept in. */
    public static final String STORE = "kv";

    private static final Logger LOG = LoggerFactory.getLogger(Replicas.class);
    private static final String KEY = "coppice.kv.replicas";

    private final Vertx vertx;
    private final Nodes nodes;
    private final ReplicatedStore store;
    private final BucketTable table;
    private final Events events;
    private final Window window;
    private final List<Shard> shards = new ArrayList<>();
    private final AtomicReference<@Nullable Keeper> keeper = new AtomicReference<>();
    /** Held while buckets come and while the keeper changes, so that each has one who gives it its verticle. */
    private final Object arrivals = new Object();

    private Replicas(Vertx vertx, ReplicatedStore store) {
        this.vertx = vertx;
        this.store = store;
        this.nodes = Nodes.of(vertx);
        this.table = BucketTable.of(vertx);
        this.events = Events.of(vertx);
        this.window = new Window(store.parallel(), System::nanoTime);
        int count = nodes.partitions().count();
        for (int partition = 0; partition < count; partition++) {
            shards.add(new Shard(partition, new Around()));
        }
        nodes.listen(this::look);
    }

    /** Those of this Vert.x, which keep their buckets in this store. */
    public static Replicas of(Vertx vertx, ReplicatedStore store) {
        LocalMap<String, Replicas> map = vertx.sharedData().getLocalMap(KEY);
        return map.computeIfAbsent(KEY, key -> new Replicas(vertx, store));
    }

    /**
     * From now on this one gives buckets their verticles.
     *
     * @param isUsed whether buckets are kept here, as somebody else may say where they are
     * @return all that are in the table already: it is told of each other one that comes, and of none of these
     */
    public List<Bucket> open(Keeper newKeeper, BooleanSupplier isUsed) {
        List<Bucket> there = new ArrayList<>();
        synchronized (arrivals) {
            keeper.set(newKeeper);
            table.forEach(there::add);
        }
        table.await(name -> isUsed.getAsBoolean() ? awaited(name) : null);
        look();
        return there;
    }

    /** There is nobody who gives buckets their verticles, for now. */
    public void close(Keeper oldKeeper) {
        keeper.compareAndSet(oldKeeper, null);
    }

    private void look() {
        boolean isMajority = nodes.membership().isMajority();
        Partitions partitions = nodes.partitions();
        for (int partition = 0; partition < shards.size(); partition++) {
            shards.get(partition).look(isMajority && partitions.owner(partition).equals(nodes.self()));
        }
    }

    /** To be called several times a second. */
    public void check() {
        long now = System.nanoTime();
        window.check(now);
        shards.forEach(shard -> shard.check(now));
    }

    private Shard shard(Bytes name) {
        byte[] bytes = name.toArray();
        return shards.get(nodes.partitions().of(Hash.ofName(bytes, 0, bytes.length)));
    }

    private @Nullable Bucket awaited(Bytes name) {
        Shard shard = shard(name);
        return shard.isKnown(name) ? null : Bucket.awaited(name, shard.waitingRoom());
    }

    /** The bucket of this name, or that there is none; when that is known. */
    public Future<Optional<Bucket>> find(Bytes name) {
        Promise<Optional<Bucket>> found = Promise.promise();
        Turn search = new Turn() {
            private Optional<Bucket> bucket = Optional.empty();
            private boolean isLost;

            @Override
            public void take() {}

            @Override
            public boolean moveTo(Bucket other) {
                bucket = Optional.of(other);
                return true;
            }

            @Override
            public void taken() {
                if (isLost) {
                    found.fail(BusServer.unsettled(false));
                } else {
                    found.complete(bucket);
                }
            }

            @Override
            public void refused(boolean crashed) {
                bucket = Optional.empty();
            }

            @Override
            public void unsettled(boolean isUnknown) {
                isLost = true;
            }
        };
        if (shard(name).park(name, search)) {
            search.taken();
        }
        return found.future();
    }

    /** Where a new bucket of this name is kept; null where that is not known at the moment. */
    public @Nullable Journal journal(Bytes name) {
        return shard(name).tenure();
    }

    /** Has another bucket in the place of one that has crashed, with what was kept of it. */
    public Future<Optional<Bucket>> revive(Bucket crashed) {
        return shard(crashed.key()).revive(crashed);
    }

    private final class Around implements Shard.Surroundings {

        @Override
        public Future<ClaimedPartition> claim(int partition) {
            return store.claim(partition);
        }

        @Override
        public Bucket bucket(Bytes name, @Nullable StoredMap stored, Journal journal) {
            Homeless home = new Homeless();
            Bucket bucket = new Bucket(name, home, events, journal);
            home.bucket = bucket;
            if (stored != null) {
                bucket.load(stored);
            }
            return bucket;
        }

        @Override
        public void work(Runnable task) {
            try {
                vertx.executeBlocking(
                                () -> {
                                    task.run();
                                    return null;
                                },
                                false)
                        .onFailure(failure -> LOG.error("a partition of buckets was not taken over", failure));
            } catch (RejectedExecutionException closed) {
                // The node stops, and hands its partitions over: it has nothing more to claim.
                LOG.debug("Vert.x is closed", closed);
            }
        }

        @Override
        public void come(List<Bucket> buckets) {
            Keeper now;
            synchronized (arrivals) {
                buckets.forEach(table::insert);
                now = keeper.get();
            }
            if (now != null) {
                now.come(buckets);
            }
        }

        @Override
        public void go(Journal journal) {
            List<Bucket> gone = new ArrayList<>();
            table.forEach(bucket -> {
                if (bucket.journal() == journal) {
                    gone.add(bucket);
                }
            });
            gone.forEach(bucket -> {
                bucket.leave();
                table.remove(bucket);
            });
        }

        @Override
        public @Nullable Bucket lookup(Bytes name) {
            return table.lookup(name);
        }

        @Override
        public Window window() {
            return window;
        }

        @Override
        public long patience() {
            return TimeUnit.MILLISECONDS.toNanos(Routes.of(vertx).patience());
        }

        @Override
        public long now() {
            return System.nanoTime();
        }
    }

    /** The home of a bucket until it has a verticle. */
    private final class Homeless implements BucketHome {

        private @Nullable Bucket bucket;

        @Override
        public void execute(Runnable task) {
            vertx.runOnContext(v -> task.run());
        }

        @Override
        public long now() {
            return System.nanoTime();
        }

        @Override
        public long wallClock() {
            return System.currentTimeMillis();
        }

        /** Its verticle does; what has expired is not seen meanwhile either. */
        @Override
        public void wakeIn(long nanos) {}

        @Override
        public void vacated() {
            if (bucket != null) {
                JsonObject request = new JsonObject().put("action", "vacate").put("bucket", bucket.name());
                vertx.eventBus().send(BucketNames.REGISTRY, request, BusServer.LOCAL);
            }
        }

        @Override
        public void crashed(Throwable cause) {
            if (bucket != null) {
                LOG.error("bucket {} crashed before it had a verticle", bucket.name(), cause);
                var unused = revive(bucket);
            }
        }
    }
}
