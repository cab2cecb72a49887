package io.coppice.supervision.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.EventKind;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** OTP's group {@code restart_one_for_one}. */
class OneForOneTest extends Suite {

    @Test
    void one_for_one() {
        Supervisor supervisor = start(oneForOne());
        Child child1 = started(supervisor.startChild(plain("child1")));
        Child child2 = started(supervisor.startChild(plain("child2")));

        terminate(supervisor, child1, Death.ABNORMAL);

        assertThat(states(supervisor)).isEqualTo("child1 running, child2 running");
        assertThat(current(supervisor, "child1")).isNotSameAs(child1);
        assertThat(current(supervisor, "child2")).isSameAs(child2);
        assertCounts(supervisor, 2, 2, 0, 2);

        terminate(supervisor, child2, Death.ABNORMAL);
        terminate(supervisor, current(supervisor, "child2"), Death.ABNORMAL);

        assertEndsWithShutdown(supervisor);
        assertThat(events(EventKind.GAVE_UP)).hasSize(1);
    }

    @Test
    void one_for_one_escalation() {
        AtomicBoolean fails = new AtomicBoolean();
        Supervisor supervisor = start(oneForOne().withWindow(4, HOUR));
        Child child1 = started(supervisor.startChild(failing("child1", fails)));
        Child child2 = started(supervisor.startChild(plain("child2")));
        fails.set(true);

        terminate(supervisor, child1, Death.ABNORMAL);

        assertEndsWithShutdown(supervisor);
        assertThat(get(child2.ended()).kind()).isEqualTo(Death.SHUTDOWN.kind);
        assertThat(events(EventKind.START_FAILED))
                .as("four attempts, and one too many")
                .hasSize(4);
    }
}
