package io.coppice.host.cluster.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PartitionStateTest {

    private static final long NOW = 1_000_000;

    private static PartitionState claimed(PartitionState state, String owner, int writes) {
        return claimed(state, owner, writes, NOW);
    }

    /** Claimed by this one at this time, who wrote so much; the last of it is not confirmed. */
    private static PartitionState claimed(PartitionState state, String owner, int writes, long time) {
        state.claimedBy(owner, time);
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
            cutOff.claimedBy("z", NOW);
        }
        assertThat(cutOff.position()).isGreaterThan(goesOn.position());
        assertThat(Stream.of(PartitionState.afterSplit(goesOn, cutOff), PartitionState.afterSplit(cutOff, goesOn)))
                .as("also where the smaller side goes on")
                .containsOnly(goesOn);
    }

    @Test
    void what_was_written_since_it_was_made_from_nothing_is_kept_over_what_was_claimed_more_often_before_that() {
        PartitionState cutOff = new PartitionState();
        for (int i = 0; i < 7; i++) {
            claimed(cutOff, "c", 5);
        }
        PartitionState madeAnew = claimed(new PartitionState(), "a", 1, NOW + 1_000);
        assertThat(Stream.of(PartitionState.afterSplit(madeAnew, cutOff), PartitionState.afterSplit(cutOff, madeAnew)))
                .containsOnly(madeAnew);

        PartitionState unconfirmed = claimed(new PartitionState(), "a", 0, NOW + 1_000);
        assertThat(PartitionState.afterSplit(unconfirmed, cutOff))
                .as("nothing was written since")
                .isSameAs(cutOff);
    }

    /** The time counts once. */
    @Test
    void an_epoch_grows_by_one_whatever_the_clock_says() {
        PartitionState state = claimed(new PartitionState(), "a", 0, NOW);
        assertThat(state.position().epoch()).isEqualTo(NOW);
        state.claimedBy("b", NOW - 500);
        state.claimedBy("a", NOW + 500);
        assertThat(state.position().epoch()).isEqualTo(NOW + 2);
        state = claimed(new PartitionState(), "a", 0, 0);
        assertThat(state.position()).as("a clock without a time").isGreaterThan(Position.NONE);
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
