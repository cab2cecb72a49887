package io.coppice.proof.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.proof.history.Finding.Kind;
import io.coppice.proof.history.HistoryChecker.Verdict;
import io.coppice.proof.history.Operation.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HistoryCheckerTest {

    private final HistoryChecker checker = new HistoryChecker();

    private static Operation read(String node, @Nullable String value, long at) {
        return new Operation(node, Histories.KEY, Operation.Kind.GET, null, value, Outcome.DONE, at, at + 1);
    }

    private static Operation put(String node, String value, long at) {
        return new Operation(node, Histories.KEY, Operation.Kind.PUT, null, value, Outcome.DONE, at, at + 1);
    }

    private Verdict strictly(String history, Operation... last) {
        return checker.check(Histories.of(history), List.of(last), Promise.LINEARIZABLE);
    }

    @Test
    void a_stretch_begins_where_the_last_one_ended() {
        assertThat(strictly("put a 0-9", read("a", "a", 20)).failures()).isEmpty();
        assertThat(strictly("get a 30-39, put b 40-49", read("a", "b", 50)).failures())
                .isEmpty();
        assertThat(strictly("get a 60-69", read("a", "b", 70)).failures())
                .extracting(Finding::kind)
                .contains(Kind.NOT_LINEARIZABLE);
    }

    @Test
    void what_is_not_known_may_still_happen_in_a_later_stretch_and_once() {
        assertThat(strictly("put a 0-9, put b 10-19?", read("a", "a", 20)).failures())
                .isEmpty();
        assertThat(strictly("get a 30-39, get b 40-49", read("a", "b", 50)).failures())
                .isEmpty();
        assertThat(strictly("put c 60-69, get b 70-79", read("a", "b", 80)).failures())
                .extracting(Finding::kind)
                .contains(Kind.LOST, Kind.NOT_LINEARIZABLE);
    }

    @Test
    void all_nodes_have_to_agree_and_every_key_to_be_read() {
        assertThat(strictly("put a 0-9, put b 5-12", read("a", "a", 20), read("b", "b", 30))
                        .failures())
                .extracting(Finding::kind)
                .contains(Kind.DIVERGED);
        assertThat(strictly("put c 40-49").failures()).extracting(Finding::kind).containsExactly(Kind.UNREADABLE);
    }

    @Test
    void a_write_that_happens_late_is_no_disagreement_and_one_that_is_undone_is() {
        List<Operation> before = Histories.of("put a 0-9, put b 10-19?");
        List<Operation> late = List.of(read("a", "a", 20), read("b", "b", 30), read("c", "b", 40));
        assertThat(new HistoryChecker().check(before, late, Promise.KEPT).failures())
                .isEmpty();
        List<Operation> undone = List.of(read("a", "a", 20), read("b", "b", 30), read("c", "a", 40));
        assertThat(new HistoryChecker().check(before, undone, Promise.KEPT).failures())
                .extracting(Finding::kind)
                .contains(Kind.DIVERGED);
        List<Operation> seen = Histories.of("put a 0-9, put b 10-19?, get b 20-21, put c 22-23");
        assertThat(new HistoryChecker()
                        .check(seen, List.of(read("a", "c", 30), read("b", "b", 40)), Promise.KEPT)
                        .failures())
                .as("it has happened before")
                .extracting(Finding::kind)
                .contains(Kind.DIVERGED);
    }

    @Test
    void what_was_there_before_a_cut_is_there_behind_it() {
        assertThat(strictly("put a 0-9", read("a", "a", 20)).failures()).isEmpty();
        assertThat(checker.check(List.of(), List.of(read("a", null, 30)), Promise.KEPT)
                        .failures())
                .extracting(Finding::kind)
                .containsExactly(Kind.LOST);
    }

    @Test
    void a_write_on_one_side_of_a_cut_is_kept_and_of_two_sides_one_may_go() {
        Operation last = read("a", "a", 50);
        List<Operation> oneSide = List.of(put("b", "a", 0), put("b", "b", 10), read("c", "a", 20));
        assertThat(checker.check(oneSide, List.of(last), Promise.KEPT).failures())
                .extracting(Finding::kind)
                .containsExactly(Kind.LOST);

        List<Operation> twoSides = List.of(put("b", "c", 60), put("c", "d", 70), read("b", "c", 80));
        Verdict verdict = checker.check(twoSides, List.of(read("a", "c", 90)), Promise.KEPT);
        assertThat(verdict.failures()).isEmpty();
        assertThat(verdict.tolerated()).extracting(Finding::kind).containsExactly(Kind.LOST);
    }
}
