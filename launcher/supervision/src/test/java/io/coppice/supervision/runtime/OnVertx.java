package io.coppice.supervision.runtime;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionEvent;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.EventKind;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A Vert.x of its own for each test, and all that its supervisors report. */
public abstract class OnVertx {

    protected final Vertx vertx = Vertx.vertx();
    protected final List<String> log = new CopyOnWriteArrayList<>();
    protected final List<SupervisionEvent> events = new CopyOnWriteArrayList<>();

    @BeforeEach
    void listen() {
        Supervision.of(vertx).listen(events::add);
    }

    @AfterEach
    void close() {
        get(vertx.close());
    }

    /** Logs its start and stop, and throws what it is sent. */
    protected class Plain extends VerticleBase {
        final String name;

        protected Plain(String name) {
            this.name = name;
        }

        @Override
        public Future<?> start() {
            log.add("start " + name);
            vertx.eventBus().<String>localConsumer(name, message -> {
                throw new IllegalStateException(message.body());
            });
            return Future.succeededFuture();
        }

        @Override
        public Future<?> stop() {
            log.add("stop " + name);
            return Future.succeededFuture();
        }
    }

    protected ChildSpec plain(String name) {
        return child(name, () -> new Plain(name));
    }

    protected static ChildSpec child(String id, Supplier<VerticleBase> verticle) {
        return ChildSpec.of(id, VerticleStart.of(id, verticle));
    }

    protected static <T> T get(Future<T> future) {
        try {
            return future.await(10, SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing came within 10 s", e);
        }
    }

    /** Has a verticle with a worker pool of its own ask for something, and undeploys it with that pool. */
    protected void asOneThatIsGone(Supplier<Future<?>> start) {
        VerticleBase caller = new VerticleBase() {
            @Override
            public Future<?> start() {
                return start.get();
            }
        };
        DeploymentOptions ownPool =
                new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER).setWorkerPoolName("own");
        get(vertx.undeploy(get(vertx.deployVerticle(caller, ownPool))));
    }

    protected Child running(String path) {
        return Supervision.of(vertx).child(path).orElseThrow();
    }

    protected void awaitAnother(String path, Child old) {
        await().until(() -> Supervision.of(vertx)
                .child(path)
                .filter(now -> now != old && now.isRunning())
                .isPresent());
    }

    /** All that has happened until now. */
    protected List<SupervisionEvent> events() {
        awaitTold(vertx);
        return events;
    }

    /** Events are told behind what they tell of. */
    static void awaitTold(Vertx vertx) {
        Promise<Void> told = Promise.promise();
        SupervisionSystem.of(vertx).reports().later(told::complete);
        get(told.future());
    }

    protected List<SupervisionEvent> events(EventKind kind) {
        return events().stream().filter(event -> event.kind() == kind).toList();
    }
}
