package io.coppice.supervision;

import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The same child many times over, each a partition that keys are routed to: Elixir's {@code PartitionSupervisor}.
 *
 * <pre>{@code
 * ChildSpec counters = ChildSpec.of("counters", PartitionSupervisor.spec(n -> ChildSpec.of("counter", counter(n))));
 * Optional<Child> mine = PartitionSupervisor.of(vertx, "/counters").child(userId);
 * }</pre>
 *
 * <p>The partitions have the ids {@code 0}, {@code 1}, ... and are children like any other. A key of one of Java's integer
 * types belongs to the partition that is the remainder of its absolute value, any other to one that its
 * {@link Object#hashCode} decides; which one changes with {@link #resize}. This object is a name: the supervisor is looked
 * up at each call. It may be used from any thread.
 */
public final class PartitionSupervisor {

    private final Vertx vertx;
    private final String path;

    private PartitionSupervisor(Vertx vertx, String path) {
        this.vertx = vertx;
        this.path = path;
    }

    /** A supervisor with as many partitions as there are processors, and the strategy {@code one_for_one}. */
    public static SupervisorSpec spec(IntFunction<ChildSpec> child) {
        return spec(Runtime.getRuntime().availableProcessors(), RestartStrategy.ONE_FOR_ONE, child);
    }

    /** A supervisor with the strategy {@code one_for_one}. */
    public static SupervisorSpec spec(int partitions, IntFunction<ChildSpec> child) {
        return spec(partitions, RestartStrategy.ONE_FOR_ONE, child);
    }

    /**
     * A supervisor of partitions; its restart window is the default, and can be changed.
     *
     * @param partitions how many are started; the most that there can be
     * @param child the spec of the partition with this number, whose id becomes the number; not temporary, because a
     *     partition keeps its spec, and not with several instances
     * @throws IllegalArgumentException where that is not so
     */
    public static SupervisorSpec spec(int partitions, RestartStrategy strategy, IntFunction<ChildSpec> child) {
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions must be 1 or more, not " + partitions);
        }
        ChildSpec[] children = new ChildSpec[partitions];
        for (int number = 0; number < partitions; number++) {
            children[number] = partition(number, child.apply(number));
        }
        return SupervisorSpec.of(strategy, children);
    }

    private static ChildSpec partition(int number, ChildSpec child) {
        if (child.restart() == RestartType.TEMPORARY) {
            throw new IllegalArgumentException("a partition has restart permanent or transient, not temporary");
        }
        if (child.instances() != 1) {
            throw new IllegalArgumentException("a partition has 1 instance, not " + child.instances());
        }
        return new ChildSpec(
                Integer.toString(number),
                child.start(),
                child.restart(),
                child.significant(),
                child.shutdown(),
                child.startTimeout(),
                child.instances(),
                child.extras());
    }

    /** The partitions under the supervisor with this path, which {@link #spec} has described. */
    public static PartitionSupervisor of(Vertx vertx, String path) {
        return new PartitionSupervisor(vertx, path);
    }

    /**
     * How many partitions keys are routed to.
     *
     * @throws SupervisionException with {@code NOT_FOUND} where the supervisor does not run
     */
    public int partitions() {
        return PartitionSizes.of(vertx).size(running().orElseThrow(this::notFound));
    }

    /**
     * The partition to which a key belongs.
     *
     * @return empty where it or its supervisor does not run at the moment, or all partitions are stopped
     */
    public Optional<Child> child(Object key) {
        return running().flatMap(supervisor -> {
            int size = PartitionSizes.of(vertx).size(supervisor);
            return size == 0 ? Optional.empty() : supervisor.child(Integer.toString(partitionOf(key, size)));
        });
    }

    private static int partitionOf(Object key, int size) {
        if (key instanceof Long || key instanceof Integer || key instanceof Short || key instanceof Byte) {
            // The remainder first: the smallest long has no absolute value.
            return (int) Math.abs(((Number) key).longValue() % size);
        }
        int hash = key.hashCode();
        // Hash codes of short strings differ little in their lower bits.
        return Math.floorMod(hash ^ (hash >>> 16), size);
    }

    /** Every partition that was started at first, also those that are stopped now. */
    public Future<List<ChildInfo>> whichChildren() {
        return supervisor().compose(Supervisor::whichChildren);
    }

    /** How many partitions there are; those that are stopped count as specs, not as active. */
    public Future<ChildCounts> countChildren() {
        return supervisor().compose(Supervisor::countChildren);
    }

    /**
     * Changes how many partitions keys are routed to: the upper ones are stopped, or started again. Where their supervisor
     * is restarted, or restarts them all, it starts all of them.
     *
     * @param partitions 0, or up to the number that was started at first
     * @return how many there were; failed with an {@link IllegalArgumentException} for any other number, with
     *     {@code OVERLOADED} while another resize is under way, or as {@link Supervisor#terminateChild} and
     *     {@link Supervisor#restartChild} do. Then the number stays, and the partitions are as before where that can be
     */
    public Future<Integer> resize(int partitions) {
        return supervisor().compose(supervisor -> {
            int most = supervisor.spec().children().size();
            if (partitions < 0 || partitions > most) {
                return Future.failedFuture(new IllegalArgumentException(
                        "partitions of " + path + " must be from 0 to " + most + ", not " + partitions));
            }
            PartitionSizes sizes = PartitionSizes.of(vertx);
            return sizes.resize(supervisor, partitions, from -> stopOrStart(supervisor, from, partitions));
        });
    }

    private static Future<?> stopOrStart(Supervisor supervisor, int from, int to) {
        return to <= from
                ? stop(supervisor, to, from)
                        .recover(
                                failure -> start(supervisor, to, from).transform(again -> Future.failedFuture(failure)))
                : start(supervisor, from, to)
                        .recover(
                                failure -> stop(supervisor, from, to).transform(again -> Future.failedFuture(failure)));
    }

    private static Future<CompositeFuture> start(Supervisor supervisor, int first, int end) {
        List<Future<?>> starts = new ArrayList<>();
        for (int number = first; number < end; number++) {
            starts.add(supervisor.restartChild(Integer.toString(number)).recover(PartitionSupervisor::unlessItRuns));
        }
        return Future.join(starts);
    }

    private static Future<CompositeFuture> stop(Supervisor supervisor, int first, int end) {
        List<Future<?>> stops = new ArrayList<>();
        for (int number = first; number < end; number++) {
            stops.add(supervisor.terminateChild(Integer.toString(number)));
        }
        return Future.join(stops);
    }

    /** Its supervisor may have started it along with another, or somebody by hand. */
    private static Future<Child> unlessItRuns(Throwable refusal) {
        return refusal instanceof SupervisionException e && e.code() == Refusal.RUNNING
                ? Future.succeededFuture()
                : Future.failedFuture(refusal);
    }

    private Optional<Supervisor> running() {
        return Supervision.of(vertx).supervisor(path);
    }

    private Future<Supervisor> supervisor() {
        return running().map(Future::succeededFuture).orElseGet(() -> Future.failedFuture(notFound()));
    }

    private SupervisionException notFound() {
        return new SupervisionException(Refusal.NOT_FOUND, "no supervisor " + path + " runs", null);
    }
}
