package io.coppice.kv.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BudgetTest {

    private final Vertx vertx = Vertx.vertx();
    private final Budget budget = Budget.of(vertx);

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void aboveTheLimitTheLargestGoesAndTheSmallStay() {
        budget.change(0, 10);
        budget.change(0, 20);
        budget.change(0, 90);
        assertThat(budget.isExceededBy(90, 120)).as("at the limit").isFalse();
        assertThat(budget.isExceededBy(90, 119)).isTrue();
        assertThat(budget.isExceededBy(20, 119)).isFalse();
        assertThat(budget.isExceededBy(10, 119)).isFalse();
    }

    @Test
    void whereAllHoldTheSameAnyOfThemGoes() {
        for (int i = 0; i < 3; i++) {
            budget.change(0, 50);
        }
        assertThat(budget.isExceededBy(50, 100)).isTrue();
        assertThat(budget.isExceededBy(0, 100)).isFalse();
    }

    @Test
    void whatIsLetGoOfCountsNoMore() {
        budget.change(0, 90);
        budget.change(0, 50);
        budget.change(90, 0);
        assertThat(budget.held()).isEqualTo(50);
        assertThat(budget.isExceededBy(50, 100)).isFalse();
        assertThat(Budget.of(vertx)).isSameAs(budget);
    }
}
