package io.coppice.supervision.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * The work for each child does not grow with the number of children.
 *
 * <p>It is counted in commands and in bytes allocated, which a machine's load does not change, as it does change time:
 * whatever copies, lists or sorts all children at each event allocates for each of them.
 */
class ScaleTest {

    private static final int FEW = 1_000;
    private static final int MANY = 20_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void aStaticSupervisorStartsAndStopsItsChildrenInLinearWork() {
        assertLinear(children -> {
            Script script = Script.running(SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, specs(children)));
            script.stop();
            stopAll(script, children);
        });
    }

    @Test
    void itStartsAndStopsThemOneByOneInLinearWork() {
        assertLinear(children -> {
            Script script = Script.running(SupervisorSpec.of(RestartStrategy.ONE_FOR_ALL));
            startOneByOne(script, children);
            for (int i = 0; i < children; i++) {
                script.terminateChild("c" + i);
                script.down("c" + i);
                script.deleteChild("c" + i);
            }
            assertThat(script.core().children()).isEmpty();
        });
    }

    @Test
    void itIsKilledInLinearWork() {
        assertLinear(children -> {
            Script script = Script.running(SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, specs(children)));
            script.kill();
            for (int i = 0; i < children; i++) {
                script.exits("c" + i, ExitReason.KILLED);
            }
            assertThat(script.wanted()).last().isEqualTo("ended killed");
        });
    }

    @Test
    void itRestartsThemOneByOneInLinearWork() {
        assertLinear(children -> {
            Script script = Script.running(SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, specs(children))
                    .withWindow(children, Duration.ofSeconds(5)));
            for (int i = 0; i < children; i++) {
                script.crashes("c" + i);
                script.up("c" + i);
            }
            assertThat(script.wanted()).hasSize(children);
        });
    }

    @Test
    void aDynamicSupervisorStartsAndStopsItsChildrenInLinearWork() {
        assertLinear(children -> {
            Script script = Script.running(SupervisorSpec.ofDynamic());
            startOneByOne(script, children);
            script.stop();
            stopAll(script, children);
        });
    }

    private static ChildSpec[] specs(int children) {
        ChildSpec[] specs = new ChildSpec[children];
        for (int i = 0; i < children; i++) {
            specs[i] = Script.child("c" + i);
        }
        return specs;
    }

    private static void startOneByOne(Script script, int children) {
        for (int i = 0; i < children; i++) {
            script.startChild(Script.child("c" + i));
            script.up("c" + i);
        }
        assertThat(script.wanted()).hasSize(2 * children);
    }

    private static void stopAll(Script script, int children) {
        List<String> stopped = new ArrayList<>();
        for (int i = children - 1; i >= 0; i--) {
            script.down("c" + i);
            stopped.add("stop c" + i);
        }
        assertThat(script.wanted()).hasSize(children + 1).containsAll(stopped.subList(0, 10));
    }

    private static void assertLinear(Consumer<Integer> life) {
        life.accept(FEW);
        long few = allocatedBy(() -> life.accept(FEW)) / FEW;
        long many = allocatedBy(() -> life.accept(MANY)) / MANY;
        assertThat(many).as("bytes for each of %s children", MANY).isLessThan(2 * few);
    }

    private static long allocatedBy(Runnable task) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        task.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
