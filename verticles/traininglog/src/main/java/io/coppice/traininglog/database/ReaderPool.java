package io.coppice.traininglog.database;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.traininglog.bus.Failure;
import io.coppice.traininglog.bus.Service;
import io.coppice.traininglog.config.ComponentConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * The verticle that lends out readers: {@link Pool} decides, {@link Readers} starts and stops them.
 *
 * <p>Configuration: {@code database} as for the {@link Writer}; {@code size}, {@code max_overflow}, {@code max_waiting} and
 * {@code timeout} in milliseconds. Its sibling {@code readers} must be a dynamic supervisor.
 */
public final class ReaderPool extends VerticleBase {

    /** Its address. */
    public static final String ADDRESS = "traininglog.database.pool";

    private static final long EXPIRY_MILLIS = 100;

    /** Requests of one incarnation only, so that a late check-in ends no lease of the next. */
    private long lastRequest = ThreadLocalRandom.current().nextLong(1L << 40);

    private final Map<Long, Message<JsonObject>> requests = new HashMap<>();
    private final Map<String, Child> owners = new HashMap<>();

    @Override
    public Future<?> start() {
        ComponentConfig config = new ComponentConfig(
                config(),
                Stream.concat(Stream.of(DatabaseSettings.KEY), PoolSettings.KEYS.stream())
                        .toList());
        PoolSettings settings = PoolSettings.of(config);
        Child self = Supervision.of(vertx).self().orElseThrow(() -> new IllegalStateException("it needs a supervisor"));
        Readers readers = new Readers(
                vertx,
                context,
                self,
                Supervision.of(vertx).siblingPath("readers"),
                DatabaseSettings.of(config).file(),
                settings.size() + settings.maxOverflow());
        Pool pool = new Pool(settings.limits(), new Answers(readers));
        readers.start(settings.size(), pool);
        vertx.setPeriodic(EXPIRY_MILLIS, id -> pool.expire(System.nanoTime()));
        Service.serve(vertx, ADDRESS, message -> receive(message, pool, settings));
        self.ended()
                .onComplete(reason -> context.runOnContext(v -> {
                    requests.values().forEach(request -> Failure.UNAVAILABLE.reply(request, "the pool has ended"));
                    requests.clear();
                }));
        return Future.succeededFuture();
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
                message.reply(new JsonObject().put("lease", request).put("worker", Reader.address(worker)));
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
