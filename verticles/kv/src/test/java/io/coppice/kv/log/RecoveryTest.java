package io.coppice.kv.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecoveryTest {

    private static LogPosition at(long epoch, long number) {
        return new LogPosition(epoch, number);
    }

    @Test
    void the_log_with_the_last_epoch_is_true_however_few_writes_it_has() throws Recovery.Incomplete {
        Recovery recovery = Recovery.of(Map.of("a", at(3, 900), "b", at(4, 0), "c", at(1, 7)), 3, Set.of());
        assertThat(recovery).isEqualTo(new Recovery("b", at(4, 0), 5));
    }

    @Test
    void within_an_epoch_the_number_decides() throws Recovery.Incomplete {
        assertThat(Recovery.of(Map.of("a", at(3, 8), "b", at(3, 9)), 2, Set.of())
                        .node())
                .isEqualTo("b");
    }

    @Test
    void where_no_log_has_anything_it_begins_with_nothing() throws Recovery.Incomplete {
        assertThat(Recovery.of(Map.of("a", LogPosition.NONE, "b", LogPosition.NONE), 2, Set.of()))
                .isEqualTo(new Recovery("", LogPosition.NONE, 1));
    }

    @Test
    void a_log_that_has_not_answered_might_be_the_one() {
        assertThatThrownBy(() -> Recovery.of(Map.of("a", at(3, 8), "b", at(3, 9)), 3, Set.of()))
                .isInstanceOf(Recovery.Incomplete.class)
                .hasMessageContaining("of the logs of 3 nodes only those of [a, b] have answered")
                .hasMessageContaining("\"lost_nodes\"");
        assertThatThrownBy(() -> Recovery.of(Map.of("a", at(3, 8), "b", at(3, 9)), 3, Set.of("b")))
                .as("one that is given up and there all the same")
                .isInstanceOf(Recovery.Incomplete.class);
    }

    @Test
    void one_that_is_given_up_does_not_count_when_it_comes_back() throws Recovery.Incomplete {
        Recovery without = Recovery.of(Map.of("a", at(3, 8), "b", at(2, 9)), 3, Set.of("c"));
        assertThat(without.node()).isEqualTo("a");
        LogPosition since = at(without.epoch(), 0);
        LogPosition stale = at(1_000_000, 5);
        assertThat(Recovery.of(Map.of("a", since, "b", at(2, 9), "c", stale), 3, Set.of("c"))
                        .node())
                .isEqualTo("a");
    }
}
