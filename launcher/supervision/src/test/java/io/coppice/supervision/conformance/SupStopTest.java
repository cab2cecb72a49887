package io.coppice.supervision.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.Shutdown;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** OTP's group {@code sup_stop}. */
class SupStopTest extends Suite {

    private static final Shutdown SHORT = Shutdown.within(Duration.ofMillis(50));
    private static final Shutdown LONG = Shutdown.within(Duration.ofMinutes(1));

    /** How children of their own accord end; OTP's {@code normal}, {@code shutdown}, {@code {shutdown, test}}, {@code other}. */
    private static final List<ExitReason> REASONS =
            List.of(ExitReason.NORMAL, ExitReason.SHUTDOWN, ExitReason.shutdown("test"), ExitReason.crashed("other"));

    private static void assertKilled(Child child) {
        assertThat(get(child.ended()).kind()).isEqualTo(ExitReason.Kind.KILLED);
    }

    private static void assertShutDown(Child child) {
        assertThat(get(child.ended())).isEqualTo(ExitReason.SHUTDOWN);
    }

    @Test
    void sup_stop_infinity() {
        Supervisor supervisor = start(oneForOne());
        Child child1 = started(
                supervisor.startChild(ChildSpec.of("child1", oneForOne()).withShutdown(Shutdown.INFINITY)));
        Child child2 = started(supervisor.startChild(plain("child2").withShutdown(Shutdown.INFINITY)));

        assertThat(get(supervisor.stop())).isEqualTo(ExitReason.SHUTDOWN);

        assertShutDown(child1);
        assertShutDown(child2);
    }

    @Test
    void sup_stop_timeout() {
        stoppedWhileBusy(oneForOne());
    }

    @Test
    void sup_stop_timeout_dynamic() {
        stoppedWhileBusy(dynamic());
    }

    /** OTP's child sleeps in its handler: the peer of that is an event loop that is held. */
    private void stoppedWhileBusy(SupervisorSpec spec) {
        Supervisor supervisor = start(spec);
        Child child1 = started(supervisor.startChild(plain("child1").withShutdown(LONG)));
        Child child2 = started(supervisor.startChild(plain("child2").withShutdown(SHORT)));
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch awake = new CountDownLatch(1);
        context(child2).runOnContext(v -> {
            busy.countDown();
            awaitUninterruptibly(awake);
        });
        awaitUninterruptibly(busy);

        try {
            assertThat(get(supervisor.stop())).isEqualTo(ExitReason.SHUTDOWN);

            assertShutDown(child1);
            assertKilled(child2);
            assertThat(events(EventKind.ABANDONED)).singleElement().satisfies(event -> {
                assertThat(event.path()).isEqualTo("/child2");
                assertThat(event.stack()).contains("awaitUninterruptibly");
            });
        } finally {
            awake.countDown();
        }
        await().until(() -> vertx.deploymentIDs().isEmpty());
        assertThat(log).doesNotContain("stop child2");
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void sup_stop_brutal_kill() {
        Supervisor supervisor = start(oneForOne());
        Child child1 = started(supervisor.startChild(plain("child1")));
        Child child2 = started(supervisor.startChild(plain("child2").withShutdown(Shutdown.BRUTAL_KILL)));

        assertThat(get(supervisor.stop())).isEqualTo(ExitReason.SHUTDOWN);

        assertShutDown(child1);
        assertKilled(child2);
        assertThat(log).containsExactly("start child1", "start child2", "stop child1");
    }

    @Test
    void sup_stop_brutal_kill_dynamic() {
        Supervisor supervisor = start(dynamic());
        List<Child> children = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
            ChildSpec spec = plain("child" + i).withRestart(RestartType.TEMPORARY);
            children.add(started(supervisor.startChild(spec.withShutdown(Shutdown.BRUTAL_KILL))));
        }

        assertThat(get(supervisor.stop())).isEqualTo(ExitReason.SHUTDOWN);

        children.forEach(SupStopTest::assertKilled);
        assertThat(log).hasSize(10).allMatch(line -> line.startsWith("start"));
    }

    @Test
    void sup_stop_race() {
        Supervisor supervisor = start(oneForOne());
        Child first = started(supervisor.startChild(plain("child_a").withRestart(RestartType.TEMPORARY)));
        Map<Child, ExitReason> racing = new LinkedHashMap<>();
        for (RestartType restart : RestartType.values()) {
            for (ExitReason reason : REASONS) {
                ChildSpec spec = plain("child" + racing.size()).withRestart(restart);
                racing.put(started(supervisor.startChild(spec)), reason);
            }
        }
        assertThat(racing).hasSize(12);
        Gated last = Gated.atStop();
        Child childZ = started(supervisor.startChild(
                last.child("child_z").withRestart(RestartType.TEMPORARY).withShutdown(LONG)));

        Future<ExitReason> stopped = supervisor.stop();
        Promise<Void> stopOfZ = last.nextStop();
        racing.forEach(Child::exit);
        racing.keySet().forEach(child -> get(child.ended()));
        assertThat(stopped.isComplete()).isFalse();
        stopOfZ.complete();

        assertThat(get(stopped)).isEqualTo(ExitReason.SHUTDOWN);
        assertShutDown(childZ);
        racing.forEach((child, reason) -> assertThat(get(child.ended())).isEqualTo(reason));
        assertShutDown(first);
        assertThat(events(EventKind.RESTARTED)).isEmpty();
        assertThat(log).filteredOn(line -> line.startsWith("start")).hasSize(13);
    }

    @Test
    void sup_stop_non_shutdown_exit_dynamic() {
        for (RestartType restart : RestartType.values()) {
            Supervisor supervisor = start(dynamic());
            Map<Child, ExitReason> children = new LinkedHashMap<>();
            Gated slow = Gated.atStop();
            for (ExitReason reason : REASONS) {
                ChildSpec spec = slow.child("child" + children.size()).withRestart(restart);
                children.put(started(supervisor.startChild(spec.withShutdown(LONG))), reason);
            }
            Child failing =
                    started(supervisor.startChild(failingToStop("failing").withRestart(restart)));

            // Each is on its way out for a reason of its own when it is told to stop.
            children.forEach(Child::exit);
            Future<ExitReason> stopped = supervisor.stop();
            children.forEach((child, reason) -> slow.nextStop().complete());

            assertThat(get(stopped)).isEqualTo(ExitReason.SHUTDOWN);
            children.forEach((child, reason) -> assertThat(get(child.ended())).isEqualTo(reason));
            assertThat(get(failing.ended()).cause()).hasMessage("other");
        }
    }

    private static ChildSpec failingToStop(String id) {
        return child(id, () -> new VerticleBase() {
            @Override
            public Future<?> stop() {
                return Future.failedFuture("other");
            }
        });
    }
}
