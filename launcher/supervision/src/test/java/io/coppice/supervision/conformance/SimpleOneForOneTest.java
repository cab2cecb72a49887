package io.coppice.supervision.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.Ignore;
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
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** OTP's group {@code restart_simple_one_for_one}. */
class SimpleOneForOneTest extends Suite {

    private void awaitRestart(Supervisor supervisor, Child old) {
        await().until(() -> supervisor.child(old.id()).filter(now -> now != old).isPresent());
    }

    @Test
    void simple_one_for_one() {
        Supervisor supervisor = start(dynamic());
        Child child1 = started(supervisor.startChild(plain("child1")));
        Child child2 = started(supervisor.startChild(plain("child2")));

        terminate(supervisor, child1, Death.ABNORMAL);
        awaitRestart(supervisor, child1);

        assertThat(current(supervisor, "child1")).isNotSameAs(child1);
        assertThat(current(supervisor, "child2")).isSameAs(child2);
        assertCounts(supervisor, 2, 2, 0, 2);

        terminate(supervisor, child2, Death.ABNORMAL);
        awaitRestart(supervisor, child2);
        terminate(supervisor, current(supervisor, "child1"), Death.ABNORMAL);

        assertEndsWithShutdown(supervisor);
    }

    @Test
    void simple_one_for_one_shutdown() {
        Gated graceful = Gated.atStop();
        Gated stubborn = Gated.atStop();
        Supervisor supervisor = start(dynamic());
        Shutdown ample = Shutdown.within(Duration.ofMinutes(1));
        Child child1 = started(supervisor.startChild(graceful.child("child1").withShutdown(ample)));
        Child child2 = started(supervisor.startChild(graceful.child("child2").withShutdown(ample)));
        Child child3 = started(
                supervisor.startChild(stubborn.child("child3").withShutdown(Shutdown.within(Duration.ofMillis(20)))));

        Future<ExitReason> stopped = supervisor.stop();
        Promise<Void> stop1 = graceful.nextStop();
        Promise<Void> stop2 = graceful.nextStop();

        assertThat(get(child3.ended()).kind()).isEqualTo(ExitReason.Kind.KILLED);
        assertThat(stopped.isComplete()).as("it waits for the other two").isFalse();
        stop1.complete();
        stop2.complete();
        assertThat(get(stopped)).isEqualTo(ExitReason.SHUTDOWN);
        assertThat(get(child1.ended())).isEqualTo(ExitReason.SHUTDOWN);
        assertThat(get(child2.ended())).isEqualTo(ExitReason.SHUTDOWN);
    }

    @Test
    void simple_one_for_one_escalation() {
        AtomicBoolean fails = new AtomicBoolean();
        Supervisor supervisor = start(SupervisorSpec.ofDynamic().withWindow(4, HOUR));
        Child child1 = started(supervisor.startChild(failing("child1", fails)));
        Child child2 = started(supervisor.startChild(plain("child2")));
        fails.set(true);

        terminate(supervisor, child1, Death.ABNORMAL);

        assertEndsWithShutdown(supervisor);
        assertThat(get(child2.ended())).isEqualTo(ExitReason.SHUTDOWN);
        assertThat(events(EventKind.START_FAILED)).hasSize(4);
    }

    @Test
    void simple_one_for_one_corruption() {
        Supervisor supervisor = start(dynamic());
        Child child1 = started(supervisor.startChild(plain("child1").withRestart(RestartType.TEMPORARY)));
        terminate(supervisor, child1, Death.ABNORMAL);

        WeakReference<byte[]> argument = argumentOfOneThatEnded(supervisor);

        await().until(() -> {
            System.gc();
            return argument.get() == null;
        });
        assertLives(supervisor);
    }

    private WeakReference<byte[]> argumentOfOneThatEnded(Supervisor supervisor) {
        byte[] argument = new byte[50_000];
        ChildSpec spec = carrying("child2", argument).withRestart(RestartType.TEMPORARY);
        terminate(supervisor, started(supervisor.startChild(spec)), Death.ABNORMAL);
        return new WeakReference<>(argument);
    }

    @Test
    void simple_one_for_one_restart_ignore() {
        for (RestartType restart : List.of(RestartType.TRANSIENT, RestartType.PERMANENT)) {
            Supervisor supervisor = start(SupervisorSpec.ofDynamic().withWindow(10, HOUR));
            AtomicBoolean ignores = new AtomicBoolean();
            Child first = started(
                    supervisor.startChild(ignoringWhen("child1", ignores).withRestart(restart)));
            terminate(supervisor, first, Death.KILL);
            awaitRestart(supervisor, first);
            Child second = current(supervisor, "child1");
            ignores.set(true);

            terminate(supervisor, second, Death.KILL);

            await().until(() -> children(supervisor).isEmpty());
            assertCounts(supervisor, 0, 0, 0, 0);
            assertThat(get(supervisor.stop())).isEqualTo(ExitReason.SHUTDOWN);
        }
    }

    private static ChildSpec ignoringWhen(String id, AtomicBoolean ignores) {
        return child(id, () -> new VerticleBase() {
            @Override
            public Future<?> start() {
                return ignores.get() ? Future.failedFuture(new Ignore("no more")) : Future.succeededFuture();
            }
        });
    }
}
