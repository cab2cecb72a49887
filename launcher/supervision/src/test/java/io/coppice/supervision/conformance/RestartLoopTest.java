package io.coppice.supervision.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.Shutdown;
import io.coppice.supervision.spec.SupervisorSpec;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A child hangs in its restarts, and its supervisor has time for others all the same. */
class RestartLoopTest extends Suite {

    private final AtomicBoolean fails = new AtomicBoolean();

    /** So large a window that the loop goes on for as long as the test wants; it forgets after a second. */
    private static SupervisorSpec forEver(SupervisorSpec spec) {
        return spec.withWindow(Integer.MAX_VALUE, Duration.ofSeconds(1));
    }

    private ChildSpec hanging(String id) {
        return failing(id, fails).withShutdown(Shutdown.BRUTAL_KILL);
    }

    /** Ends it, so that it is in its loop from now on. */
    private void hang(Supervisor supervisor, Child child) {
        fails.set(true);
        assertThat(terminate(supervisor, child, Death.ABNORMAL).cause()).hasMessage("died");
    }

    private void assertStopsWhileHanging(Supervisor supervisor) {
        assertThat(get(supervisor.stop())).isEqualTo(ExitReason.SHUTDOWN);
        assertThat(Supervision.of(vertx).supervisor("/")).isEmpty();
    }

    private void hanging(RestartStrategy strategy, String id, String before, String after) {
        Supervisor supervisor = start(forEver(SupervisorSpec.of(strategy)));
        if (!before.isEmpty()) {
            started(supervisor.startChild(plain("child1")));
        }
        Child first = started(supervisor.startChild(hanging(id)));
        if (!after.isEmpty()) {
            started(supervisor.startChild(plain("child3")));
        }
        int count = children(supervisor).size();
        Child bystander = before.isEmpty() ? null : current(supervisor, "child1");

        hang(supervisor, first);

        assertRefused(supervisor.startChild(hanging(id)), Refusal.ALREADY_PRESENT);
        assertRefused(supervisor.restartChild(id), Refusal.RESTARTING);
        assertRefused(supervisor.deleteChild(id), Refusal.RESTARTING);
        assertThat(states(supervisor)).isEqualTo(before + id + " restarting" + after);
        assertCounts(supervisor, count, before.isEmpty() ? 0 : 1, 0, count);

        get(supervisor.terminateChild(id));
        assertThat(states(supervisor)).isEqualTo(before + id + " stopped" + after);

        fails.set(false);
        Child second = started(supervisor.restartChild(id));
        hang(supervisor, second);
        assertThat(states(supervisor)).isEqualTo(before + id + " restarting" + after);
        if (bystander != null) {
            assertThat(current(supervisor, "child1")).isSameAs(bystander);
        }
        assertStopsWhileHanging(supervisor);
    }

    @Test
    void hanging_restart_loop() {
        hanging(RestartStrategy.ONE_FOR_ONE, "child1", "", "");
    }

    @Test
    void hanging_restart_loop_rest_for_one() {
        hanging(RestartStrategy.REST_FOR_ONE, "child2", "child1 running, ", ", child3 stopped");
    }

    @Test
    void hanging_restart_loop_simple() {
        Supervisor supervisor = start(forEver(SupervisorSpec.ofDynamic()));
        hang(supervisor, started(supervisor.startChild(hanging("child1"))));

        assertRefused(supervisor.restartChild("child1"), Refusal.NOT_SUPPORTED);
        assertRefused(supervisor.deleteChild("child1"), Refusal.NOT_SUPPORTED);
        // A dynamic supervisor answers also while an attempt is under way, and then says so.
        assertThat(states(supervisor)).isIn("child1 restarting", "child1 starting");
        await().pollInterval(Duration.ofMillis(1))
                .until(() -> states(supervisor).equals("child1 restarting"));
        assertCounts(supervisor, 1, 0, 0, 1);

        get(supervisor.terminateChild("child1"));
        assertThat(children(supervisor)).isEmpty();

        fails.set(false);
        hang(supervisor, started(supervisor.startChild(hanging("child1"))));
        assertStopsWhileHanging(supervisor);
    }
}
