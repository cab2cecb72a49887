package io.coppice.proof.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.proof.history.HistoryChecker.Verdict;
import io.coppice.proof.history.Operation;
import io.coppice.proof.history.Operation.Kind;
import io.coppice.proof.history.Operation.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AvailabilityTest {

    private static Operation put(String bucket, Outcome outcome, long startMillis, long endMillis) {
        return new Operation(
                "a", bucket + "/k", Kind.PUT, null, "v", outcome, startMillis * 1_000_000, endMillis * 1_000_000);
    }

    private static final List<Operation> OPERATIONS = List.of(
            put("one", Outcome.DONE, 0, 10),
            put("one", Outcome.REFUSED, 100, 500),
            put("one", Outcome.DONE, 600, 1010),
            put("two", Outcome.DONE, 0, 20),
            put("two", Outcome.UNKNOWN, 30, 900),
            put("two", Outcome.DONE, 900, 920));

    @Test
    void the_longest_gap_is_that_of_one_bucket() {
        assertThat(Availability.longestGap(OPERATIONS)).isEqualTo(Duration.ofSeconds(1));
        assertThat(Availability.longestGap(List.of())).isEqualTo(Duration.ZERO);
    }

    @Test
    void a_bucket_that_takes_no_more_writes_has_its_gap_to_the_end_of_the_last_that_was_tried() {
        assertThat(Availability.longestGap(
                        List.of(put("one", Outcome.DONE, 0, 10), put("one", Outcome.REFUSED, 100, 5010))))
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(Availability.longestGap(List.of(put("one", Outcome.UNKNOWN, 0, 2000))))
                .isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void counts_what_was_answered_when() {
        assertThat(Availability.answered(OPERATIONS, Duration.ofMillis(500))).containsExactly(2, 1, 1);
    }

    @Test
    void draws_it() {
        Plan plan = Plan.of(1, 1, List.of(Fault.KILL), List.of("a", "b", "c"));
        String svg = AvailabilityPlot.of(plan, OPERATIONS, 100_000_000, Duration.ofMillis(700));
        assertThat(svg).startsWith("<svg ").endsWith("</svg>\n").contains(">" + plan + "<", "<polyline points='");
    }

    @Test
    void a_report_has_a_row_for_each_kind_of_fault_and_one_for_all() {
        Report report = new Report();
        Plan plan = Plan.of(1, 1, List.of(Fault.KILL), List.of("a", "b", "c"));
        report.add(Round.of(plan, OPERATIONS, Duration.ofSeconds(2), new Verdict(List.of(), List.of())));
        assertThat(report.toString().lines().skip(2))
                .containsExactly(
                        "| kill | 1 | 6 | 4 | 1 | 0 | 0 | 0 | 0 | 1.00 s | 1.00 s | 1.00 s |",
                        "| all | 1 | 6 | 4 | 1 | 0 | 0 | 0 | 0 | 1.00 s | 1.00 s | 1.00 s |");
        assertThat(report.isGood()).isTrue();
    }

    @Test
    void a_round_in_which_nothing_was_acknowledged_proves_nothing() {
        Report report = new Report();
        assertThat(report.isGood()).isFalse();
        Plan plan = Plan.of(1, 1, List.of(Fault.KILL), List.of("a", "b", "c"));
        report.add(Round.of(plan, List.of(), Duration.ofSeconds(2), new Verdict(List.of(), List.of())));
        assertThat(report.isGood()).isFalse();
    }
}
