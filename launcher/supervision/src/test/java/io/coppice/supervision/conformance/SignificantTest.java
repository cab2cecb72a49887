package io.coppice.supervision.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.AutoShutdown;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** OTP's cases of {@code auto_shutdown}. */
class SignificantTest extends Suite {

    private static final List<AutoShutdown> MODES = List.of(AutoShutdown.ANY_SIGNIFICANT, AutoShutdown.ALL_SIGNIFICANT);

    private static SupervisorSpec mode(AutoShutdown mode) {
        return SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE)
                .withWindow(5, HOUR)
                .withAutoShutdown(mode);
    }

    private ChildSpec significant(String id, RestartType restart) {
        return plain(id).withRestart(restart).withSignificant(true);
    }

    /** Children 1 and 2 are significant, child 3 is not. */
    private Supervisor three(SupervisorSpec spec, RestartType restart) {
        Supervisor supervisor = start(spec);
        started(supervisor.startChild(significant("child1", restart)));
        started(supervisor.startChild(significant("child2", restart)));
        started(supervisor.startChild(plain("child3").withRestart(restart)));
        return supervisor;
    }

    private static void assertAllRunBut(Supervisor supervisor, Child... others) {
        assertLives(supervisor);
        for (Child child : others) {
            assertThat(child.isRunning()).as(child.path()).isTrue();
        }
    }

    private void assertShutsDown(Supervisor supervisor, Child child, Death how) {
        List<Child> all = children(supervisor).stream()
                .flatMap(info -> info.child().stream())
                .toList();
        terminate(supervisor, child, how);
        assertEndsWithShutdown(supervisor);
        all.forEach(one -> assertThat(one.isRunning()).isFalse());
    }

    @Test
    void nonsignificant_temporary() {
        for (AutoShutdown mode : AutoShutdown.values()) {
            Supervisor supervisor = start(mode(mode));
            for (Death how : List.of(Death.SUPERVISOR, Death.KILL, Death.ABNORMAL, Death.NORMAL)) {
                Child child = started(supervisor.startChild(plain("child1").withRestart(RestartType.TEMPORARY)));
                terminate(supervisor, child, how);
                assertLives(supervisor);
                assertThat(children(supervisor)).isEmpty();
            }
            get(supervisor.stop());
        }
    }

    @Test
    void nonsignificant_transient() {
        for (AutoShutdown mode : AutoShutdown.values()) {
            Supervisor supervisor = start(mode(mode));
            Child child = started(supervisor.startChild(plain("child1").withRestart(RestartType.TRANSIENT)));
            terminate(supervisor, child, Death.SUPERVISOR);
            assertLives(supervisor);
            assertThat(states(supervisor)).isEqualTo("child1 stopped");

            terminate(supervisor, started(supervisor.restartChild("child1")), Death.KILL);
            terminate(supervisor, current(supervisor, "child1"), Death.ABNORMAL);
            terminate(supervisor, current(supervisor, "child1"), Death.NORMAL);
            assertLives(supervisor);
            assertThat(states(supervisor)).isEqualTo("child1 stopped");
            get(supervisor.stop());
        }
    }

    @Test
    void significant_temporary() {
        // By the API it does not count; its spec is gone, so it is started anew.
        Supervisor any = three(mode(AutoShutdown.ANY_SIGNIFICANT), RestartType.TEMPORARY);
        Child child2 = current(any, "child2");
        Child child3 = current(any, "child3");
        terminate(any, current(any, "child1"), Death.SUPERVISOR);
        assertAllRunBut(any, child2, child3);
        started(any.startChild(significant("child1", RestartType.TEMPORARY)));
        assertThat(states(any)).isEqualTo("child2 running, child3 running, child1 running");
        assertShutsDown(any, current(any, "child1"), Death.KILL);

        for (Death how : List.of(Death.ABNORMAL, Death.NORMAL)) {
            Supervisor another = three(mode(AutoShutdown.ANY_SIGNIFICANT), RestartType.TEMPORARY);
            assertShutsDown(another, current(another, "child1"), how);
        }
        onlyTheLastOne(RestartType.TEMPORARY);
    }

    @Test
    void significant_transient() {
        Supervisor any = three(mode(AutoShutdown.ANY_SIGNIFICANT), RestartType.TRANSIENT);
        Child child2 = current(any, "child2");
        Child child3 = current(any, "child3");
        terminate(any, current(any, "child1"), Death.SUPERVISOR);
        assertAllRunBut(any, child2, child3);
        started(any.restartChild("child1"));

        // Abnormal ends are for restarts.
        for (Death how : List.of(Death.KILL, Death.ABNORMAL)) {
            Child child1 = current(any, "child1");
            terminate(any, child1, how);
            assertThat(current(any, "child1")).isNotSameAs(child1);
            assertAllRunBut(any, child2, child3);
        }
        assertShutsDown(any, current(any, "child1"), Death.NORMAL);
        onlyTheLastOne(RestartType.TRANSIENT);
    }

    private void onlyTheLastOne(RestartType restart) {
        Supervisor all = three(mode(AutoShutdown.ALL_SIGNIFICANT), restart);
        Child second = current(all, "child2");
        Child third = current(all, "child3");
        terminate(all, current(all, "child1"), Death.NORMAL);
        assertAllRunBut(all, second, third);
        assertShutsDown(all, second, Death.NORMAL);
    }

    @Test
    void significant_simple() {
        for (AutoShutdown mode : MODES) {
            assertThatThrownBy(() -> SupervisorSpec.ofDynamic().withAutoShutdown(mode))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a dynamic supervisor has the auto_shutdown never, not " + mode.word());
        }
        Supervisor supervisor = start(SupervisorSpec.ofDynamic().withAutoShutdown(AutoShutdown.NEVER));
        assertThat(get(supervisor.stop())).isEqualTo(ExitReason.SHUTDOWN);
    }

    @Test
    void significant_bystander() {
        for (RestartStrategy strategy : RestartStrategy.values()) {
            for (AutoShutdown mode : MODES) {
                Supervisor supervisor =
                        start(SupervisorSpec.of(strategy).withWindow(5, HOUR).withAutoShutdown(mode));
                Child child1 = started(supervisor.startChild(significant("child1", RestartType.TRANSIENT)));
                Child child2 = started(supervisor.startChild(plain("child2").withRestart(RestartType.TRANSIENT)));
                Child child3 = started(supervisor.startChild(significant("child3", RestartType.TRANSIENT)));

                terminate(supervisor, child2, Death.KILL);

                assertThat(states(supervisor)).isEqualTo("child1 running, child2 running, child3 running");
                assertThat(child1.isRunning()).isEqualTo(strategy != RestartStrategy.ONE_FOR_ALL);
                assertThat(child3.isRunning()).isEqualTo(strategy == RestartStrategy.ONE_FOR_ONE);
                assertLives(supervisor);
                get(supervisor.stop());
            }
        }
    }

    @Test
    void significant_escalation() {
        for (boolean isSignificant : new boolean[] {true, false}) {
            Supervisor outer = start(mode(AutoShutdown.ANY_SIGNIFICANT));
            Child inner = started(outer.startChild(ChildSpec.of("sup1", mode(AutoShutdown.ANY_SIGNIFICANT))
                    .withRestart(RestartType.TRANSIENT)
                    .withSignificant(isSignificant)));
            Supervisor sup1 = Supervision.of(vertx).supervisor("/sup1").orElseThrow();
            Child child1 = started(sup1.startChild(significant("child1", RestartType.TRANSIENT)));

            terminate(sup1, child1, Death.NORMAL);

            assertThat(get(inner.ended()).kind()).isEqualTo(ExitReason.Kind.SHUTDOWN);
            if (isSignificant) {
                assertEndsWithShutdown(outer);
            } else {
                assertLives(outer);
                assertThat(states(outer)).isEqualTo("sup1 stopped");
                get(outer.stop());
            }
        }
    }
}
