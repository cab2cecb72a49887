package io.coppice.supervision.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.Child;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ChildStart;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** OTP's group {@code sup_start}. */
class SupStartTest extends Suite {

    /** Something that no runtime can run: the garbage that Java's types let through. */
    private record Garbage(String description) implements ChildStart {}

    private static ChildSpec starting(String id, Supplier<Future<?>> start) {
        return child(id, () -> new VerticleBase() {
            @Override
            public Future<?> start() {
                return start.get();
            }
        });
    }

    @SuppressWarnings("NullAway") // junk is what the case is about
    private static Future<?> junk() {
        return null;
    }

    private static void assertNothingKept(Supervisor supervisor) {
        assertThat(children(supervisor)).isEmpty();
        assertCounts(supervisor, 0, 0, 0, 0);
    }

    @Test
    void sup_start_normal() {
        Supervisor supervisor = start(oneForOne());

        assertThat(get(supervisor.stop())).isEqualTo(ExitReason.SHUTDOWN);
    }

    @Test
    void sup_start_ignore_child() {
        Supervisor supervisor = start(oneForOne());

        assertThat(get(supervisor.startChild(ignoring("child1")))).isNull();
        Child child2 = started(supervisor.startChild(plain("child2")));

        assertThat(states(supervisor)).isEqualTo("child1 stopped, child2 running");
        assertThat(children(supervisor).get(0).child()).isEmpty();
        assertThat(current(supervisor, "child2")).isSameAs(child2);
        assertCounts(supervisor, 2, 1, 0, 2);
    }

    @Test
    void sup_start_ignore_temporary_child() {
        Supervisor supervisor = start(oneForOne(
                ignoring("child1").withRestart(RestartType.TEMPORARY),
                plain("child2").withRestart(RestartType.TEMPORARY)));

        assertThat(states(supervisor)).isEqualTo("child2 running");
        assertCounts(supervisor, 1, 1, 0, 1);
    }

    @Test
    void sup_start_ignore_temporary_child_start_child() {
        ignoredAndForgotten(start(oneForOne()), RestartType.TEMPORARY);
    }

    @Test
    void sup_start_ignore_temporary_child_start_child_simple() {
        ignoredAndForgotten(start(dynamic()), RestartType.TEMPORARY);
    }

    @Test
    void sup_start_ignore_permanent_child_start_child_simple() {
        Supervisor supervisor = start(dynamic());

        ignoredAndForgotten(supervisor, RestartType.PERMANENT);

        assertThat(get(supervisor.stop())).isEqualTo(ExitReason.SHUTDOWN);
    }

    private void ignoredAndForgotten(Supervisor supervisor, RestartType restart) {
        assertThat(get(supervisor.startChild(ignoring("child1").withRestart(restart))))
                .isNull();
        Child child2 = started(supervisor.startChild(plain("child2").withRestart(restart)));

        assertThat(states(supervisor)).isEqualTo("child2 running");
        assertThat(current(supervisor, "child2")).isSameAs(child2);
        assertCounts(supervisor, 1, 1, 0, 1);
    }

    @Test
    void sup_start_error_return() {
        SupervisorSpec spec = oneForOne(plain("child1"), ChildSpec.of("child2", new Garbage("garbage")));

        SupervisionException refusal = assertRefused(Supervisor.start(vertx, spec), Refusal.START_FAILED);

        assertThat(refusal).hasMessage("/child2 did not start: nothing here can run garbage");
        assertThat(log).containsExactly("start child1", "stop child1");
        assertThat(events(EventKind.CRASHED)).isEmpty();
    }

    @Test
    void sup_start_fail() {
        IllegalStateException fail = new IllegalStateException("badmatch");
        ChildSpec child = ChildSpec.of("child1", VerticleStart.of("child1", () -> {
            throw fail;
        }));

        SupervisionException refusal = assertRefused(Supervisor.start(vertx, oneForOne(child)), Refusal.START_FAILED);

        assertThat(refusal).hasMessage("/child1 did not start: badmatch").hasCause(fail);
        assertThat(events(EventKind.CRASHED)).isEmpty();
    }

    @Test
    void sup_start_child_returns_error() {
        returnsError(start(oneForOne()));
    }

    @Test
    void sup_start_child_returns_error_simple() {
        returnsError(start(dynamic()));
    }

    private void returnsError(Supervisor supervisor) {
        ChildSpec failed = starting("child1", () -> Future.failedFuture("reason"));
        ChildSpec thrown = starting("child2", () -> {
            throw new IllegalStateException("error_reason");
        });
        ChildSpec junk = starting("child3", SupStartTest::junk);

        assertThat(assertRefused(supervisor.startChild(failed), Refusal.START_FAILED))
                .hasMessage("/child1 did not start: reason");
        assertThat(assertRefused(supervisor.startChild(thrown), Refusal.START_FAILED))
                .hasMessage("/child2 did not start: error_reason");
        assertThat(assertRefused(supervisor.startChild(junk), Refusal.START_FAILED))
                .hasMessageContaining("/child3 did not start: its start returned null");

        assertNothingKept(supervisor);
        assertThat(vertx.deploymentIDs()).isEmpty();
    }

    @Test
    void sup_start_restart_child_returns_error() {
        AtomicBoolean fails = new AtomicBoolean();
        Supervisor supervisor = start(oneForOne(failing("child1", fails)));
        get(supervisor.terminateChild("child1"));
        fails.set(true);

        assertRefused(supervisor.restartChild("child1"), Refusal.START_FAILED);

        assertThat(states(supervisor)).isEqualTo("child1 stopped");
        fails.set(false);
        assertThat(started(supervisor.restartChild("child1")).isRunning()).isTrue();
    }
}
