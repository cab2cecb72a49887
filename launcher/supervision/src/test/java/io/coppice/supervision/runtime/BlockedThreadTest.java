package io.coppice.supervision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionEvent;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Extras;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.Shutdown;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A child that holds its thread: who it is, what becomes of it, and of those that come after it. */
class BlockedThreadTest {

    private static final int LOOPS = 2;

    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setEventLoopPoolSize(LOOPS)
            .setBlockedThreadCheckInterval(20)
            .setMaxEventLoopExecuteTime(300)
            .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
            .setMaxWorkerExecuteTime(300)
            .setMaxWorkerExecuteTimeUnit(TimeUnit.MILLISECONDS));
    private final List<SupervisionEvent> events = new CopyOnWriteArrayList<>();
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final Logger checker = Logger.getLogger("io.vertx.core.impl.BlockedThreadChecker");
    private final java.util.logging.Handler appender = new java.util.logging.Handler() {
        @Override
        public void publish(LogRecord entry) {
            warnings.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        checker.addHandler(appender);
        Supervision.of(vertx).listen(events::add);
    }

    private List<SupervisionEvent> events() {
        OnVertx.awaitTold(vertx);
        return events;
    }

    @AfterEach
    void close() {
        release.countDown();
        OnVertx.get(vertx.close());
        checker.removeHandler(appender);
    }

    private class Holding extends VerticleBase {
        private final String name;

        Holding(String name) {
            this.name = name;
        }

        @Override
        public Future<?> start() {
            vertx.eventBus().localConsumer(name, message -> {
                if ("hold".equals(message.body())) {
                    holdThread();
                } else {
                    message.reply("here");
                }
            });
            return Future.succeededFuture();
        }
    }

    private void holdThread() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ChildSpec holding(String name, ThreadingModel model) {
        VerticleStart start = VerticleStart.of(name, () -> new Holding(name));
        return ChildSpec.of(name, start.withOptions(new DeploymentOptions().setThreadingModel(model)));
    }

    private Supervisor root(ChildSpec... children) {
        return OnVertx.get(Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, children)));
    }

    private Child child(String path) {
        return Supervision.of(vertx).child(path).orElseThrow();
    }

    private List<SupervisionEvent> events(EventKind kind) {
        return events().stream().filter(event -> event.kind() == kind).toList();
    }

    private void awaitAnother(String path, Child old) {
        await().until(() -> Supervision.of(vertx)
                .child(path)
                .filter(now -> now != old && now.isRunning())
                .isPresent());
    }

    @ParameterizedTest
    @EnumSource(names = {"EVENT_LOOP", "WORKER"})
    void C05_aChildThatHoldsItsThreadIsToldOfOnceWithTheStackAndLoggedAsBefore(ThreadingModel model) {
        root(holding("a", model));

        vertx.eventBus().send("a", "hold");
        await().until(() -> warnings.size() > 3);

        assertThat(warnings)
                .allSatisfy(text -> assertThat(text).contains("has been blocked for", "time limit is 300 ms"));
        await().untilAsserted(() -> assertThat(events(EventKind.BLOCKED)).isNotEmpty());
        assertThat(events(EventKind.BLOCKED)).singleElement().satisfies(event -> {
            assertThat(event.path()).isEqualTo("/a");
            assertThat(event.reason().toString()).contains("it has held vert.x-");
            assertThat(event.stack()).contains("BlockedThreadTest.holdThread");
        });
        assertThat(child("/a").isRunning()).isTrue();
    }

    @Test
    void C05_aVerticleBelowIsItsChilds() {
        VerticleStart start = VerticleStart.of("a", () -> new VerticleBase() {
            @Override
            public Future<?> start() {
                return vertx.deployVerticle(new Holding("below"));
            }
        });
        root(ChildSpec.of("a", start));

        vertx.eventBus().send("below", "hold");

        await().untilAsserted(() -> assertThat(events(EventKind.BLOCKED))
                .singleElement()
                .satisfies(event -> assertThat(event.path()).isEqualTo("/a")));
    }

    @ParameterizedTest
    @EnumSource(names = {"EVENT_LOOP", "WORKER"})
    void B06_aChildThatHoldsItsThreadForTooLongIsKilledAndStartedElsewhere(ThreadingModel model) {
        root(holding("a", model).withExtras(Extras.NONE.withLoopLimit(Duration.ofMillis(200))));
        Child first = child("/a");

        vertx.eventBus().send("a", "hold");
        awaitAnother("/a", first);

        ExitReason reason = OnVertx.get(first.ended());
        assertThat(reason.toString()).contains("for longer than its loop_limit of 200 ms");
        assertThat(reason.cause()).hasStackTraceContaining("BlockedThreadTest.holdThread");
        // The child is there before it is told of.
        await().untilAsserted(() -> assertThat(events())
                .extracting(SupervisionEvent::kind)
                .startsWith(
                        EventKind.STARTED,
                        EventKind.BLOCKED,
                        EventKind.ABANDONED,
                        EventKind.CRASHED,
                        EventKind.RESTARTED));
        assertThat(events(EventKind.ABANDONED).get(0).stack()).contains("BlockedThreadTest.holdThread");
        assertThat(OnVertx.get(vertx.eventBus().request("a", "")).body()).isEqualTo("here");
    }

    @Test
    void B06_aChildThatIsBusyInShortTurnsIsLeftAlone() {
        root(holding("a", ThreadingModel.EVENT_LOOP).withExtras(Extras.NONE.withLoopLimit(Duration.ofSeconds(1))));
        for (int i = 0; i < 100; i++) {
            OnVertx.get(vertx.eventBus().request("a", ""));
        }
        assertThat(events(EventKind.BLOCKED)).isEmpty();
        assertThat(child("/a").isRunning()).isTrue();
    }

    @Test
    void C05_nothingIsDeployedOnALoopThatIsKnownToBeHeld() {
        Supervisor root = root(holding("a", ThreadingModel.EVENT_LOOP));
        vertx.eventBus().send("a", "hold");
        await().until(() -> !events(EventKind.BLOCKED).isEmpty());

        for (int i = 0; i < 2 * LOOPS; i++) {
            OnVertx.get(root.startChild(holding("b" + i, ThreadingModel.EVENT_LOOP)));
        }
        assertThat(child("/b0").isRunning()).isTrue();
    }

    @Test
    void C05_aDeploymentThatLandedOnALoopBeforeItWasKnownToBeHeldIsMadeAgain() {
        Supervisor root = root(holding("a", ThreadingModel.EVENT_LOOP));
        vertx.eventBus().send("a", "hold");
        // Each loop is the next one's once, before the checker has said anything.
        List<Future<Child>> started = new CopyOnWriteArrayList<>();
        Supervisor pool = OnVertx.get(root.startChild(ChildSpec.of("pool", SupervisorSpec.ofDynamic()))
                .map(up -> Supervision.of(vertx).supervisor("/pool").orElseThrow()));
        for (int i = 0; i < 2 * LOOPS; i++) {
            started.add(pool.startChild(holding("b" + i, ThreadingModel.EVENT_LOOP)));
        }

        assertThat(OnVertx.get(Future.all(started)).succeeded()).isTrue();
        release.countDown();
        // Those that were given up leave nothing behind: /a, and what runs below the pool.
        await().until(() -> vertx.deploymentIDs().size() == 1 + 2 * LOOPS);
        assertThat(OnVertx.get(vertx.eventBus().request("b0", "")).body()).isEqualTo("here");
    }

    @Test
    void S10_theLimitsOfASupervisorPassThoughEveryLoopIsHeld() {
        Supervisor root = root(
                holding("a", ThreadingModel.EVENT_LOOP).withShutdown(Shutdown.within(Duration.ofMillis(20))),
                holding("b", ThreadingModel.EVENT_LOOP).withShutdown(Shutdown.within(Duration.ofMillis(20))));
        vertx.eventBus().send("a", "hold");
        vertx.eventBus().send("b", "hold");
        await().until(() -> events(EventKind.BLOCKED).size() == 2);

        // Its answer would come on a loop, and all of them are held.
        Future<?> stopped = root.stop();

        await().until(() -> events(EventKind.ABANDONED).size() == 2);
        release.countDown();
        OnVertx.get(stopped);
    }

    @Test
    void B06_aBlockageThatIsOverWhenItsSupervisorHearsOfItIsAsLongAsItWasSeenToBe() throws InterruptedException {
        Duration limit = Duration.ofSeconds(3);
        root(holding("a", ThreadingModel.EVENT_LOOP).withExtras(Extras.NONE.withLoopLimit(limit)));
        CountDownLatch goOn = new CountDownLatch(1);
        SupervisionSystem.of(vertx).newMailbox().runOnContext(v -> {
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        vertx.eventBus().send("a", "hold");
        // The second warning comes when the supervisor has been told of the first.
        await().until(() -> warnings.size() > 1);
        release.countDown();
        OnVertx.get(vertx.timer(limit.toMillis(), TimeUnit.MILLISECONDS));
        goOn.countDown();

        await().until(() -> !events(EventKind.BLOCKED).isEmpty());
        OnVertx.get(vertx.eventBus().request("a", ""));
        assertThat(events(EventKind.CRASHED)).isEmpty();
        assertThat(child("/a").isRunning()).isTrue();
    }
}
