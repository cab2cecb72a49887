package io.coppice.supervision.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.ChildCounts;
import io.coppice.supervision.ChildInfo;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What {@code which_children} and {@code count_children} tell. */
class CountingTest extends Suite {

    private void startMany(Supervisor supervisor, int from, int count, Function<String, ChildSpec> spec) {
        List<Future<?>> starts = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            starts.add(supervisor.startChild(spec.apply("child" + i).withRestart(RestartType.TEMPORARY)));
        }
        get(Future.all(starts));
    }

    private void countThousands(Function<String, ChildSpec> spec, boolean areSupervisors) {
        Supervisor supervisor = start(dynamic());
        startMany(supervisor, 0, 1000, spec);
        assertThat(children(supervisor)).hasSize(1000);
        assertCounts(supervisor, 1000, 1000, areSupervisors ? 1000 : 0, areSupervisors ? 0 : 1000);

        startMany(supervisor, 1000, 1000, spec);
        List<ChildInfo> all = children(supervisor);
        assertThat(all).hasSize(2000);
        assertCounts(supervisor, 2000, 2000, areSupervisors ? 2000 : 0, areSupervisors ? 0 : 2000);
        assertThat(children(supervisor))
                .extracting(ChildInfo::child)
                .isEqualTo(all.stream().map(ChildInfo::child).toList());

        all.forEach(child -> terminate(supervisor, child.child().orElseThrow(), Death.KILL));
        assertCounts(supervisor, 0, 0, 0, 0);
    }

    @Test
    void count_children() {
        countThousands(this::plain, false);
    }

    @Test
    void count_children_supervisor() {
        countThousands(id -> ChildSpec.of(id, SupervisorSpec.ofDynamic()), true);
    }

    @Test
    void count_restarting_children() {
        AtomicBoolean fails = new AtomicBoolean();
        Supervisor supervisor = start(SupervisorSpec.ofDynamic().withWindow(Integer.MAX_VALUE, Duration.ofSeconds(1)));
        List<Child> first = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            first.add(started(supervisor.startChild(failing("child" + i, fails))));
            assertCounts(supervisor, i, i, 0, i);
        }
        first.forEach(child -> terminate(supervisor, child, Death.ABNORMAL));
        awaitCounts(supervisor, new ChildCounts(3, 3, 0, 3));

        fails.set(true);
        terminate(supervisor, current(supervisor, "child1"), Death.ABNORMAL);
        terminate(supervisor, current(supervisor, "child2"), Death.ABNORMAL);
        for (int i = 0; i < 100; i++) {
            assertCounts(supervisor, 3, 1, 0, 3);
        }

        fails.set(false);
        awaitCounts(supervisor, new ChildCounts(3, 3, 0, 3));
        get(supervisor.terminateChild("child3"));
        assertCounts(supervisor, 2, 2, 0, 2);
        get(supervisor.terminateChild("child1"));
        assertCounts(supervisor, 1, 1, 0, 1);
        get(supervisor.terminateChild("child2"));
        assertCounts(supervisor, 0, 0, 0, 0);
    }

    private void awaitCounts(Supervisor supervisor, ChildCounts counts) {
        await().untilAsserted(() -> assertThat(get(supervisor.countChildren())).isEqualTo(counts));
    }

    /** {@code which_child} is {@code child(id)} for one that runs, and {@code get_childspec} for one that need not. */
    private static void assertUnknown(Supervisor supervisor, String id) {
        assertThat(supervisor.child(id)).isEmpty();
        assertRefused(supervisor.getChildspec(id), Refusal.NOT_FOUND);
    }

    @Test
    void which_children() {
        Supervisor supervisor = start(oneForOne());
        assertThat(children(supervisor)).isEmpty();
        assertUnknown(supervisor, "childx");

        Child child1 = started(supervisor.startChild(plain("child1")));
        assertThat(states(supervisor)).isEqualTo("child1 running");
        assertThat(supervisor.child("child1")).containsSame(child1);
        Child child2 = started(supervisor.startChild(plain("child2")));
        assertThat(states(supervisor)).isEqualTo("child1 running, child2 running");
        assertThat(children(supervisor))
                .extracting(info -> info.child().orElseThrow())
                .containsExactly(child1, child2);
        assertThat(supervisor.child("child2")).containsSame(child2);
        assertUnknown(supervisor, "childx");

        get(supervisor.terminateChild("child1"));
        assertThat(states(supervisor)).isEqualTo("child1 stopped, child2 running");
        assertThat(supervisor.child("child1")).isEmpty();
        assertThat(get(supervisor.getChildspec("child1")).id()).isEqualTo("child1");

        get(supervisor.deleteChild("child1"));
        assertThat(states(supervisor)).isEqualTo("child2 running");
        assertUnknown(supervisor, "child1");
    }

    @Test
    void which_children_simple_one_for_one() {
        Supervisor supervisor = start(SupervisorSpec.ofDynamic());
        assertThat(children(supervisor)).isEmpty();
        assertUnknown(supervisor, "childx");

        Child child1 = started(supervisor.startChild(plain("child1").withRestart(RestartType.TEMPORARY)));
        Child child2 = started(supervisor.startChild(plain("child2").withRestart(RestartType.TEMPORARY)));
        assertThat(states(supervisor)).isEqualTo("child1 running, child2 running");
        assertThat(supervisor.child("child1")).containsSame(child1);
        assertThat(supervisor.child("child2")).containsSame(child2);
        assertUnknown(supervisor, "childx");

        get(supervisor.terminateChild("child1"));
        assertThat(states(supervisor)).isEqualTo("child2 running");
        assertUnknown(supervisor, "child1");
    }
}
