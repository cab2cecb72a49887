package io.coppice.host.cluster.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PartitionStateTest {

    /** Claimed so often in turn by these, each of whom wrote so much; the last of it is not confirmed. */
    private static PartitionState claimed(PartitionState state, String owner, int writes) {
        state.claimedBy(owner);
        for (int i = 0; i < writes; i++) {
            state.wrote(state.position().next());
        }
        return state;
    }

    @Test
    void of_two_sides_the_one_is_kept_of_which_more_was_confirmed_however_often_the_other_was_claimed() {
        PartitionState cutOff = claimed(new PartitionState(), "z", 5);
        PartitionState goesOn = claimed(claimed(new PartitionState(), "z", 4), "b", 2);
        for (int i = 0; i < 3; i++) {
            cutOff.claimedBy("z");
        }
        assertThat(cutOff.position()).isGreaterThan(goesOn.position());
        assertThat(Stream.of(PartitionState.afterSplit(goesOn, cutOff), PartitionState.afterSplit(cutOff, goesOn)))
                .as("also where the smaller side goes on")
                .containsOnly(goesOn);
    }

    @Test
    void where_both_have_confirmed_as_much_the_side_that_goes_on_is_kept() {
        PartitionState here = claimed(new PartitionState(), "a", 1);
        PartitionState there = claimed(claimed(new PartitionState(), "a", 1), "b", 0);
        assertThat(PartitionState.afterSplit(here, there)).isSameAs(here);
        assertThat(PartitionState.afterSplit(there, here)).isSameAs(there);
    }

    @Test
    void one_that_is_not_there_is_not_kept() {
        PartitionState state = claimed(new PartitionState(), "a", 0);
        assertThat(Stream.of(PartitionState.afterSplit(state, null), PartitionState.afterSplit(null, state)))
                .containsOnly(state);
        assertThat(PartitionState.afterSplit(null, null)).isNull();
    }
}
