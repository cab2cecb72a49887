package io.coppice.kv;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.BucketTable;
import io.coppice.kv.store.Bytes;
import io.coppice.kv.store.Turn;
import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionEvent;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The store as conf/host.json declares it, on a free port, in a Vert.x of its own. */
final class KvTree implements AutoCloseable {

    static final int ACCEPTORS = 2;

    final Vertx vertx;
    final int port;

    private final List<SupervisionEvent> events = new ArrayList<>();
    private final List<JsonObject> bucketEvents = new ArrayList<>();

    KvTree(JsonObject acceptorConfig) {
        this(asInANode(), acceptorConfig, new JsonObject(), new JsonObject(), null, true);
    }

    private static Vertx asInANode() {
        return Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    }

    /** One with a log in this file; null for none. */
    static KvTree withLog(Vertx vertx, JsonObject registryConfig, @Nullable Path log) {
        return new KvTree(
                vertx, new JsonObject(), new JsonObject().put("hop_timeout", 1_000), registryConfig, log, true);
    }

    /** One node of several: its Vert.x has been told of the others. */
    KvTree(Vertx vertx, JsonObject routerConfig) {
        this(vertx, new JsonObject(), routerConfig, new JsonObject(), null, true);
    }

    /** One that notes no events: of a million buckets they would need more memory than those. */
    static KvTree withoutNotes(JsonObject acceptorConfig) {
        return new KvTree(asInANode(), acceptorConfig, new JsonObject(), new JsonObject(), null, false);
    }

    private KvTree(
            Vertx vertx,
            JsonObject acceptorConfig,
            JsonObject routerConfig,
            JsonObject registryConfig,
            @Nullable Path log,
            boolean noting) {
        this.vertx = vertx;
        CompletableFuture<Integer> listening = new CompletableFuture<>();
        vertx.eventBus()
                .<JsonObject>consumer(
                        "coppice.listening",
                        message -> listening.complete(message.body().getInteger("port")));
        if (noting) {
            vertx.eventBus()
                    .<JsonObject>consumer(EventManager.PUBLISHED, message -> note(bucketEvents, message.body()));
            Supervision.of(vertx).listen(event -> note(events, event));
        }
        JsonObject acceptor = new JsonObject().put("port", 0).mergeIn(acceptorConfig);
        List<ChildSpec> children = new ArrayList<>();
        if (log != null) {
            children.add(worker("log", Log::new, new JsonObject().put("database", log.toString())));
        }
        children.add(worker("events", EventManager::new, new JsonObject()));
        children.add(ChildSpec.of("buckets", SupervisorSpec.ofDynamic()));
        children.add(worker("registry", Registry::new, registryConfig));
        children.add(worker("router", Router::new, routerConfig));
        children.add(worker("acceptor", Acceptor::new, acceptor).withInstances(ACCEPTORS));
        SupervisorSpec kv = SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, children.toArray(ChildSpec[]::new));
        get(Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, ChildSpec.of("kv", kv))));
        port = listening.join();
    }

    private static ChildSpec worker(String id, Supplier<Deployable> factory, JsonObject config) {
        return ChildSpec.of(id, VerticleStart.of(id, factory).withOptions(new DeploymentOptions().setConfig(config)));
    }

    private static <T> void note(List<T> notes, T event) {
        synchronized (notes) {
            notes.add(event);
        }
    }

    private static <T> List<T> copy(List<T> notes) {
        synchronized (notes) {
            return List.copyOf(notes);
        }
    }

    /** What its supervisors have told so far. */
    List<SupervisionEvent> events() {
        return copy(events);
    }

    /** What was published of its buckets so far. */
    List<JsonObject> bucketEvents() {
        return copy(bucketEvents);
    }

    Child child(String path) {
        return Supervision.of(vertx).child(path).orElseThrow(() -> new AssertionError("no child " + path));
    }

    /** An exception inside the component, as any bug would be. */
    void crash(String path) {
        child(path).context().orElseThrow().runOnContext(v -> {
            throw new IllegalStateException("planted");
        });
    }

    /** Sets a value in a turn of the bucket, on the test's own thread and as fast as it goes. */
    void put(String bucket, String key, byte[] value) {
        inTurn(bucket, found -> found.put(Bytes.of(key), value));
    }

    /** Does something in a turn of the bucket, on the test's own thread. */
    void inTurn(String bucket, Consumer<Bucket> task) {
        Bucket found = Objects.requireNonNull(BucketTable.of(vertx).lookup(Bytes.of(bucket)));
        found.offer(new Turn() {
            @Override
            public void take() {
                task.accept(found);
            }

            @Override
            public void taken() {}

            @Override
            public void unsettled(boolean isUnknown) {}

            @Override
            public void refused(boolean crashed) {}
        });
    }

    static <T> T get(Future<T> future) {
        return get(future, 10);
    }

    private static <T> T get(Future<T> future, int seconds) {
        try {
            return future.await(seconds, SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing came within " + seconds + " s", e);
        }
    }

    /** Of a million buckets that takes a minute. */
    @Override
    public void close() {
        get(vertx.close(), 120);
    }
}
