package io.coppice.kv.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.nodes.Write;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PiecesTest {

    private static final byte[] NAME = {1};

    private static Write write(int bytes) {
        return Write.put(NAME, NAME, new byte[bytes], 1, Write.NEVER);
    }

    @Test
    void there_is_one_also_of_nothing() {
        assertThat(Pieces.of(List.of())).containsExactly(List.of());
    }

    @Test
    void each_is_small_and_all_of_them_are_all() {
        List<Write> all = Collections.nCopies(50, write(100_000));
        List<List<Write>> pieces = Pieces.of(all);
        assertThat(pieces).hasSize(5).allSatisfy(piece -> assertThat(piece).hasSizeBetween(6, 11));
        assertThat(pieces.stream().mapToInt(List::size).sum()).isEqualTo(50);
    }

    @Test
    void a_write_that_is_larger_is_one_of_its_own() {
        assertThat(Pieces.of(List.of(write(5 * Pieces.BYTES), write(1), write(1))))
                .hasSize(2);
    }
}
