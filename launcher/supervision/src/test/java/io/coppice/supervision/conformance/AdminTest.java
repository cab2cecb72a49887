package io.coppice.supervision.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.runtime.SupervisionSystem;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.Shutdown;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The requests: {@code child_adm}, {@code child_adm_simple}, {@code multiple_restarts}. */
class AdminTest extends Suite {

    /** OTP's exit with {@code noproc}: nobody has this supervisor's address. */
    private void assertNoSuchSupervisor(String action) {
        JsonObject request = new JsonObject().put("action", action).put("id", "child1");
        assertThat(Supervision.of(vertx).supervisor("/foo")).isEmpty();
        assertThatThrownBy(() -> get(vertx.eventBus().request(Supervision.addressOf("/foo"), request)))
                .isInstanceOfSatisfying(
                        ReplyException.class, e -> assertThat(e.failureType()).isEqualTo(ReplyFailure.NO_HANDLERS));
    }

    @Test
    void child_adm() {
        ChildSpec child = plain("child1");
        Supervisor supervisor = start(oneForOne(child));
        Child first = current(supervisor, "child1");
        assertCounts(supervisor, 1, 1, 0, 1);
        assertRefused(supervisor.startChild(child), Refusal.ALREADY_STARTED);

        // Termination
        assertRefused(supervisor.terminateChild("hej"), Refusal.NOT_FOUND);
        assertNoSuchSupervisor("terminate_child");
        get(supervisor.terminateChild("child1"));
        assertThat(get(first.ended())).isEqualTo(ExitReason.SHUTDOWN);
        assertThat(states(supervisor)).isEqualTo("child1 stopped");
        assertThat(children(supervisor).get(0).child()).isEmpty();
        assertCounts(supervisor, 1, 0, 0, 1);
        get(supervisor.terminateChild("child1"));
        assertRefused(supervisor.startChild(child), Refusal.ALREADY_PRESENT);

        // Restart
        Child second = started(supervisor.restartChild("child1"));
        assertThat(current(supervisor, "child1")).isSameAs(second).isNotSameAs(first);
        assertCounts(supervisor, 1, 1, 0, 1);
        assertRefused(supervisor.restartChild("child1"), Refusal.RUNNING);
        assertRefused(supervisor.restartChild("child2"), Refusal.NOT_FOUND);

        // Deletion
        assertRefused(supervisor.deleteChild("child1"), Refusal.RUNNING);
        assertRefused(supervisor.deleteChild("hej"), Refusal.NOT_FOUND);
        assertNoSuchSupervisor("delete_child");
        get(supervisor.terminateChild("child1"));
        get(supervisor.deleteChild("child1"));
        assertRefused(supervisor.restartChild("child1"), Refusal.NOT_FOUND);
        assertThat(children(supervisor)).isEmpty();
        assertCounts(supervisor, 0, 0, 0, 0);

        // Start
        assertNoSuchSupervisor("start_child");
        Child third = started(supervisor.startChild(child));
        assertThat(current(supervisor, "child1")).isSameAs(third);
        assertCounts(supervisor, 1, 1, 0, 1);

        // A child goes by its id alone, where OTP could be given its pid.
        assertRefused(supervisor.terminateChild(third.path()), Refusal.NOT_FOUND);
        assertThat(current(supervisor, "child1")).isSameAs(third);
        assertNoSuchSupervisor("which_children");
        assertNoSuchSupervisor("count_children");
    }

    @Test
    void child_adm_simple() {
        Supervisor supervisor = start(dynamic());
        assertThat(children(supervisor)).isEmpty();
        assertCounts(supervisor, 0, 0, 0, 0);

        // Start
        Child first = started(supervisor.startChild(plain("child1")));
        assertThat(current(supervisor, "child1")).isSameAs(first);
        assertCounts(supervisor, 1, 1, 0, 1);
        Child second = started(supervisor.startChild(plain("child2")));
        assertThat(current(supervisor, "child2")).isSameAs(second);
        assertThat(current(supervisor, "child1")).isSameAs(first);
        assertCounts(supervisor, 2, 2, 0, 2);

        // Termination
        get(supervisor.terminateChild("child1"));
        assertThat(states(supervisor)).isEqualTo("child2 running");
        assertCounts(supervisor, 1, 1, 0, 1);
        assertThat(first.isRunning()).isFalse();
        assertRefused(supervisor.terminateChild("child1"), Refusal.NOT_FOUND);
        assertCounts(supervisor, 1, 1, 0, 1);

        // A child of somebody else
        Supervisor other = get(SupervisionSystem.of(vertx).startRoot("/other", oneForOne(plain("foreign"))));
        assertRefused(supervisor.terminateChild("foreign"), Refusal.NOT_FOUND);
        assertThat(running("/other/foreign").isRunning()).isTrue();
        get(other.stop());

        // Restart and deletion
        assertRefused(supervisor.restartChild("child2"), Refusal.NOT_SUPPORTED);
        assertRefused(supervisor.deleteChild("child2"), Refusal.NOT_SUPPORTED);
        assertThat(current(supervisor, "child2")).isSameAs(second);
    }

    @Test
    void multiple_restarts() {
        Supervisor supervisor = start(oneForOne().withWindow(1, Duration.ofMillis(10)));
        started(supervisor.startChild(plain("child1").withShutdown(Shutdown.BRUTAL_KILL)));

        for (int i = 0; i < 4; i++) {
            terminate(supervisor, current(supervisor, "child1"), Death.ABNORMAL);
            // However slow the machine is, the window has passed.
            get(vertx.timer(30));
        }

        assertThat(log).containsExactly("start child1", "start child1", "start child1", "start child1", "start child1");
        get(supervisor.terminateChild("child1"));
        get(supervisor.deleteChild("child1"));
        assertLives(supervisor);
    }
}
