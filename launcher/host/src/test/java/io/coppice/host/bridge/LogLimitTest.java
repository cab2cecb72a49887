package io.coppice.host.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogLimitTest {

    private long now = Long.MAX_VALUE - 5;
    private final List<String> lines = new ArrayList<>();
    private final LogLimit log = new LogLimit(() -> now, lines::add);

    @Test
    void it_takes_a_line_a_second_and_counts_the_others() {
        log.log("a");
        log.log("b");
        now += 999_999_999;
        log.log("c");
        assertThat(lines).containsExactly("a");
        now++;
        log.log("d");
        log.log("e");
        now += 5_000_000_000L;
        log.log("f");
        now += 5_000_000_000L;
        log.log("g");
        assertThat(lines)
                .containsExactly(
                        "a", "d (and 2 lines like this one before)", "f (and 1 lines like this one before)", "g");
    }
}
