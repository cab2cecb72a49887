package io.coppice.proof.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.proof.history.HistoryChecker.Verdict;
import io.coppice.proof.history.Operation;
import io.coppice.proof.history.Operation.Kind;
import io.coppice.proof.history.Operation.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
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
    void of_a_node_that_is_cut_off_it_counts_what_was_acknowledged_while_it_was() {
        assertThat(Availability.acknowledgedFor(OPERATIONS, "a", 5_000_000, 1_000_000_000))
                .as("the last of them ended after 920 ms")
                .isEqualTo(Duration.ofMillis(915));
        assertThat(Availability.acknowledgedFor(OPERATIONS, "a", 930_000_000, 1_000_000_000))
                .isEqualTo(Duration.ZERO);
        assertThat(Availability.acknowledgedFor(OPERATIONS, "b", 0, 1_000_000_000))
                .isEqualTo(Duration.ZERO);
    }

    @Test
    void of_a_node_that_is_cut_off_it_counts_until_it_refused_a_write() {
        assertThat(Availability.refusedAfter(OPERATIONS, "a", 5_000_000, 850_000_000))
                .isEqualTo(Duration.ofMillis(495));
        assertThat(Availability.refusedAfter(OPERATIONS, "a", 510_000_000, 850_000_000))
                .as("none any more")
                .isEqualTo(Duration.ofMillis(340));
        assertThat(Availability.refusedAfter(OPERATIONS, "b", 0, 850_000_000)).isEqualTo(Duration.ofMillis(850));
    }

    @Test
    void a_round_with_a_minority_says_when_it_refused_and_how_long_it_took_to_heal() {
        List<String> nodes = List.of("a", "b", "c");
        Plan plan = Stream.iterate(1, seed -> seed + 1)
                .map(seed -> Plan.of(seed, 1, List.of(Fault.PARTITION), nodes))
                .filter(each -> each.leavesAMinority() && each.victims().get(0).equals("a"))
                .findFirst()
                .orElseThrow();
        Duration recovery = plan.time().plusMillis(2500);
        assertThat(Round.of(plan, OPERATIONS, 0, recovery, new Verdict(List.of(), List.of()))
                        .toString())
                .endsWith(
                        ", 2.5 s after the cut was over; a acknowledged writes for 1.0 s and refused the first after 0.5 s; ok");
        Plan kill = Plan.of(1, 1, List.of(Fault.KILL), nodes);
        assertThat(Round.of(kill, OPERATIONS, 0, recovery, new Verdict(List.of(), List.of()))
                        .toString())
                .doesNotContain("cut", "acknowledged writes for");
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
        report.add(Round.of(plan, OPERATIONS, 0, Duration.ofSeconds(2), new Verdict(List.of(), List.of())));
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
        report.add(Round.of(plan, List.of(), 0, Duration.ofSeconds(2), new Verdict(List.of(), List.of())));
        assertThat(report.isGood()).isFalse();
    }
}
