package io.coppice.supervision.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NeighboursTest {

    private static final int LOOPS = 2;
    private static final int FEW = LOOPS * Neighbours.ROW;
    private static final ChildSpec SPEC = ChildSpec.of("a", VerticleStart.of("none", () -> new VerticleBase() {}));

    private final Neighbours neighbours = Neighbours.of(SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE), LOOPS);

    @Test
    void of_few_children_each_goes_where_vertx_would_have_it() {
        for (int children = 1; children <= FEW; children++) {
            assertThat(neighbours.eventLoopFor("a", SPEC, children)).isNull();
            neighbours.startedOn("loop");
        }
    }

    @Test
    void of_many_as_many_as_a_row_have_one_event_loop() {
        List<@Nullable Object> given = new ArrayList<>();
        for (int i = 0; i < 2 * Neighbours.ROW; i++) {
            Object loop = neighbours.eventLoopFor("a", SPEC, FEW + 1 + i);
            given.add(loop);
            neighbours.startedOn(loop == null ? "loop of " + i : loop);
        }
        List<@Nullable Object> wanted = new ArrayList<>();
        for (int first = 0; first < given.size(); first += Neighbours.ROW) {
            wanted.add(null);
            wanted.addAll(Collections.nCopies(Neighbours.ROW - 1, "loop of " + first));
        }
        assertThat(given).isEqualTo(wanted);
    }

    @Test
    void who_is_started_by_others_goes_where_vertx_would_have_it() {
        Neighbours dynamic = Neighbours.of(SupervisorSpec.ofDynamic(), LOOPS);
        for (int children = 1; children < 3 * FEW; children++) {
            assertThat(dynamic.eventLoopFor("a", SPEC, children)).isNull();
            dynamic.startedOn("loop");
        }
    }

    @Test
    void who_is_started_again_at_once_has_the_event_loop_that_it_had() {
        neighbours.keep("a", "loop of a");
        assertThat(neighbours.eventLoopFor("b", SPEC, 1)).isNull();
        assertThat(neighbours.eventLoopFor("a", SPEC, 2)).isEqualTo("loop of a");
        neighbours.filled();
        assertThat(neighbours.eventLoopFor("a", SPEC, 2)).isNull();
    }

    @Test
    void what_is_several_for_the_sake_of_several_event_loops_has_several() {
        ChildSpec several = SPEC.withInstances(2 * LOOPS);
        for (int i = 0; i < 2 * LOOPS; i++) {
            assertThat(neighbours.eventLoopFor("a#" + i, several, FEW + 1 + i)).isNull();
            neighbours.startedOn("loop");
        }
    }

    @Test
    void behind_one_without_an_event_loop_it_is_any() {
        neighbours.eventLoopFor("a", SPEC, FEW + 1);
        neighbours.startedOn(null);
        assertThat(neighbours.eventLoopFor("a", SPEC, FEW + 2)).isNull();
    }
}
