package io.coppice.supervision.conformance;

import static io.coppice.supervision.spec.RestartStrategy.REST_FOR_ONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** OTP's group {@code restart_rest_for_one}. */
class RestForOneTest extends Suite {

    @Test
    void rest_for_one() {
        Supervisor supervisor = start(spec(REST_FOR_ONE));
        Child child1 = started(supervisor.startChild(plain("child1")));
        Child child2 = started(supervisor.startChild(plain("child2")));
        Child child3 = started(supervisor.startChild(plain("child3")));
        assertCounts(supervisor, 3, 3, 0, 3);

        terminate(supervisor, child2, Death.ABNORMAL);

        assertThat(get(child3.ended())).isEqualTo(ExitReason.SHUTDOWN);
        assertThat(states(supervisor)).isEqualTo("child1 running, child2 running, child3 running");
        assertCounts(supervisor, 3, 3, 0, 3);
        assertThat(current(supervisor, "child1")).isSameAs(child1);
        assertThat(current(supervisor, "child2")).isNotSameAs(child2);
        assertThat(current(supervisor, "child3")).isNotSameAs(child3);
        assertThat(vertx.deploymentIDs()).as("no old one is alive").hasSize(3);

        terminate(supervisor, current(supervisor, "child3"), Death.ABNORMAL);
        terminate(supervisor, current(supervisor, "child2"), Death.ABNORMAL);

        assertEndsWithShutdown(supervisor);
    }

    @Test
    void rest_for_one_escalation() {
        AtomicBoolean fails = new AtomicBoolean();
        Supervisor supervisor = start(spec(REST_FOR_ONE).withWindow(4, HOUR));
        Child child1 = started(supervisor.startChild(plain("child1")));
        Child child2 = started(supervisor.startChild(failing("child2", fails)));
        fails.set(true);

        terminate(supervisor, child1, Death.ABNORMAL);

        assertThat(get(child2.ended())).isEqualTo(ExitReason.SHUTDOWN);
        assertEndsWithShutdown(supervisor);
    }

    @Test
    void rest_for_one_other_child_fails_restart() {
        Gated first = Gated.atStart();
        Gated second = Gated.atStart();
        Future<Supervisor> starting = Supervisor.start(
                vertx,
                spec(REST_FOR_ONE, first.child("child1"), second.child("child2"))
                        .withWindow(3, HOUR));
        first.nextStart().complete();
        second.nextStart().complete();
        Supervisor supervisor = get(starting);
        supervisor.child("child1").orElseThrow().exit(ExitReason.crashed("die"));

        // Child 1 restarts, child 2 does not: child 1 is none of its business.
        first.nextStart().complete();
        Promise<Void> secondStart = second.nextStart();
        Child restarted = supervisor.child("child1").orElseThrow();
        secondStart.fail("stop");
        second.nextStart().complete();

        assertThat(states(supervisor)).isEqualTo("child1 running, child2 running");
        assertThat(current(supervisor, "child1")).isSameAs(restarted);
        assertThat(first.isWaitedAt()).isFalse();
    }
}
