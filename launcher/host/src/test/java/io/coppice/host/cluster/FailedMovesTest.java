package io.coppice.host.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FailedMovesTest {

    private static final long START = Long.MAX_VALUE - 5;

    private final AtomicInteger wentOn = new AtomicInteger();
    private final FailedMoves moves = new FailedMoves(wentOn::incrementAndGet, START);

    @Test
    void it_goes_on_soon_after_a_failure_once_for_all_that_failed_with_it() {
        moves.failed(START);
        moves.failed(START + 1);
        moves.check(START + FailedMoves.SOON_NANOS - 1);
        assertThat(wentOn).hasValue(0);
        moves.check(START + FailedMoves.SOON_NANOS);
        moves.check(START + FailedMoves.SOON_NANOS + 1);
        assertThat(wentOn).hasValue(1);
    }

    @Test
    void what_goes_on_failing_is_left_alone_for_a_while() {
        long now = START;
        for (; now - START < FailedMoves.WINDOW_NANOS; now += FailedMoves.SOON_NANOS) {
            moves.failed(now);
            moves.check(now + FailedMoves.SOON_NANOS);
        }
        assertThat(wentOn).hasValue(FailedMoves.MOST);
        moves.failed(now);
        moves.check(now + FailedMoves.SOON_NANOS);
        assertThat(wentOn).hasValue(FailedMoves.MOST + 1);
    }

    @Test
    void nothing_is_done_where_nothing_failed() {
        moves.check(START);
        assertThat(wentOn).hasValue(0);
    }
}
