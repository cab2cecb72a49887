package io.coppice.supervision.runtime;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/**
 * OTP's {@code scale_start_stop_many_children}: 100,000 children start and stop within 10 times of linear time over 1,000;
 * and the heap is afterwards what it was before, within 2 %.
 *
 * <p>It measures, so it is not part of the build: {@code mvn -pl launcher/supervision -Pscale test}.
 */
class ScaleCampaign extends OnVertx {

    private static final int FEW = 1_000;
    private static final int MANY = 100_000;
    private static final int REPETITIONS = 20;
    private static final int CYCLES = 3;

    private static final class Idle extends VerticleBase {}

    private record Times(long start, long stop) {}

    @Override
    void listen() {
        // Nobody keeps the events here.
    }

    @Test
    void aStaticSupervisorIsLinearAndLeavesNothing() {
        measure("static", this::staticLife);
    }

    @Test
    void aDynamicSupervisorIsLinearAndLeavesNothing() {
        measure("dynamic", this::dynamicLife);
    }

    private interface Life {
        Times of(int children);
    }

    private void measure(String kind, Life life) {
        Times few = best(life, FEW, REPETITIONS);
        Times many = life.of(MANY);
        long before = usedHeap();
        for (int i = 0; i < CYCLES; i++) {
            many = life.of(MANY);
        }
        long after = usedHeap();
        double start = (double) many.start / few.start;
        double stop = (double) many.stop / few.stop;
        System.out.printf(
                "%s: start %d ms for %d, %d ms for %d, ratio %.0f; stop %d ms, %d ms, ratio %.0f; heap %d to %d KB%n",
                kind,
                few.start / 1_000_000,
                FEW,
                many.start / 1_000_000,
                MANY,
                start,
                few.stop / 1_000_000,
                many.stop / 1_000_000,
                stop,
                before / 1024,
                after / 1024);
        double most = 10.0 * MANY / FEW;
        assertThat(start).as("ratio of the start times").isLessThan(most);
        assertThat(stop).as("ratio of the stop times").isLessThan(most);
        assertThat((double) after).as("the heap after %d cycles", CYCLES).isLessThan(before * 1.02);
        assertThat(vertx.deploymentIDs()).isEmpty();
    }

    private static Times best(Life life, int children, int repetitions) {
        Times best = life.of(children);
        for (int i = 1; i < repetitions; i++) {
            Times next = life.of(children);
            best = new Times(Math.min(best.start, next.start), Math.min(best.stop, next.stop));
        }
        return best;
    }

    private Times staticLife(int children) {
        ChildSpec[] specs = new ChildSpec[children];
        for (int i = 0; i < children; i++) {
            specs[i] = child("c" + i, Idle::new);
        }
        SupervisorSpec spec = SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, specs);
        long begin = System.nanoTime();
        Supervisor supervisor = take(Supervisor.start(vertx, spec));
        return stopped(supervisor, children, begin);
    }

    private Times dynamicLife(int children) {
        Supervisor supervisor = take(Supervisor.start(vertx, SupervisorSpec.ofDynamic()));
        long begin = System.nanoTime();
        List<Future<?>> started = new ArrayList<>(children);
        for (int i = 0; i < children; i++) {
            started.add(supervisor.startChild(child("c" + i, Idle::new)));
        }
        take(Future.all(started));
        return stopped(supervisor, children, begin);
    }

    private Times stopped(Supervisor supervisor, int children, long begin) {
        long up = System.nanoTime();
        assertThat(take(supervisor.countChildren()).active()).isEqualTo(children);
        long asked = System.nanoTime();
        take(supervisor.stop());
        long down = System.nanoTime();
        return new Times(up - begin, down - asked);
    }

    private static <T> T take(Future<T> future) {
        try {
            return future.await(10, MINUTES);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing came within 10 minutes", e);
        }
    }

    /** The least of several, as what is not needed any more may be collected only by a later collection. */
    private static long usedHeap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
