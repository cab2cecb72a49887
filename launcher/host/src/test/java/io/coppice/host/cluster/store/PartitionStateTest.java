package io.coppice.host.cluster.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PartitionStateTest {

    private static PartitionState at(long epoch, String owner, long number) {
        PartitionState state = new PartitionState();
        state.moveTo(new Position(epoch, owner, number));
        return state;
    }

    @Test
    void of_two_sides_the_one_that_was_claimed_more_often_is_kept_and_then_the_one_with_more_writes() {
        PartitionState older = at(5, "a", 900);
        PartitionState claimedAnew = at(6, "b", 0);
        PartitionState claimedOnTheOtherSide = at(6, "c", 0);
        PartitionState written = at(6, "c", 1);
        List<PartitionState> inOrder = List.of(older, claimedAnew, claimedOnTheOtherSide, written);
        for (int i = 0; i < inOrder.size(); i++) {
            for (int j = 0; j < inOrder.size(); j++) {
                assertThat(PartitionState.furtherOf(inOrder.get(i), inOrder.get(j)))
                        .as("whichever is looked at first")
                        .isSameAs(inOrder.get(Math.max(i, j)));
            }
        }
    }

    @Test
    void one_that_is_not_there_is_no_further() {
        PartitionState state = at(1, "a", 0);
        assertThat(Stream.of(PartitionState.furtherOf(state, null), PartitionState.furtherOf(null, state)))
                .containsOnly(state);
        assertThat(PartitionState.furtherOf(null, null)).isNull();
    }
}
