package io.coppice.kv.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecoveryTest {

    private static final List<String> ALL = List.of("a", "b", "c");

    /** What has answered so far. */
    private final Map<String, LogAnswer> logs = new HashMap<>();

    private static LogPosition at(long epoch, long number) {
        return new LogPosition(epoch, number);
    }

    private RecoveryTest says(String node, LogPosition position, String... asked) {
        logs.put(node, new LogAnswer(position, Set.of(asked)));
        return this;
    }

    /** Where nothing is in memory, of a cluster of three. */
    private Recovery all(String... lost) throws Recovery.Incomplete {
        return Recovery.of(LogPosition.NONE, logs, logs.keySet(), 3, Set.of(lost));
    }

    private Recovery with(LogPosition memory, List<String> present) throws Recovery.Incomplete {
        return Recovery.of(memory, logs, present, 3, Set.of());
    }

    @Test
    void the_log_with_the_last_epoch_is_true_however_few_writes_it_has() throws Recovery.Incomplete {
        says("a", at(3, 900)).says("b", at(4, 0)).says("c", at(1, 7));
        assertThat(all()).isEqualTo(new Recovery(Optional.of("b"), at(4, 0), 5));
    }

    @Test
    void within_an_epoch_the_number_decides() throws Recovery.Incomplete {
        says("a", at(3, 8)).says("b", at(3, 9)).says("c", at(1, 7));
        assertThat(all().node()).contains("b");
    }

    @Test
    void where_no_log_has_anything_it_begins_with_nothing() throws Recovery.Incomplete {
        ALL.forEach(node -> says(node, LogPosition.NONE));
        assertThat(all()).isEqualTo(new Recovery(Optional.empty(), LogPosition.NONE, 1));
    }

    @Test
    void a_log_that_has_not_answered_might_be_the_one() {
        says("a", at(3, 8), "a", "b", "c").says("b", at(3, 9), "b");
        assertThatThrownBy(this::all)
                .isInstanceOf(Recovery.Incomplete.class)
                .hasMessageContaining("of the logs of 3 nodes only those of [a, b] have answered, and not those of [c]")
                .hasMessageContaining("\"lost_nodes\"");
        assertThatThrownBy(() -> all("b"))
                .as("one that is given up and there all the same")
                .isInstanceOf(Recovery.Incomplete.class);
    }

    @Test
    void a_node_that_took_the_place_of_a_lost_one_is_waited_for_also_while_that_is_named() throws Recovery.Incomplete {
        says("a", at(3, 8), "a", "b", "c", "d").says("b", at(3, 9), "b");
        assertThatThrownBy(() -> all("c")).hasMessageContaining("and not those of [d]");
        says("d", at(5, 1), "d");
        assertThat(all("c").node()).contains("d");
        assertThat(all().node()).as("as many as there should be").contains("d");
    }

    @Test
    void a_name_that_no_log_knows_gives_nothing_up() {
        says("a", at(3, 8), "a", "b", "c").says("b", at(3, 9), "b");
        assertThatThrownBy(() -> all("d"))
                .hasMessageContaining("and not those of [c]")
                .hasMessageContaining("where no log knows [d]");
    }

    @Test
    void one_that_is_given_up_does_not_count_when_it_comes_back() throws Recovery.Incomplete {
        says("a", at(3, 8), "a", "b", "c").says("b", at(2, 9), "b");
        Recovery without = all("c");
        assertThat(without.node()).contains("a");
        says("a", at(without.epoch(), 0)).says("c", at(1_000_000, 5));
        assertThat(all("c").node()).contains("a");
    }

    @Test
    void what_is_in_memory_is_true_unless_a_log_is_further() throws Recovery.Incomplete {
        says("a", at(3, 100), ALL.toArray(String[]::new)).says("b", at(2, 7)).says("c", at(3, 99));
        assertThat(with(at(3, 100), ALL)).isEqualTo(new Recovery(Optional.empty(), at(3, 100), 4));
        assertThat(with(at(3, 101), ALL).position()).isEqualTo(at(3, 101));
        says("a", at(3, 200), "a", "b", "c");
        assertThat(with(at(3, 100), ALL)).isEqualTo(new Recovery(Optional.of("a"), at(3, 200), 4));
        says("b", at(1L << 32, 0));
        assertThat(with(at(3, 100), ALL)).isEqualTo(new Recovery(Optional.of("b"), at(1L << 32, 0), (1L << 32) + 1));
    }

    @Test
    void of_those_that_are_there_each_has_to_answer_that_has_a_log() throws Recovery.Incomplete {
        says("b", at(3, 90), "b", "a").says("c", at(3, 99), "c");
        assertThatThrownBy(() -> with(at(3, 100), ALL)).hasMessageContaining("the logs of [a] have not answered");
        assertThat(with(at(3, 100), List.of("b", "c", "web")).epoch())
                .as("the one of a that has gone shall not count when it comes back")
                .isGreaterThan(1L << 32);
    }

    @Test
    void a_log_that_is_new_does_not_tell_who_has_none() {
        says("c", LogPosition.NONE, "c");
        assertThatThrownBy(() -> with(at(3, 100), List.of("b", "c"))).hasMessageContaining("the logs of [b]");
    }
}
