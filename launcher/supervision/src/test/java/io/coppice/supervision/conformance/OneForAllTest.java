package io.coppice.supervision.conformance;

import static io.coppice.supervision.spec.RestartStrategy.ONE_FOR_ALL;
import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** OTP's group {@code restart_one_for_all}. */
class OneForAllTest extends Suite {

    @Test
    void one_for_all() {
        Supervisor supervisor = start(spec(ONE_FOR_ALL));
        Child child1 = started(supervisor.startChild(plain("child1")));
        Child child2 = started(supervisor.startChild(plain("child2")));

        terminate(supervisor, child1, Death.ABNORMAL);

        assertThat(get(child2.ended())).isEqualTo(ExitReason.SHUTDOWN);
        assertThat(states(supervisor)).isEqualTo("child1 running, child2 running");
        assertThat(current(supervisor, "child1")).isNotSameAs(child1);
        assertThat(current(supervisor, "child2")).isNotSameAs(child2);
        assertCounts(supervisor, 2, 2, 0, 2);
        assertThat(vertx.deploymentIDs()).as("no old one is alive").hasSize(2);

        terminate(supervisor, current(supervisor, "child2"), Death.ABNORMAL);
        terminate(supervisor, current(supervisor, "child2"), Death.ABNORMAL);

        assertEndsWithShutdown(supervisor);
    }

    @Test
    void one_for_all_escalation() {
        AtomicBoolean fails = new AtomicBoolean();
        Supervisor supervisor = start(spec(ONE_FOR_ALL).withWindow(4, HOUR));
        Child child1 = started(supervisor.startChild(plain("child1")));
        Child child2 = started(supervisor.startChild(failing("child2", fails)));
        fails.set(true);

        terminate(supervisor, child1, Death.ABNORMAL);

        assertThat(get(child2.ended())).isEqualTo(ExitReason.SHUTDOWN);
        assertEndsWithShutdown(supervisor);
    }

    @Test
    void one_for_all_other_child_fails_restart() {
        Gated first = Gated.atStart();
        Gated second = Gated.atStart();
        Future<Supervisor> starting = Supervisor.start(
                vertx,
                spec(ONE_FOR_ALL, first.child("child1"), second.child("child2")).withWindow(3, HOUR));
        first.nextStart().complete();
        second.nextStart().complete();
        Supervisor supervisor = get(starting);
        supervisor.child("child1").orElseThrow().exit(ExitReason.crashed("die"));

        // Child 1 restarts, child 2 does not: child 1 has to end again.
        first.nextStart().complete();
        Promise<Void> secondStart = second.nextStart();
        Child restarted = Supervision.of(vertx).child("/child1").orElseThrow();
        assertThat(first.isWaitedAt()).isFalse();
        secondStart.fail("stop");
        assertThat(get(restarted.ended())).isEqualTo(ExitReason.SHUTDOWN);

        first.nextStart().complete();
        second.nextStart().complete();
        assertThat(states(supervisor)).isEqualTo("child1 running, child2 running");
        assertThat(current(supervisor, "child1")).isNotSameAs(restarted);
    }
}
