package io.coppice.infosys.talk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistoryTest {

    private static List<String> texts(List<Said> said) {
        return said.stream().map(Said::text).toList();
    }

    private static Said said(String origin, long number, long at) {
        return new Said(origin, number, at, "ann", origin + number, false);
    }

    @Test
    void what_somebody_missed_is_told_in_order_and_once() {
        History history = new History("a.1", 10);
        Seen seen = new Seen();
        seen.takes(history.say(100, "ann", "one", false));
        history.add(said("b.1", 1, 101));
        history.say(102, "ann", "three", false);

        List<Said> missed = history.after(Seen.of(seen.toString()));

        assertThat(texts(missed)).containsExactly("b.11", "three");
        missed.forEach(seen::takes);
        assertThat(history.after(Seen.of(seen.toString()))).isEmpty();
        assertThat(history.add(said("b.1", 1, 101))).as("known").isFalse();
    }

    @Test
    void a_clock_that_is_set_back_changes_no_order() {
        History history = new History("a.1", 10);
        history.say(100, "ann", "one", false);
        history.add(said("b.1", 1, 500));
        history.say(50, "ann", "two", false);

        assertThat(texts(history.all())).containsExactly("one", "b.11", "two");
    }

    @Test
    void what_is_forgotten_is_counted_for_those_who_missed_it() {
        History history = new History("a.1", 3);
        for (int i = 1; i <= 5; i++) {
            history.say(i, "ann", "" + i, false);
        }

        assertThat(texts(history.all())).containsExactly("3", "4", "5");
        assertThat(history.lostAfter(Seen.of("a.1:1"))).isEqualTo(1);
        assertThat(history.lostAfter(Seen.of("a.1:2"))).isZero();
        assertThat(history.add(said("a.1", 1, 1))).as("older than what is kept").isFalse();
    }

    @Test
    void what_another_node_has_forgotten_counts_as_well() {
        History history = new History("a.1", 10);
        history.add(said("b.1", 7, 70));

        assertThat(history.lostAfter(Seen.of("b.1:4"))).isEqualTo(2);
    }

    /** Two nodes hear the same in different orders: whoever goes from one to the other misses nothing and hears nothing twice. */
    @Test
    void a_client_may_go_from_node_to_node() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            List<List<Said>> streams = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            for (int i = 0; i < 12; i++) {
                int origin = random.nextInt(3);
                List<Said> stream = streams.get(origin);
                stream.add(said("o" + origin, stream.size() + 1L, random.nextInt(5) + i));
            }
            History first = heard(streams, random);
            History second = heard(streams, random);
            List<Said> atFirst = first.all();
            Seen seen = new Seen();
            List<String> ids = new ArrayList<>();
            // What it sees at the first node is what has been heard there so far, in that order.
            for (Said one : prefix(streams, random, atFirst)) {
                if (seen.takes(one)) {
                    ids.add(one.id());
                }
            }
            second.after(Seen.of(seen.toString())).forEach(one -> ids.add(one.id()));
            assertThat(ids)
                    .as("seed %d, round %d", seed, round)
                    .doesNotHaveDuplicates()
                    .hasSize(12);
        }
    }

    /** All of it, with each origin's in order, as an event bus brings it. */
    private static History heard(List<List<Said>> streams, Random random) {
        History history = new History("none", 100);
        prefix(streams, random, List.of()).forEach(history::add);
        return history;
    }

    /** @param whole where it is not empty, only a part of what was heard */
    private static List<Said> prefix(List<List<Said>> streams, Random random, List<Said> whole) {
        List<Integer> turns = new ArrayList<>();
        for (int i = 0; i < streams.size(); i++) {
            turns.addAll(Collections.nCopies(streams.get(i).size(), i));
        }
        Collections.shuffle(turns, random);
        int[] next = new int[streams.size()];
        List<Said> heard = new ArrayList<>();
        for (int turn : turns) {
            heard.add(streams.get(turn).get(next[turn]++));
        }
        return whole.isEmpty() ? heard : heard.subList(0, random.nextInt(heard.size()));
    }

    @Test
    void a_cursor_that_is_none_is_named() {
        assertThat(Seen.of("").isNothing()).isTrue();
        for (String wrong : List.of("17", "a:", "a:1,", "a:x", "a b:1", "a:-1", "a:1;b:2")) {
            assertThatThrownBy(() -> Seen.of(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("since must be the \"cursor\"");
        }
    }

    @Test
    void a_cursor_is_bounded() {
        Seen seen = new Seen();
        for (int i = 0; i < 100; i++) {
            seen.takes(said("o" + i, 1, i));
        }
        assertThat(seen.toString().split(",", -1)).hasSize(32).contains("o99:1");
    }
}
