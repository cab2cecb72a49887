package io.coppice.supervision.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.spec.Heartbeat;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which silences are too long, with time as numbers. */
class HeartbeatCountTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private static HeartbeatCount count(int misses) {
        return new HeartbeatCount(new Heartbeat(Duration.ofSeconds(1), misses, Optional.empty()), 0);
    }

    @Test
    void B05_asManyMissesInARowAsAllowedAreTooMany() {
        HeartbeatCount count = count(3);

        assertThat(count.beat(SECOND)).isFalse();
        assertThat(count.beat(2 * SECOND)).isFalse();
        assertThat(count.beat(3 * SECOND)).isTrue();
    }

    @Test
    void B05_anAnswerForgivesTheMissesBeforeIt() {
        HeartbeatCount count = count(2);

        assertThat(count.beat(SECOND)).isFalse();
        count.answered();
        assertThat(count.beat(2 * SECOND)).isFalse();
        assertThat(count.beat(3 * SECOND)).isFalse();
        assertThat(count.beat(4 * SECOND)).isTrue();
    }

    @Test
    void B05_oneMissMayBeTooMany() {
        assertThat(count(1).beat(SECOND)).isTrue();
    }

    @Test
    void B05_aBeatThatComesAnIntervalLateIsNobodysMiss() {
        HeartbeatCount count = count(1);

        assertThat(count.beat(2 * SECOND)).isFalse();
        assertThat(count.beat(4 * SECOND - 1)).isTrue();
    }

    @Test
    void B05_theClockMayPassItsHighestNumber() {
        HeartbeatCount count = new HeartbeatCount(
                new Heartbeat(Duration.ofSeconds(1), 1, Optional.empty()), Long.MAX_VALUE - SECOND / 2);

        assertThat(count.beat(Long.MAX_VALUE - SECOND / 2 + SECOND)).isTrue();
    }
}
