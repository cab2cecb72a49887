package io.coppice.kv.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScanRoundTest {

    /** All visits of a scan whose nodes have so many parts each. */
    private static List<String> visits(List<String> others, int parts) {
        List<String> visits = new ArrayList<>();
        long cursor = 0;
        do {
            ScanRound round = ScanRound.of("a", others, cursor);
            visits.add(round.node() + round.cursor());
            cursor = round.next((round.cursor() + 1) % parts);
        } while (cursor != 0);
        return visits;
    }

    @Test
    void every_part_of_every_node_has_its_turn_once() {
        assertThat(visits(List.of(), 3)).containsExactly("a0", "a1", "a2");
        assertThat(visits(List.of("b", "c"), 2)).containsExactlyInAnyOrder("a0", "a1", "b0", "b1", "c0", "c1");
        assertThat(visits(List.of("c", "b"), 1)).containsExactlyElementsOf(visits(List.of("b", "c"), 1));
    }

    @Test
    void a_round_goes_on_with_the_next_where_its_node_has_gone() {
        List<String> order = ScanRound.of("a", List.of("b", "c"), 0).nodes();
        String second = order.get(1);
        ScanRound round = ScanRound.of(order.get(0), order.subList(1, 3), 0);
        long atSecond = round.next(0);
        assertThat(ScanRound.of(order.get(0), List.of(order.get(2)), atSecond).node())
                .isEqualTo(order.get(2))
                .isNotEqualTo(second);
        ScanRound last = ScanRound.of(order.get(0), order.subList(1, 3), 0xffff_ffffL);
        assertThat(last.isOver() || order.get(2).equals(last.node())).isTrue();
    }
}
