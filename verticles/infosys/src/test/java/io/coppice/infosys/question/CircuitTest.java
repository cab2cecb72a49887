package io.coppice.infosys.question;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CircuitTest {

    private static final Instant START = Instant.EPOCH;
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final Circuit circuit = new Circuit(3, PAUSE);

    private void fails(int times, Instant when) {
        for (int i = 0; i < times; i++) {
            circuit.failed(when);
        }
    }

    @Test
    void it_is_asked_until_it_has_failed_so_often_in_a_row() {
        fails(2, START);
        assertThat(circuit.allows(START)).isTrue();
        circuit.succeeded();
        fails(2, START);
        assertThat(circuit.allows(START)).isTrue();
        fails(1, START);
        assertThat(circuit.allows(START)).isFalse();
        assertThat(circuit.isOpen()).isTrue();
    }

    @Test
    void after_the_pause_one_question_is_let_through_and_decides() {
        fails(3, START);
        Instant later = START.plus(PAUSE);
        assertThat(circuit.allows(later.minusMillis(1))).isFalse();
        assertThat(circuit.allows(later)).isTrue();
        assertThat(circuit.allows(later)).as("one at a time").isFalse();

        circuit.failed(later);
        assertThat(circuit.allows(later.plus(PAUSE).minusMillis(1))).isFalse();
        assertThat(circuit.allows(later.plus(PAUSE))).isTrue();

        circuit.succeeded();
        assertThat(circuit.allows(later.plus(PAUSE))).isTrue();
        assertThat(circuit.isOpen()).isFalse();
    }
}
