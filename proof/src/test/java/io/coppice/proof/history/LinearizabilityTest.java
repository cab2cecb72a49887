package io.coppice.proof.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.proof.history.Finding.Kind;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinearizabilityTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get - 0-9",
                "put a 0-9, get a 10-19",
                "put a 0-9, del 10-19, get - 20-29",
                // Both values may be read while a write goes on, in this order.
                "put a 0-9, put b 10-99, get a 20-29, get b 30-39",
                "put a 0-99, put b 0-99, get a 100-109",
                "put a 0-99, put b 0-99, get b 100-109",
                // A read that overlaps the write after which it comes.
                "put a 0-9, get b 10-30, put b 15-20",
                // Nobody knows: it has happened, will much later, or never does.
                "put a 0-9, put b 10-19?, get b 20-29",
                "put a 0-9, put b 10-19?, get a 20-29",
                "put a 0-9, put b 10-19?, get a 20-29, get a 30-39, get b 1000-1009",
                "put a 0-9, del 10-19?, get a 20-29, get - 30-39",
                "put a 0-9, del 10-19?, put b 20-29, get - 30-39",
                "put a 0-9, del 10-19?, del 10-19?, get - 20-29, put b 30-39, get - 40-49",
                "put a 0-9, put b 10-19!, get a 20-29",
                "cas ->a 0-9, get a 10-19, cas a>b 20-29, get b 30-39",
                "put a 0-9, cas b>c 10-19x, get a 20-29",
                "put a 0-9, cas a>b 10-19, cas a>c 10-19x, get b 20-29",
                "put a 0-9, put b 10-19?, cas a>c 20-29x, get b 30-39",
                "put a 0-9, cas a>b 10-19?, get b 20-29",
            })
    void explains(String history) {
        assertThat(Linearizability.check(Histories.KEY, null, Histories.of(history)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get a 0-9",
                "put a 0-9, get - 10-19",
                "put a 0-9, put b 10-19, get a 20-29",
                "put a 0-9, del 10-19, get a 20-29",
                // Once a later value was read, the earlier one is gone, although the write still goes on.
                "put a 0-9, put b 10-99, get b 20-29, get a 30-39",
                // Both see both, in different orders.
                "put a 0-99, put b 0-99, get a 100-109, get b 110-119",
                "get b 0-9, put b 10-19",
                // It happens once, whenever.
                "put a 0-9, put b 10-19?, get b 20-29, put c 30-39, get b 40-49",
                "put a 0-9, del 10-19?, get - 20-29, put b 30-39, get - 40-49",
                "put a 0-9, put b 10-19!, get b 20-29",
                "put a 0-9, cas b>c 10-19, get c 20-29",
                "put a 0-9, cas a>b 10-19x, get a 20-29",
                "put a 0-9, cas a>b 10-19, cas a>c 10-19, get b 20-29",
                "put a 0-9, cas a>b 10-19?, put c 20-29, get b 30-39",
            })
    void doesNotExplain(String history) {
        assertThat(Linearizability.check(Histories.KEY, null, Histories.of(history)))
                .hasValueSatisfying(found -> assertThat(found.kind()).isEqualTo(Kind.NOT_LINEARIZABLE));
    }

    @Test
    void begins_with_the_value_that_is_there() {
        assertThat(Linearizability.check(Histories.KEY, "old", Histories.of("get old 0-9, put a 10-19, get a 20-29")))
                .isEmpty();
        assertThat(Linearizability.check(Histories.KEY, "old", Histories.of("put a 10-19, get old 20-29")))
                .hasValueSatisfying(found -> assertThat(found.text())
                        .isEqualTo("nothing explains GET k old by a: DONE [20, 29]; before it the value was a"));
    }

    @Test
    void many_that_nobody_knows_of_cost_nothing() {
        String unseen = IntStream.range(0, 1000)
                .mapToObj(i -> "put u" + i + " " + i + "-" + i + "?")
                .collect(Collectors.joining(", "));
        String deletes = IntStream.range(0, 50).mapToObj(i -> "del 1500-1501?").collect(Collectors.joining(", "));
        String history = unseen + ", put a 2000-2001, " + deletes + ", get a 2002-2003, get - 3000-3001";
        assertThat(Linearizability.check(Histories.KEY, null, Histories.of(history)))
                .isEmpty();
    }

    @Test
    void says_so_when_there_are_too_many_orders() {
        String history =
                IntStream.range(0, 40).mapToObj(i -> "put v" + i + " 0-100").collect(Collectors.joining(", "));
        assertThat(Linearizability.check(Histories.KEY, null, Histories.of(history + ", get v1 101-102")))
                .hasValueSatisfying(found -> assertThat(found.kind()).isEqualTo(Kind.UNDECIDED));
        String open =
                IntStream.range(0, 100).mapToObj(i -> "put v" + i + " 0-100").collect(Collectors.joining(", "));
        assertThat(Linearizability.check(Histories.KEY, null, Histories.of(open)))
                .hasValueSatisfying(found -> assertThat(found.text()).startsWith("more than 64 operations were open"));
    }
}
