package io.coppice.supervision.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The rules as properties of long random lives: of every strategy, of dynamic and of nested supervisors. */
class RandomSequencesTest {

    @Test
    void propertiesHoldForEverySequence() {
        RandomRuns.check("properties", 20_000, choices -> new World(choices, UnaryOperator.identity()).run());
    }

    @Test
    void propertiesHoldForDelaysWaitsAndParkedChildren() {
        AtomicInteger delays = new AtomicInteger();
        AtomicInteger waits = new AtomicInteger();
        AtomicInteger parked = new AtomicInteger();
        RandomRuns.check("properties beyond OTP", 10_000, choices -> {
            List<String> history = World.beyondOtp(choices).run();
            delays.addAndGet(count(history, " PT0.0"));
            waits.addAndGet(count(history, "await "));
            parked.addAndGet(count(history, "PARKED"));
        });
        assertThat(delays).hasValueGreaterThan(100);
        assertThat(waits).hasValueGreaterThan(100);
        assertThat(parked).hasValueGreaterThan(100);
    }

    private static int count(List<String> history, String part) {
        return (int) history.stream().filter(line -> line.contains(part)).count();
    }

    @Test
    void theSameEventsGiveTheSameCommands() {
        RandomRuns.check("determinism", 2_000, choices -> {
            World one = new World(choices.again(), UnaryOperator.identity());
            World two = new World(choices.again(), UnaryOperator.identity());
            assertThat(two.run()).isEqualTo(one.run());
        });
    }

    @Test
    void aPlantedFaultIsFoundAndShrunk() {
        // The core is given a window that allows one restart more than the properties know of.
        Consumer<Choices> planted =
                choices -> new World(choices, spec -> spec.withWindow(spec.maxRestarts() + 1, spec.window())).run();

        assertThatThrownBy(() -> RandomRuns.check("a planted fault", 20_000, planted))
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching("a planted fault failed with -Dcoppice.seed=-?\\d+, shrunk from \\d+ to [1-4]?\\d "
                        + "choices .*")
                .hasStackTraceContaining("S04: ");
    }

    @Test
    void theSequencesAreNotEmpty() {
        AtomicInteger lines = new AtomicInteger();
        AtomicInteger restarts = new AtomicInteger();
        RandomRuns.check("a sample", 2_000, choices -> {
            var history = new World(choices, UnaryOperator.identity()).run();
            lines.addAndGet(history.size());
            restarts.addAndGet((int)
                    history.stream().filter(line -> line.contains("RESTARTED")).count());
        });
        assertThat(lines.get()).isGreaterThan(2_000 * 20);
        assertThat(restarts.get()).isGreaterThan(500);
    }
}
