package io.coppice.proof.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.proof.history.Finding.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class WriteChecksTest {

    private static WriteChecks of(String history) {
        return new WriteChecks(Histories.KEY, "old", Histories.of(history));
    }

    @Test
    void a_value_needs_somebody_who_wrote_it_before() {
        assertThat(of("put a 0-9, put b 10-19?, get a 20-29, get b 30-39, get old 40-49, get - 50-59")
                        .phantoms())
                .isEmpty();
        assertThat(of("get a 20-29").phantoms()).extracting(Finding::kind).containsExactly(Kind.PHANTOM);
        assertThat(of("put a 0-9!, get a 20-29").phantoms()).hasSize(1);
        assertThat(of("get a 0-9, put a 20-29").phantoms()).hasSize(1);
    }

    @Test
    void a_value_does_not_come_back() {
        assertThat(of("get a 0-9, get a 10-19, get b 20-29, get b 30-39").duplicates())
                .isEmpty();
        assertThat(of("get a 0-20, get b 10-19, get a 15-39").duplicates()).isEmpty();
        assertThat(of("get a 0-9, get b 10-19, get a 20-29").duplicates())
                .extracting(Finding::kind)
                .containsExactly(Kind.DUPLICATE);
        assertThat(of("get a 0-9, get - 10-19, get a 20-29").duplicates()).hasSize(1);
    }

    @Test
    void reads_do_not_go_back() {
        assertThat(of("put a 0-9, put b 10-19, get a 20-29, get b 30-39").wentBack())
                .isEmpty();
        assertThat(of("put a 0-19, put b 10-19, get b 20-29, get a 30-39").wentBack())
                .as("they were written at once")
                .isEmpty();
        assertThat(of("put a 0-9, put b 10-19, get b 20-29, get a 30-39").wentBack())
                .extracting(Finding::kind)
                .containsExactly(Kind.WENT_BACK);
        assertThat(of("put a 0-9, get a 20-29, get old 30-39").wentBack()).hasSize(1);
    }

    @Test
    void an_acknowledged_write_is_there_or_overwritten() {
        assertThat(of("put a 0-9").lost("a")).isEmpty();
        assertThat(of("put a 0-9, put b 10-19").lost("b")).isEmpty();
        assertThat(of("put a 0-9, put b 5-19").lost("a")).isEmpty();
        assertThat(of("put a 0-9, put b 5-19").lost("b")).isEmpty();
        assertThat(of("put a 0-9, put b 10-19?").lost("b")).isEmpty();
        assertThat(of("put a 10-19, put b 0-9?").lost("b"))
                .as("what was sent before may happen later")
                .isEmpty();
        assertThat(of("put a 0-9, put b 10-19?").lost("a")).isEmpty();
        assertThat(of("put a 0-9, del 10-19?").lost(null)).isEmpty();
        assertThat(of("put a 0-9, put b 10-19!").lost("a")).isEmpty();
    }

    @Test
    void tells_of_the_newest_that_is_lost() {
        assertThat(of("put a 0-9").lost("old")).extracting(Finding::kind).containsExactly(Kind.LOST);
        assertThat(of("put a 0-9").lost(null)).hasSize(1);
        assertThat(of("put a 0-9, put b 10-19").lost("a"))
                .extracting(Finding::text)
                .containsExactly("PUT k b by a: DONE [10, 19], and in the end it is a");
        assertThat(of("del 0-9, put a 10-19, put b 20-29").lost(null)).hasSize(1);
        assertThat(of("put a 0-9, del 10-19").lost("a"))
                .extracting(Finding::kind)
                .containsExactly(Kind.RESURRECTED);
        assertThat(of("put a 0-9, cas a>b 10-19, put c 12-15!").lost("a")).hasSize(1);
        assertThat(List.of(of("put a 0-9, cas x>b 10-19x").lost("a").size())).containsExactly(0);
    }
}
