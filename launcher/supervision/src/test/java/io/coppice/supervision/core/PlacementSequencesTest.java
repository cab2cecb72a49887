package io.coppice.supervision.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is promised of children that the cluster has once, in long random lives of three nodes. */
class PlacementSequencesTest {

    @Test
    void promisesAreKeptInEverySequence() {
        AtomicInteger moves = new AtomicInteger();
        AtomicInteger parks = new AtomicInteger();
        RandomRuns.check("placement", 2_000, choices -> {
            PlacedWorld world = new PlacedWorld(choices, true);
            world.run();
            moves.addAndGet(world.moves());
            parks.addAndGet(world.parks());
        });
        assertThat(moves).hasValueGreaterThan(500);
        assertThat(parks).hasValueGreaterThan(50);
    }

    @Test
    void withoutGivingUpOnAMinorityItRunsTwice() {
        assertThatThrownBy(() -> RandomRuns.check(
                        "placement without giving up", 2_000, choices -> new PlacedWorld(choices, false).run()))
                .isInstanceOf(AssertionError.class)
                .hasStackTraceContaining("it runs 2 times");
    }
}
