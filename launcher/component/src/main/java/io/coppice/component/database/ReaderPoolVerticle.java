package io.coppice.component.database;

import io.coppice.component.bus.Failure;
import io.coppice.component.bus.Service;
import io.coppice.component.config.ComponentConfig;
import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * A verticle that lends out readers: {@link Pool} decides, {@link Readers} starts and stops them.
 *
 * <p>Configuration: {@code size}, {@code max_overflow}, {@code max_waiting} and {@code timeout} in milliseconds, and what the
 * component adds. Its sibling {@code readers} must be a dynamic supervisor.
 *
 * @param <C> a connection, used by one thread at a time
 */
public abstract class ReaderPoolVerticle<C extends AutoCloseable> extends VerticleBase {

    private static final long EXPIRY_MILLIS = 100;

    private final String prefix;

    /** Requests of one incarnation only, so that a late check-in ends no lease of the next. */
    private long lastRequest = ThreadLocalRandom.current().nextLong(1L << 40);

    private final Map<Long, Message<JsonObject>> requests = new HashMap<>();
    private final Map<String, Child> owners = new HashMap<>();

    /**
     * A pool.
     *
     * @param prefix the beginning of its address and of those of its readers, such as {@code traininglog.database}
     */
    protected ReaderPoolVerticle(String prefix) {
        this.prefix = prefix;
    }

    /** The keys of the configuration that {@link #opener} reads. */
    protected abstract List<String> keys();

    /**
     * How each reader opens its connection; called when the pool starts.
     *
     * @throws IllegalArgumentException saying what is wrong with the configuration
     */
    protected abstract Opener<C> opener(ComponentConfig config);

    /**
     * Answers a request with a reader's connection; called on a worker thread, where it may block.
     *
     * @throws IllegalArgumentException saying what is wrong with the request
     */
    protected abstract JsonObject answer(C connection, JsonObject request) throws DatabaseException;

    @Override
    public final Future<?> start() {
        ComponentConfig config = new ComponentConfig(
                config(),
                Stream.concat(keys().stream(), PoolSettings.KEYS.stream()).toList());
        PoolSettings settings = PoolSettings.of(config);
        Child self = Supervision.of(vertx).self().orElseThrow(() -> new IllegalStateException("it needs a supervisor"));
        Opener<C> opener = opener(config);
        DeploymentOptions options = new DeploymentOptions()
                .setWorkerPoolName(prefix + ".readers")
                .setWorkerPoolSize(settings.size() + settings.maxOverflow())
                .setClassLoader(getClass().getClassLoader());
        Readers readers = new Readers(
                vertx,
                context,
                self,
                Supervision.of(vertx).siblingPath("readers"),
                options,
                id -> new ReaderVerticle<>(readerAddress(id), opener, this::answer));
        Pool pool = new Pool(settings.limits(), new Answers(readers));
        readers.start(settings.size(), pool);
        vertx.setPeriodic(EXPIRY_MILLIS, id -> pool.expire(System.nanoTime()));
        Service.serve(vertx, ReaderClient.pool(prefix), message -> receive(message, pool, settings));
        self.ended()
                .onComplete(reason -> context.runOnContext(v -> {
                    requests.values().forEach(request -> Failure.UNAVAILABLE.reply(request, "the pool has ended"));
                    requests.clear();
                }));
        return Future.succeededFuture();
    }

    private String readerAddress(String id) {
        return prefix + ".reader." + id;
    }

    private void receive(Message<JsonObject> message, Pool pool, PoolSettings settings) {
        String action = String.valueOf(message.body().getValue("action"));
        switch (action) {
            case "checkout" -> checkout(message, pool, settings);
            case "checkin" -> {
                if (message.body().getValue("lease") instanceof Number lease) {
                    pool.checkin(lease.longValue(), System.nanoTime());
                    message.reply(new JsonObject());
                } else {
                    Failure.BAD_REQUEST.reply(message, "\"lease\" must be the number that checkout answered");
                }
            }
            case "status" ->
                message.reply(new JsonObject()
                        .put("idle", pool.idle())
                        .put("leased", pool.leased())
                        .put("overflow", pool.overflow())
                        .put("waiting", pool.waiting()));
            default ->
                Failure.BAD_REQUEST.reply(message, "\"action\" must be checkout, checkin or status, not " + action);
        }
    }

    private void checkout(Message<JsonObject> message, Pool pool, PoolSettings settings) {
        Object timeout = message.body().getValue("timeout", settings.timeoutMillis());
        if (!(timeout instanceof Integer millis) || millis < 1 || millis > PoolSettings.LONGEST_TIMEOUT_MILLIS) {
            Failure.BAD_REQUEST.reply(
                    message,
                    "\"timeout\" must be a whole number from 1 to " + PoolSettings.LONGEST_TIMEOUT_MILLIS
                            + ", milliseconds");
            return;
        }
        String owner = String.valueOf(message.body().getValue("owner", ""));
        watch(owner, pool);
        long now = System.nanoTime();
        requests.put(++lastRequest, message);
        pool.checkout(lastRequest, owner, now, now + millis * 1_000_000L);
    }

    /** Whoever borrows is watched from its first request on; a path that names nobody is held by the lease's limit alone. */
    private void watch(String owner, Pool pool) {
        if (owner.isEmpty() || owners.containsKey(owner)) {
            return;
        }
        Supervision.of(vertx).child(owner).ifPresent(child -> {
            owners.put(owner, child);
            child.ended()
                    .onComplete(reason -> context.runOnContext(v -> {
                        owners.remove(owner, child);
                        pool.ownerDown(owner, System.nanoTime());
                    }));
        });
    }

    /** Carries out what the pool decides. */
    private final class Answers implements Pool.Orders {

        private final Readers readers;

        Answers(Readers readers) {
            this.readers = readers;
        }

        @Override
        public void lend(long request, String worker) {
            Message<JsonObject> message = requests.remove(request);
            if (message != null) {
                message.reply(new JsonObject().put("lease", request).put("worker", readerAddress(worker)));
            }
        }

        @Override
        public void refuse(long request, Failure failure, String why) {
            Message<JsonObject> message = requests.remove(request);
            if (message != null) {
                failure.reply(message, why);
            }
        }

        @Override
        public void startOverflow(String worker) {
            readers.startOverflow(worker);
        }

        @Override
        public void stopOverflow(String worker) {
            readers.stopOverflow(worker);
        }
    }
}
