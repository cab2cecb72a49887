package io.coppice.supervision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Nothing is left of what has ended. A verticle is held by its shell, that by its runner, and that by each table of the
 * runtime that forgets to forget: so it is enough to look at the verticles, the specs and the supervisors.
 */
class LeakTest extends OnVertx {

    private static final int MANY = 1_000;
    private static final int RESTARTS = 10_000;

    private final Queue<WeakReference<Object>> made = new ConcurrentLinkedQueue<>();

    @Override
    void listen() {
        // Nobody keeps the events here.
    }

    /** Fails to start, or does not. */
    private class Fickle extends VerticleBase {
        private final boolean fails;

        Fickle(boolean fails) {
            this.fails = fails;
            made.add(new WeakReference<>(this));
        }

        @Override
        public Future<?> start() {
            return fails ? Future.failedFuture("no") : Future.succeededFuture();
        }
    }

    private Supervisor start(SupervisorSpec spec) {
        return get(Supervisor.start(vertx, spec));
    }

    private long left() {
        System.gc();
        return made.stream().map(WeakReference::get).filter(Objects::nonNull).count();
    }

    private void awaitLeft(int most) {
        await().atMost(Duration.ofMinutes(1)).until(() -> left() <= most);
    }

    private static void assertFails(Future<?> future) {
        assertThat(future.toCompletionStage().toCompletableFuture()).failsWithin(Duration.ofSeconds(10));
    }

    private void watch(Object something) {
        made.add(new WeakReference<>(something));
    }

    @Test
    void aThousandFailedStartsLeaveNothingInVertx() {
        Supervisor supervisor = start(SupervisorSpec.ofDynamic());
        for (int i = 0; i < MANY; i++) {
            ChildSpec spec = child("c" + i, () -> new Fickle(true));
            watch(spec);
            assertFails(supervisor.startChild(spec));
        }
        assertThat(made).hasSize(2 * MANY);
        assertThat(vertx.deploymentIDs()).isEmpty();
        awaitLeft(0);
    }

    /** What the test before is there for, and that it can fail; {@link Shell} may go when this does. */
    @Test
    void vertxByItselfKeepsThem() {
        for (int i = 0; i < 10; i++) {
            assertFails(vertx.deployVerticle(new Fickle(true)));
        }
        assertThat(vertx.deploymentIDs()).isEmpty();
        assertThat(left()).isEqualTo(10);
    }

    @Test
    void aThousandDynamicChildrenLeaveNothing() {
        Supervisor supervisor = start(SupervisorSpec.ofDynamic());
        startAndTerminate(supervisor, RestartType.PERMANENT);
        assertThat(get(supervisor.countChildren()).specs()).isZero();
        assertThat(vertx.deploymentIDs()).isEmpty();
        awaitLeft(0);
    }

    @Test
    void aThousandTemporaryChildrenOfAStaticSupervisorLeaveNothing() {
        Supervisor supervisor = start(SupervisorSpec.of(RestartStrategy.ONE_FOR_ALL));
        startAndTerminate(supervisor, RestartType.TEMPORARY);
        assertThat(get(supervisor.whichChildren())).isEmpty();
        awaitLeft(0);
    }

    private void startAndTerminate(Supervisor supervisor, RestartType restart) {
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            ChildSpec spec = child("c" + i, () -> new Fickle(false)).withRestart(restart);
            watch(spec);
            all.add(supervisor.startChild(spec));
        }
        get(Future.all(all));
        assertThat(left()).isEqualTo(2L * MANY);
        all.clear();
        for (int i = 0; i < MANY; i++) {
            all.add(supervisor.terminateChild("c" + i));
        }
        get(Future.all(all));
    }

    /** Several instances have a table of their own. */
    @Test
    void temporaryInstancesLeaveNothing() {
        Supervisor supervisor = start(SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE));
        for (int i = 0; i < 100; i++) {
            ChildSpec spec = child("c" + i, () -> new Fickle(false))
                    .withRestart(RestartType.TEMPORARY)
                    .withInstances(3);
            watch(spec);
            get(supervisor.startChild(spec));
            get(supervisor.terminateChild("c" + i));
        }
        assertThat(made).hasSize(400);
        awaitLeft(0);
    }

    @Test
    void tenThousandRestartsOfOneChildLeaveOneChild() {
        Promise<Void> done = Promise.promise();
        AtomicInteger restarts = new AtomicInteger();
        Supervision.of(vertx).listen(event -> {
            if (event.kind() == EventKind.RESTARTED && restarts.incrementAndGet() == RESTARTS) {
                done.tryComplete();
            } else if (event.kind() == EventKind.STARTED || event.kind() == EventKind.RESTARTED) {
                running("/c").exit(ExitReason.crashed("again"));
            }
        });
        ChildSpec spec = child("c", () -> new Fickle(false));
        // The window is shorter than what the restarts take, so that it does not hold all of them.
        start(SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, spec).withWindow(RESTARTS, Duration.ofMillis(100)));
        await().atMost(Duration.ofMinutes(2)).until(done.future()::isComplete);
        assertThat(made).hasSize(RESTARTS + 1);
        assertThat(vertx.deploymentIDs()).hasSize(1);
        awaitLeft(1);
        assertThat(running("/c").isRunning()).isTrue();
    }

    @Test
    void supervisorsThatHaveEndedAreForgotten() {
        Supervisor root = start(SupervisorSpec.ofDynamic());
        for (int i = 0; i < 200; i++) {
            String id = "s" + i;
            get(root.startChild(ChildSpec.of(
                    id, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, child("c", () -> new Fickle(false))))));
            watch(Supervision.of(vertx).supervisor("/" + id).orElseThrow());
            get(root.terminateChild(id));
        }
        for (int i = 0; i < 200; i++) {
            Supervisor other = get(SupervisionSystem.of(vertx)
                    .startRoot("/other" + i, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE)));
            watch(other);
            assertThat(get(other.stop()).kind()).isEqualTo(ExitReason.Kind.SHUTDOWN);
        }
        assertThat(made).hasSize(600);
        awaitLeft(0);
    }

    /** A factory stands for the class loader of its plugin. */
    @Test
    void aKeptChildKeepsNeitherItsVerticleNorItsFactory() {
        Supervisor supervisor = start(SupervisorSpec.ofDynamic());
        List<Child> kept = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ChildSpec spec = child("c" + i, () -> new Fickle(false) {
                @Override
                public Future<?> start() {
                    running(context).trapExits(exit -> log.add(exit + " of " + this));
                    return super.start();
                }

                private Child running(Context self) {
                    return Objects.requireNonNull(SupervisionSystem.of(vertx).childOf(self));
                }
            });
            watch(spec);
            kept.add(get(supervisor.startChild(spec)));
            kept.get(i).context().ifPresent(this::watch);
            get(supervisor.terminateChild("c" + i));
        }
        assertThat(made).hasSize(30);
        awaitLeft(0);
        assertThat(kept).allSatisfy(child -> assertThat(child.context()).isEmpty());
    }
}
