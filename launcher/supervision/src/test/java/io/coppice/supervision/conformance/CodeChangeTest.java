package io.coppice.supervision.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.AutoShutdown;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.Shutdown;
import io.coppice.supervision.spec.SupervisorSpec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** OTP's {@code code_change} and {@code significant_upgrade}: a running supervisor gets other flags and specs. */
class CodeChangeTest extends Suite {

    private static SupervisorSpec mode(AutoShutdown mode, ChildSpec... children) {
        // The mode and the children belong together, so they are given at once.
        SupervisorSpec spec = oneForOne();
        return new SupervisorSpec(
                spec.strategy(), spec.maxRestarts(), spec.window(), mode, false, spec.maxChildren(), List.of(children));
    }

    private ChildSpec significant(String id) {
        return plain(id).withRestart(RestartType.TRANSIENT).withSignificant(true);
    }

    private Supervisor changed(AutoShutdown from, AutoShutdown to, String... running) {
        Supervisor supervisor = start(mode(from));
        for (String id : running) {
            started(supervisor.startChild(significant(id)));
        }
        get(supervisor.change(mode(to)));
        for (String id : running) {
            assertThat(current(supervisor, id).isRunning()).isTrue();
        }
        return supervisor;
    }

    private void assertAnyEndsIt(Supervisor supervisor) {
        Child child2 = current(supervisor, "child2");
        terminate(supervisor, current(supervisor, "child1"), Death.NORMAL);
        assertThat(get(child2.ended())).isEqualTo(ExitReason.SHUTDOWN);
        assertEndsWithShutdown(supervisor);
    }

    private void assertTheLastEndsIt(Supervisor supervisor) {
        terminate(supervisor, current(supervisor, "child1"), Death.NORMAL);
        assertLives(supervisor);
        terminate(supervisor, current(supervisor, "child2"), Death.NORMAL);
        assertEndsWithShutdown(supervisor);
    }

    private void assertNoneEndsIt(Supervisor supervisor) {
        assertRefused(supervisor.startChild(significant("child2")), Refusal.NOT_SUPPORTED);
        terminate(supervisor, current(supervisor, "child1"), Death.NORMAL);
        assertLives(supervisor);
        Child child1 = started(supervisor.restartChild("child1"));
        get(supervisor.stop());
        assertThat(get(child1.ended())).isEqualTo(ExitReason.SHUTDOWN);
    }

    private Supervisor changedFromNever(AutoShutdown to) {
        Supervisor supervisor = start(mode(AutoShutdown.NEVER));
        assertRefused(supervisor.startChild(significant("child1")), Refusal.NOT_SUPPORTED);
        get(supervisor.change(mode(to)));
        started(supervisor.startChild(significant("child1")));
        started(supervisor.startChild(significant("child2")));
        return supervisor;
    }

    @Test
    void significant_upgrade_never_any() {
        assertAnyEndsIt(changedFromNever(AutoShutdown.ANY_SIGNIFICANT));
    }

    @Test
    void significant_upgrade_any_never() {
        assertNoneEndsIt(changed(AutoShutdown.ANY_SIGNIFICANT, AutoShutdown.NEVER, "child1"));
    }

    @Test
    void significant_upgrade_never_all() {
        assertTheLastEndsIt(changedFromNever(AutoShutdown.ALL_SIGNIFICANT));
    }

    @Test
    void significant_upgrade_all_never() {
        assertNoneEndsIt(changed(AutoShutdown.ALL_SIGNIFICANT, AutoShutdown.NEVER, "child1"));
    }

    @Test
    void significant_upgrade_any_all() {
        assertTheLastEndsIt(changed(AutoShutdown.ANY_SIGNIFICANT, AutoShutdown.ALL_SIGNIFICANT, "child1", "child2"));
    }

    @Test
    void significant_upgrade_all_any() {
        assertAnyEndsIt(changed(AutoShutdown.ALL_SIGNIFICANT, AutoShutdown.ANY_SIGNIFICANT, "child1", "child2"));
    }

    @Test
    void significant_upgrade_child() {
        ChildSpec plain = plain("child").withRestart(RestartType.TRANSIENT);
        assertThatThrownBy(() -> mode(AutoShutdown.NEVER, significant("child")))
                .hasMessage("child child is significant, but auto_shutdown is never");

        Supervisor becomes = start(mode(AutoShutdown.ANY_SIGNIFICANT, plain));
        get(becomes.change(mode(AutoShutdown.ANY_SIGNIFICANT, significant("child"))));
        terminate(becomes, current(becomes, "child"), Death.NORMAL);
        assertEndsWithShutdown(becomes);

        Supervisor isNoLonger = start(mode(AutoShutdown.ANY_SIGNIFICANT, significant("child")));
        get(isNoLonger.change(mode(AutoShutdown.ANY_SIGNIFICANT, plain)));
        terminate(isNoLonger, current(isNoLonger, "child"), Death.NORMAL);
        assertLives(isNoLonger);
    }

    @Test
    void code_change() {
        Supervisor supervisor = start(oneForOne().withWindow(0, Duration.ofSeconds(1)));
        get(supervisor.change(oneForOne(plain("child1"), plain("child2"))));

        // Children do not start by it.
        assertThat(states(supervisor)).isEqualTo("child1 stopped, child2 stopped");
        Child child1 = started(supervisor.restartChild("child1"));
        Child child2 = started(supervisor.restartChild("child2"));

        // Nor are they deleted by it: child 2 is behind the others now.
        get(supervisor.change(oneForOne(plain("child1"), plain("child3"))));
        assertThat(states(supervisor)).isEqualTo("child1 running, child3 stopped, child2 running");
        assertThat(current(supervisor, "child1")).isSameAs(child1);
        assertThat(current(supervisor, "child2")).isSameAs(child2);

        // What is faulty changes nothing.
        assertRefused(
                supervisor.change(oneForOne(plain("child4"), plain("child1").withInstances(2))), Refusal.NOT_SUPPORTED);
        assertRefused(supervisor.change(dynamic()), Refusal.NOT_SUPPORTED);
        assertThat(states(supervisor)).isEqualTo("child1 running, child3 stopped, child2 running");

        // The new flags hold: there may be two restarts, and there was none allowed.
        terminate(supervisor, child1, Death.ABNORMAL);
        assertThat(current(supervisor, "child1")).isNotSameAs(child1);
        assertThat(events(EventKind.CRASHED))
                .singleElement()
                .satisfies(crash -> assertThat(crash.maxRestarts()).isEqualTo(2));
    }

    @Test
    void code_change_map() {
        Supervisor supervisor = start(oneForOne());
        Shutdown two = Shutdown.within(Duration.ofSeconds(2));
        get(supervisor.change(oneForOne(plain("child1").withShutdown(two))));
        Child child1 = started(supervisor.restartChild("child1"));
        assertThat(get(supervisor.getChildspec("child1")).shutdown()).isEqualTo(two);

        get(supervisor.change(oneForOne(plain("child1").withShutdown(Shutdown.BRUTAL_KILL))));
        assertThat(get(supervisor.getChildspec("child1")).shutdown()).isEqualTo(Shutdown.BRUTAL_KILL);
        assertThat(child1.isRunning()).isTrue();

        get(supervisor.stop());
        assertThat(get(child1.ended()).kind()).isEqualTo(ExitReason.Kind.KILLED);
    }

    @Test
    void code_change_simple() {
        Supervisor supervisor = start(dynamic().withWindow(0, HOUR));
        Child child1 = started(supervisor.startChild(plain("child1")));

        assertRefused(supervisor.change(oneForOne(plain("child1"), plain("child2"))), Refusal.NOT_SUPPORTED);
        assertRefused(supervisor.change(oneForOne()), Refusal.NOT_SUPPORTED);
        get(supervisor.change(dynamic()));

        terminate(supervisor, child1, Death.ABNORMAL);
        awaitAnother("/child1", child1);
        assertLives(supervisor);
    }

    @Test
    void code_change_simple_map() {
        Supervisor supervisor = start(dynamic());
        started(supervisor.startChild(plain("child1")));
        started(supervisor.startChild(plain("child2")));

        get(supervisor.change(dynamic().withMaxChildren(1)));

        assertThat(states(supervisor)).isEqualTo("child1 running, child2 running");
        assertRefused(supervisor.startChild(plain("child3")), Refusal.MAX_CHILDREN);
        get(supervisor.change(dynamic()));
        started(supervisor.startChild(plain("child3")));
    }
}
