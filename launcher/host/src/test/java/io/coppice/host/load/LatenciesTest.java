package io.coppice.host.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    private final Latencies latencies = new Latencies();

    @Test
    void nothing_is_0() {
        assertThat(latencies.count()).isZero();
        assertThat(latencies.least()).isZero();
        assertThat(latencies.most()).isZero();
        assertThat(latencies.mean()).isZero();
        assertThat(latencies.percentile(50)).isZero();
    }

    @Test
    void small_times_are_exact() {
        for (int i = 1; i <= 50; i++) {
            latencies.record(i);
        }
        assertThat(latencies.percentile(0)).isEqualTo(1);
        assertThat(latencies.percentile(50)).isEqualTo(25);
        assertThat(latencies.percentile(98)).isEqualTo(49);
        assertThat(latencies.percentile(100)).isEqualTo(50);
        assertThat(latencies.mean()).isEqualTo(25.5);
    }

    @Test
    void any_time_is_exact_to_a_thirty_second_part() {
        long seed = 20_261_121;
        Random random = new Random(seed);
        long[] times = random.longs(10_000)
                .map(bits -> bits >>> (1 + random.nextInt(62)))
                .toArray();
        Arrays.stream(times).forEach(latencies::record);
        Arrays.sort(times);
        for (double percent : new double[] {1, 10, 50, 90, 99, 99.9}) {
            long exact = times[(int) Math.ceil(times.length * percent / 100) - 1];
            assertThat(latencies.percentile(percent))
                    .as("%s %% with the seed %d", percent, seed)
                    .isGreaterThanOrEqualTo(exact)
                    .isCloseTo(exact, Percentage.withPercentage(100.0 / 32));
        }
        assertThat(latencies.least()).isEqualTo(times[0]);
        assertThat(latencies.most()).isEqualTo(times[times.length - 1]);
    }

    @Test
    void the_longest_and_a_clock_that_goes_back_have_a_bucket() {
        latencies.record(Long.MAX_VALUE);
        latencies.record(-1);
        assertThat(latencies.percentile(50)).isZero();
        assertThat(latencies.percentile(100)).isEqualTo(Long.MAX_VALUE);
    }
}
