package io.coppice.proof.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanTest {

    private static final List<String> NODES = List.of("a", "b", "c");

    private static Plan of(int round, Fault... faults) {
        return Plan.of(7, round, List.of(faults), NODES);
    }

    private static List<Plan> many(Fault fault) {
        return IntStream.rangeClosed(1, 300).mapToObj(round -> of(round, fault)).toList();
    }

    @Test
    void the_seed_and_the_number_say_all() {
        assertThat(of(41, Fault.values())).isEqualTo(of(41, Fault.values()));
        assertThat(Plan.of(8, 41, List.of(Fault.PARTITION), NODES)).isNotEqualTo(of(41, Fault.PARTITION));
    }

    @Test
    void the_faults_take_turns() {
        assertThat(IntStream.rangeClosed(1, 5).mapToObj(round -> of(round, Fault.KILL, Fault.STOP)))
                .extracting(Plan::fault)
                .containsExactly(Fault.KILL, Fault.STOP, Fault.KILL, Fault.STOP, Fault.KILL);
    }

    @Test
    void every_node_is_killed_some_time() {
        Set<String> killed =
                many(Fault.KILL).stream().map(plan -> plan.victims().get(0)).collect(Collectors.toSet());
        assertThat(killed).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void two_kills_are_of_two_nodes_and_at_most_half_a_second_apart() {
        assertThat(many(Fault.DOUBLE)).allSatisfy(plan -> {
            assertThat(plan.victims()).hasSize(2).doesNotHaveDuplicates();
            assertThat(plan.time().toMillis()).isBetween(0L, 500L);
        });
    }

    @Test
    void all_are_killed_within_some_seconds() {
        assertThat(many(Fault.ALL)).allSatisfy(plan -> {
            assertThat(plan.victims()).containsExactlyInAnyOrder("a", "b", "c");
            assertThat(plan.time().toMillis()).isBetween(0L, 500L);
        });
    }

    @Test
    void stops_and_cuts_are_as_long_as_they_should_be() {
        assertThat(many(Fault.STOP))
                .allSatisfy(plan -> assertThat(plan.time().toMillis()).isBetween(1_000L, 15_000L))
                .anySatisfy(plan -> assertThat(plan.time().toMillis()).isLessThan(5_000L))
                .anySatisfy(plan -> assertThat(plan.time().toMillis()).isGreaterThan(12_000L));
        assertThat(many(Fault.PARTITION))
                .allSatisfy(plan -> assertThat(plan.time().toMillis()).isBetween(12_000L, 30_000L));
    }

    @Test
    void a_node_is_cut_off_from_all_from_one_or_in_one_direction() {
        Set<Integer> sizes = new TreeSet<>();
        for (Plan plan : many(Fault.PARTITION)) {
            String victim = plan.victims().get(0);
            long inward =
                    plan.cuts().stream().filter(cut -> cut.to().equals(victim)).count();
            long outward = plan.cuts().stream()
                    .filter(cut -> cut.from().equals(victim))
                    .count();
            assertThat(inward + outward).isEqualTo(plan.cuts().size());
            sizes.add((int) (10 * inward + outward));
        }
        assertThat(sizes).containsExactlyInAnyOrder(22, 11, 20);
    }

    @Test
    void who_is_unplugged_dies_before_the_others_miss_it() {
        assertThat(many(Fault.UNPLUG)).allSatisfy(plan -> {
            assertThat(plan.cuts()).hasSize(4);
            assertThat(plan.time().toMillis()).isBetween(7_000L, 8_500L);
        });
    }

    @Test
    void a_partition_is_of_one_of_three_kinds() {
        assertThat(many(Fault.PARTITION).stream().map(Plan::kind))
                .contains("partition, from all", "partition, from one", "partition, one way");
        assertThat(of(3, Fault.KILL).kind()).isEqualTo("kill");
    }

    @Test
    void says_what_it_does() {
        assertThat(of(3, Fault.KILL).toString()).matches("kill [abc]");
        assertThat(of(3, Fault.DOUBLE).toString()).matches("double [abc], [abc] \\d+ ms");
        assertThat(of(3, Fault.NONE).toString()).isEqualTo("none 5000 ms");
        assertThat(of(3, Fault.PARTITION).toString()).matches("partition [abc] \\(([abc]>[abc] ?)+\\) \\d+ ms");
    }
}
