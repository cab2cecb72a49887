package io.coppice.supervision.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * OTP's cases of scale, counted instead of timed: what is allocated for each child must not grow with their number. OTP allows five and ten times of the linear, and so do these.
 */
class ScaleTest extends Suite {

    private static final int FEW = 1_000;
    /** OTP has 10,000 in the one case and 100,000 in the other: {@code -Dconformance.children=100000}. */
    private static final int MANY = Integer.getInteger("conformance.children", 10_000);

    private static final int BATCH = 1_000;

    /** One whose events nobody writes down: a list of them would cost more than the children. */
    private final Vertx quiet = Vertx.vertx();

    @AfterEach
    void closeIt() {
        get(quiet.close());
    }

    /** The bytes that each thread has allocated: supervisors have their turns on any. */
    private static Map<Long, Long> allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Thread.getAllStackTraces().keySet().stream()
                .collect(Collectors.toMap(Thread::getId, thread -> threads.getThreadAllocatedBytes(thread.getId())));
    }

    private static double perChild(Map<Long, Long> before, Map<Long, Long> after, int count) {
        return after.entrySet().stream()
                        .mapToLong(thread -> thread.getValue() - before.getOrDefault(thread.getKey(), 0L))
                        .sum()
                / (double) count;
    }

    /** Does it for each number, at most so many at once. */
    private static void each(int count, IntFunction<Future<?>> action) {
        for (int i = 0; i < count; i += BATCH) {
            List<Future<?>> batch = new ArrayList<>(BATCH);
            for (int j = i; j < Math.min(i + BATCH, count); j++) {
                batch.add(action.apply(j));
            }
            get(Future.all(batch));
        }
    }

    private record Cost(double start, double stop) {}

    /** Starts and terminates so many children; the bytes for each. */
    private Cost startAndTerminate(Supervisor supervisor, int count, RestartType restart) {
        Map<Long, Long> before = allocated();
        each(count, i -> supervisor.startChild(child("child" + i, Idle::new).withRestart(restart)));
        assertCounts(supervisor, count, count, 0, count);
        Map<Long, Long> between = allocated();
        each(count, i -> supervisor.terminateChild("child" + i));
        Map<Long, Long> after = allocated();
        assertThat(quiet.deploymentIDs()).isEmpty();
        return new Cost(perChild(before, between, count), perChild(between, after, count));
    }

    private static final class Idle extends VerticleBase {}

    @Test
    void simple_one_for_one_scale_many_temporary_children() {
        Supervisor supervisor = get(Supervisor.start(quiet, SupervisorSpec.ofDynamic()));

        Cost few = startAndTerminate(supervisor, FEW, RestartType.TEMPORARY);
        Cost many = startAndTerminate(supervisor, MANY, RestartType.TEMPORARY);

        assertThat(many.stop()).isPositive().isLessThan(5 * few.stop());
        assertCounts(supervisor, 0, 0, 0, 0);
    }

    @Test
    void scale_start_stop_many_children() {
        Supervisor first = get(Supervisor.start(quiet, oneForOne()));
        Cost few = startAndTerminate(first, FEW, RestartType.PERMANENT);
        assertCounts(first, FEW, 0, 0, FEW);
        get(first.stop());
        Supervisor second = get(Supervisor.start(quiet, oneForOne()));
        Cost many = startAndTerminate(second, MANY, RestartType.PERMANENT);
        assertCounts(second, MANY, 0, 0, MANY);

        assertThat(many.start()).isPositive().isLessThan(10 * few.start());
        assertThat(many.stop()).isPositive().isLessThan(10 * few.stop());
    }
}
