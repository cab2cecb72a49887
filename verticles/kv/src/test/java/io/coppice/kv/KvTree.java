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
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The store as conf/host.json declares it, on a free port, in a Vert.x of its own. */
final class KvTree implements AutoCloseable {

    static final int ACCEPTORS = 2;

    final Vertx vertx = Vertx.vertx();
    final List<SupervisionEvent> events = new CopyOnWriteArrayList<>();
    final List<JsonObject> bucketEvents = new CopyOnWriteArrayList<>();
    final int port;

    KvTree(JsonObject acceptorConfig) {
        CompletableFuture<Integer> listening = new CompletableFuture<>();
        vertx.eventBus()
                .<JsonObject>consumer(
                        "coppice.listening",
                        message -> listening.complete(message.body().getInteger("port")));
        vertx.eventBus().<JsonObject>consumer(EventManager.PUBLISHED, message -> bucketEvents.add(message.body()));
        Supervision.of(vertx).listen(events::add);
        JsonObject acceptor = new JsonObject().put("port", 0).mergeIn(acceptorConfig);
        SupervisorSpec kv = SupervisorSpec.of(
                RestartStrategy.ONE_FOR_ONE,
                worker("events", EventManager::new, new JsonObject()),
                ChildSpec.of("buckets", SupervisorSpec.ofDynamic()),
                worker("registry", Registry::new, new JsonObject()),
                worker("router", Router::new, new JsonObject()),
                worker("acceptor", Acceptor::new, acceptor).withInstances(ACCEPTORS));
        get(Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, ChildSpec.of("kv", kv))));
        port = listening.join();
    }

    private static ChildSpec worker(String id, Supplier<Deployable> factory, JsonObject config) {
        return ChildSpec.of(id, VerticleStart.of(id, factory).withOptions(new DeploymentOptions().setConfig(config)));
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
        Bucket found = Objects.requireNonNull(BucketTable.of(vertx).lookup(Bytes.of(bucket)));
        found.offer(new Turn() {
            @Override
            public void take() {
                found.put(Bytes.of(key), value);
            }

            @Override
            public void taken() {}

            @Override
            public void refused(boolean crashed) {}
        });
    }

    static <T> T get(Future<T> future) {
        try {
            return future.await(10, SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing came within 10 s", e);
        }
    }

    @Override
    public void close() {
        get(vertx.close());
    }
}
