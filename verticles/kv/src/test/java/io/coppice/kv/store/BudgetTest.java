package io.coppice.kv.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BudgetTest {

    private static final int KIB = 1024;

    private final Budget budget = new Budget();
    private final Budget.Share small = budget.share();
    private final Budget.Share middle = budget.share();
    private final Budget.Share large = budget.share();

    @Test
    void aboveTheLimitTheLargestHasTooMuchAndTheSmallHaveNot() {
        small.hold(10 * KIB);
        middle.hold(20 * KIB);
        large.hold(90 * KIB);
        budget.limitTo(120 * KIB);
        assertThat(large.isTooMuch()).as("at the limit").isFalse();

        budget.limitTo(119 * KIB);

        assertThat(large.isTooMuch()).isTrue();
        assertThat(middle.isTooMuch()).isFalse();
        assertThat(small.isTooMuch()).isFalse();
    }

    @Test
    void whereAllHoldTheSameAnyOfThemHasTooMuch() {
        budget.limitTo(20 * KIB);
        middle.hold(15 * KIB);
        large.hold(15 * KIB);
        assertThat(middle.isTooMuch()).isTrue();
        assertThat(large.isTooMuch()).isTrue();
        assertThat(small.isTooMuch()).as("it holds nothing").isFalse();
    }

    @Test
    void farAboveTheLimitNobodyIsToGrowWhoHasSomething() {
        budget.limitTo(100 * KIB);
        large.hold(120 * KIB);
        small.hold(5 * KIB);
        assertThat(small.isFull()).isFalse();
        assertThat(large.isFull()).isTrue();

        small.hold(10 * KIB);

        assertThat(small.isTooMuch()).isFalse();
        assertThat(small.isFull()).isTrue();
        assertThat(middle.isFull()).as("it holds nothing").isFalse();
    }

    @Test
    void whatIsLetGoOfCountsNoMore() {
        budget.limitTo(60 * KIB);
        middle.hold(50 * KIB);
        large.hold(90 * KIB);
        large.hold(0);
        assertThat(budget.held()).isEqualTo(50 * KIB);
        assertThat(middle.isTooMuch()).isFalse();
    }

    @Test
    void smallChangesAreNotToldOfButThatNothingIsLeft() {
        assertThat(small.hold(Budget.GRAIN - 1)).isFalse();
        assertThat(budget.held()).isZero();
        assertThat(small.hold(Budget.GRAIN)).isTrue();
        assertThat(small.hold(1)).isFalse();
        assertThat(small.hold(0)).isTrue();
        assertThat(budget.held()).isZero();
    }
}
