package io.coppice.supervision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Agent;
import io.coppice.supervision.Child;
import io.coppice.supervision.ChildCounts;
import io.coppice.supervision.ChildInfo;
import io.coppice.supervision.PartitionSupervisor;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.AutoShutdown;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The cases of Elixir's tests of {@code PartitionSupervisor}, one test each where the case has a meaning here. */
class ElixirPartitionSupervisorTest extends OnVertx {

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private final PartitionSupervisor parts = PartitionSupervisor.of(vertx, "/parts");

    private Supervisor start(SupervisorSpec spec) {
        return get(
                Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, ChildSpec.of("parts", spec))));
    }

    private ChildSpec worker(int partition) {
        return plain("p" + partition);
    }

    private static ChildSpec dynamic(int partition) {
        return ChildSpec.of("buckets", SupervisorSpec.ofDynamic());
    }

    private Optional<String> idOf(Object key) {
        return parts.child(key).map(Child::id);
    }

    private void assertRefused(Refusal refusal, Future<?> answer) {
        assertThatThrownBy(() -> get(answer))
                .isInstanceOfSatisfying(
                        SupervisionException.class, e -> assertThat(e.code()).isEqualTo(refusal));
    }

    // child_spec

    @Test
    void usesTheGivenIdAsId() {
        start(PartitionSupervisor.spec(2, this::worker));

        assertThat(running("/parts").isRunning()).isTrue();
        assertThat(running("/parts/1").isRunning()).isTrue();
    }

    // start_link

    @Test
    void onSuccess() {
        start(PartitionSupervisor.spec(ElixirPartitionSupervisorTest::dynamic));
        assertThat(parts.partitions()).isEqualTo(PROCESSORS);

        List<String> started = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String key = "key " + i;
            String path = parts.child(key).orElseThrow().path();
            Supervisor partition = Supervision.of(vertx).supervisor(path).orElseThrow();
            started.add(
                    get(Agent.start(vertx, partition, "a" + i, () -> key).compose(agent -> agent.get(state -> state))));
        }

        int children = 0;
        for (ChildInfo partition : get(parts.whichChildren())) {
            int here = get(Supervision.of(vertx)
                            .supervisor(partition.path())
                            .orElseThrow()
                            .countChildren())
                    .active();
            assertThat(here).isBetween(1, 100);
            children += here;
        }
        assertThat(children).isEqualTo(100);
        assertThat(started).contains("key 0", "key 99");
    }

    @Test
    void withArguments() {
        List<Integer> asked = new ArrayList<>();
        start(PartitionSupervisor.spec(3, partition -> {
            asked.add(partition);
            return worker(partition);
        }));

        assertThat(parts.partitions()).isEqualTo(3);
        assertThat(asked).containsExactly(0, 1, 2);
        assertThat(log).containsExactly("start p0", "start p1", "start p2");
        assertThat(List.of(idOf(0), idOf(1), idOf(2), idOf(3), idOf(-1), idOf(5L), idOf((short) 7)))
                .containsExactly(
                        Optional.of("0"),
                        Optional.of("1"),
                        Optional.of("2"),
                        Optional.of("0"),
                        Optional.of("1"),
                        Optional.of("2"),
                        Optional.of("1"));
        assertThat(idOf(Long.MIN_VALUE)).isPresent();
        assertThat(idOf("a key")).isPresent().isEqualTo(idOf("a " + "key"));
    }

    @Test
    void raisesOnBadPartitions() {
        assertThatThrownBy(() -> PartitionSupervisor.spec(0, this::worker))
                .hasMessage("partitions must be 1 or more, not 0");
    }

    @Test
    void raisesOnAChildThatIsNoPartition() {
        IntFunction<ChildSpec> temporary = n -> worker(n).withRestart(RestartType.TEMPORARY);
        IntFunction<ChildSpec> several = n -> worker(n).withInstances(2);

        assertThatThrownBy(() -> PartitionSupervisor.spec(2, temporary))
                .hasMessage("a partition has restart permanent or transient, not temporary");
        assertThatThrownBy(() -> PartitionSupervisor.spec(2, several)).hasMessage("a partition has 1 instance, not 2");
    }

    @Test
    void raisesWithBadAutoShutdown() {
        IntFunction<ChildSpec> significant =
                n -> worker(n).withRestart(RestartType.TRANSIENT).withSignificant(true);

        assertThatThrownBy(() -> PartitionSupervisor.spec(2, significant))
                .hasMessage("child 0 is significant, but auto_shutdown is never");
        assertThat(PartitionSupervisor.spec(2, this::worker).autoShutdown()).isEqualTo(AutoShutdown.NEVER);
    }

    // stop

    @Test
    void stopIsSynchronous() {
        Supervisor root = start(PartitionSupervisor.spec(2, this::worker));

        get(root.terminateChild("parts"));

        assertThat(Supervision.of(vertx).supervisor("/parts")).isEmpty();
        assertThat(log).containsExactly("start p0", "start p1", "stop p1", "stop p0");
        assertThat(parts.child(1)).isEmpty();
    }

    // partitions

    @Test
    void partitionsRaisesForAnUnknownPartitionSupervisor() {
        assertThatThrownBy(parts::partitions)
                .isInstanceOf(SupervisionException.class)
                .hasMessage("no supervisor /parts runs");
    }

    // resize

    private void assertPartitions(int count, int most) {
        assertThat(parts.partitions()).isEqualTo(count);
        assertThat(get(parts.countChildren())).isEqualTo(new ChildCounts(most, count, 0, most));
        List<String> found = IntStream.range(0, 64)
                .boxed()
                .flatMap(key -> idOf(key).stream())
                .distinct()
                .toList();
        assertThat(found).hasSize(count);
    }

    @Test
    void resizeChangesTheNumberOfChildren() {
        start(PartitionSupervisor.spec(8, this::worker));

        int now = 8;
        for (int size : new int[] {8, 7, 6, 5, 4, 3, 2, 1, 0, 1, 2, 5, 8, 3, 7, 0, 8}) {
            assertThat(get(parts.resize(size))).isEqualTo(now);
            assertPartitions(size, 8);
            now = size;
        }
    }

    @Test
    void aLookUpAfterResizingToNoneFindsNothing() {
        start(PartitionSupervisor.spec(2, this::worker));
        get(parts.resize(0));

        assertThat(parts.child(0)).isEmpty();
        assertThat(parts.child("key")).isEmpty();
    }

    @Test
    void resizeRaisesIfTryingToIncreaseTheNumberBeyondWhatItStartedWith() {
        start(PartitionSupervisor.spec(2, this::worker));

        assertThatThrownBy(() -> get(parts.resize(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("partitions of /parts must be from 0 to 2, not 3");
    }

    @Test
    void resizeRaisesIfTheNumberIsNegative() {
        start(PartitionSupervisor.spec(2, this::worker));

        assertThatThrownBy(() -> get(parts.resize(-1))).hasMessage("partitions of /parts must be from 0 to 2, not -1");
        assertPartitions(2, 2);
    }

    @Test
    void resizeRaisesForAnUnknownPartitionSupervisor() {
        assertRefused(Refusal.NOT_FOUND, parts.resize(1));
    }

    @Test
    void oneResizeAtATime() {
        Promise<Void> release = Promise.promise();
        start(PartitionSupervisor.spec(
                2,
                n -> child("p", () -> new Plain("p" + n) {
                    @Override
                    public Future<?> stop() {
                        return release.future();
                    }
                })));
        Future<Integer> first = parts.resize(1);

        assertRefused(Refusal.OVERLOADED, parts.resize(2));
        assertThat(parts.partitions()).isEqualTo(1);
        release.complete();

        assertThat(get(first)).isEqualTo(2);
        assertThat(get(parts.resize(2))).isEqualTo(1);
    }

    @Test
    void aPartitionThatDoesNotComeBackLeavesTheNumberAsItWas() {
        start(PartitionSupervisor.spec(
                3,
                n -> child("p", () -> new Plain("p" + n) {
                    @Override
                    public Future<?> start() {
                        return n == 2 && log.contains("start p1") && log.contains("stop p1")
                                ? Future.failedFuture("no")
                                : super.start();
                    }
                })));
        get(parts.resize(1));

        assertThatThrownBy(() -> get(parts.resize(3))).hasMessage("/parts/2 did not start: no");

        assertPartitions(1, 3);
    }

    @Test
    void aPartitionThatCannotBeStoppedLeavesTheNumberAsItWas() {
        start(PartitionSupervisor.spec(4, this::worker));
        Supervisor supervisor = Supervision.of(vertx).supervisor("/parts").orElseThrow();
        get(supervisor.terminateChild("3"));
        get(supervisor.deleteChild("3"));

        assertRefused(Refusal.NOT_FOUND, parts.resize(1));

        assertThat(parts.partitions()).isEqualTo(4);
        assertThat(idOf(1)).contains("1");
        assertThat(idOf(2)).contains("2");
        assertThat(parts.child(3)).isEmpty();
    }

    @Test
    void aRestartedSupervisorHasAllItsPartitionsAgain() {
        start(PartitionSupervisor.spec(3, this::worker));
        get(parts.resize(1));
        Child before = running("/parts");

        before.exit(ExitReason.crashed("boom"));

        awaitAnother("/parts", before);
        await().untilAsserted(() -> assertPartitions(3, 3));
    }

    // which_children, count_children

    @Test
    void whichChildrenReturnsAllPartitions() {
        start(PartitionSupervisor.spec(this::worker));

        List<ChildInfo> children = get(parts.whichChildren());

        assertThat(children).hasSize(PROCESSORS);
        for (int n = 0; n < PROCESSORS; n++) {
            assertThat(children.get(n).id()).isEqualTo(Integer.toString(n));
            assertThat(children.get(n).child()).isEqualTo(parts.child(n));
        }
    }

    @Test
    void countChildrenWithWorkers() {
        start(PartitionSupervisor.spec(this::worker));

        assertThat(get(parts.countChildren())).isEqualTo(new ChildCounts(PROCESSORS, PROCESSORS, 0, PROCESSORS));
    }

    @Test
    void countChildrenWithSupervisors() {
        start(PartitionSupervisor.spec(ElixirPartitionSupervisorTest::dynamic));

        assertThat(get(parts.countChildren())).isEqualTo(new ChildCounts(PROCESSORS, PROCESSORS, PROCESSORS, 0));
    }

    @Test
    void countChildrenRaisesForAnUnknownPartitionSupervisor() {
        assertRefused(Refusal.NOT_FOUND, parts.countChildren());
        assertRefused(Refusal.NOT_FOUND, parts.whichChildren());
    }

    @Test
    void itsStrategyAndWindowAreThoseOfAnySupervisor() {
        start(PartitionSupervisor.spec(2, RestartStrategy.ONE_FOR_ALL, this::worker)
                .withWindow(1, java.time.Duration.ofSeconds(5)));
        Child other = running("/parts/1");
        Child first = running("/parts/0");

        first.exit(ExitReason.crashed("boom"));

        awaitAnother("/parts/0", first);
        awaitAnother("/parts/1", other);
    }
}
