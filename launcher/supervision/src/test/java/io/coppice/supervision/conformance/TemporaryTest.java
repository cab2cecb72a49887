package io.coppice.supervision.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is, and is not, kept of temporary children. */
class TemporaryTest extends Suite {

    @Test
    void do_not_save_start_parameters_for_temporary_children() {
        List<SupervisorSpec> specs = new ArrayList<>(List.of(dynamic().withWindow(1000, HOUR)));
        for (RestartStrategy strategy : RestartStrategy.values()) {
            specs.add(spec(strategy).withWindow(1000, HOUR));
        }
        for (SupervisorSpec spec : specs) {
            Supervisor supervisor = start(spec);
            List<WeakReference<byte[]>> permanent = endedHundred(supervisor, RestartType.PERMANENT);
            List<WeakReference<byte[]>> temporary = endedHundred(supervisor, RestartType.TEMPORARY);

            await().until(() -> {
                System.gc();
                return temporary.stream().allMatch(argument -> argument.get() == null);
            });
            assertThat(permanent).allMatch(argument -> argument.get() != null);
            get(supervisor.stop());
        }
    }

    /** The start arguments of a hundred children, each of which has ended by itself once. */
    private List<WeakReference<byte[]>> endedHundred(Supervisor supervisor, RestartType restart) {
        List<WeakReference<byte[]>> arguments = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            byte[] argument = new byte[1000];
            arguments.add(new WeakReference<>(argument));
            String id = restart.word() + i;
            started(supervisor.startChild(carrying(id, argument).withRestart(restart)));
        }
        // The last first, so that no strategy restarts others along.
        terminate(supervisor, current(supervisor, restart.word() + 99), Death.ABNORMAL);
        for (int i = 98; i >= 0; i--) {
            String id = restart.word() + i;
            if (restart == RestartType.TEMPORARY) {
                terminate(supervisor, current(supervisor, id), Death.ABNORMAL);
            }
        }
        return arguments;
    }

    @Test
    void do_not_save_child_specs_for_temporary_children() {
        for (RestartStrategy strategy : RestartStrategy.values()) {
            for (Death how : List.of(Death.KILL, Death.NORMAL, Death.ABNORMAL, Death.SUPERVISOR)) {
                Supervisor supervisor = start(spec(strategy).withWindow(3, HOUR));
                boolean isTransientStopped = how == Death.NORMAL || how == Death.SUPERVISOR;

                endsAndIs(
                        supervisor,
                        plain("child1"),
                        how,
                        how == Death.SUPERVISOR ? Refusal.ALREADY_PRESENT : Refusal.ALREADY_STARTED);
                endsAndIs(
                        supervisor,
                        plain("child2").withRestart(RestartType.TRANSIENT),
                        how,
                        isTransientStopped ? Refusal.ALREADY_PRESENT : Refusal.ALREADY_STARTED);

                ChildSpec temporary = plain("child3").withRestart(RestartType.TEMPORARY);
                terminate(supervisor, started(supervisor.startChild(temporary)), how);
                started(supervisor.startChild(temporary));
                assertThat(states(supervisor))
                        .as("%s %s", strategy, how)
                        .isEqualTo("child1 running, child2 running, child3 running");
                get(supervisor.stop());
            }
        }
    }

    /** The spec is kept, so the child is there to be refused, or to be started by hand. */
    private void endsAndIs(Supervisor supervisor, ChildSpec spec, Death how, Refusal refusal) {
        Child child = started(supervisor.startChild(spec));
        terminate(supervisor, child, how);
        assertRefused(supervisor.startChild(spec), refusal);
        if (refusal == Refusal.ALREADY_PRESENT) {
            started(supervisor.restartChild(spec.id()));
        } else {
            assertThat(current(supervisor, spec.id())).isNotSameAs(child);
        }
    }

    @Test
    void temporary_bystander() {
        for (RestartStrategy strategy : List.of(RestartStrategy.ONE_FOR_ALL, RestartStrategy.REST_FOR_ONE)) {
            Supervisor supervisor = start(spec(strategy));
            Child child1 = started(supervisor.startChild(plain("child1")));
            Child child2 = started(supervisor.startChild(plain("child2").withRestart(RestartType.TEMPORARY)));

            terminate(supervisor, child1, Death.NORMAL);

            assertThat(get(child2.ended()).kind()).isEqualTo(Death.SHUTDOWN.kind);
            assertThat(states(supervisor)).isEqualTo("child1 running");
            assertLives(supervisor);
            get(supervisor.stop());
        }
    }
}
