package io.coppice.host.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.host.bridge.RateLimit.Verdict;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private static final long MILLI = 1_000_000;

    /** It runs over on the way, as that of the machine may. */
    private long now = Long.MAX_VALUE - 5;

    /** Ten a second, and four at once. */
    private final RateLimit limit = new RateLimit(10, 4, now);

    /** What becomes of messages that come so long after each other. */
    private Map<Verdict, Integer> say(int count, long nanosApart) {
        Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
        for (int i = 0; i < count; i++) {
            verdicts.merge(limit.next(now), 1, Integer::sum);
            now += nanosApart;
        }
        return verdicts;
    }

    @Test
    void a_burst_passes_and_what_comes_with_it_does_not() {
        assertThat(say(5, 0)).isEqualTo(Map.of(Verdict.PASS, 4, Verdict.REFUSE, 1));
    }

    @Test
    void a_token_comes_when_its_time_has_passed_and_not_before() {
        say(4, 0);
        now += 100 * MILLI - 1;
        assertThat(limit.next(now)).isEqualTo(Verdict.REFUSE);
        now += 1;
        assertThat(limit.next(now)).isEqualTo(Verdict.PASS);
        assertThat(limit.next(now)).isEqualTo(Verdict.REFUSE);
    }

    @Test
    void who_keeps_to_the_rate_is_never_refused() {
        assertThat(say(10_000, 100 * MILLI)).isEqualTo(Map.of(Verdict.PASS, 10_000));
    }

    @Test
    void a_pause_fills_no_more_than_a_burst() {
        say(4, 0);
        now += 3_600_000 * MILLI;
        assertThat(say(5, 0)).isEqualTo(Map.of(Verdict.PASS, 4, Verdict.REFUSE, 1));
    }

    @Test
    void who_goes_on_over_the_rate_is_ended_after_as_many_refusals_as_a_burst_has() {
        assertThat(say(9, 0)).isEqualTo(Map.of(Verdict.PASS, 4, Verdict.REFUSE, 4, Verdict.END, 1));
    }

    @Test
    void who_is_a_little_over_the_rate_without_end_is_ended_too() {
        assertThat(say(1_000, 90 * MILLI)).containsKey(Verdict.END);
    }

    @Test
    void who_pauses_after_a_refusal_may_go_on_for_ever() {
        for (int i = 0; i < 100; i++) {
            assertThat(say(8, 0)).isEqualTo(Map.of(Verdict.PASS, 4, Verdict.REFUSE, 4));
            now += 400 * MILLI;
        }
    }

    @Test
    void rates_from_one_to_a_million_are_kept() {
        for (int rate : new int[] {1, 3, 1_000, 1_000_000}) {
            RateLimit other = new RateLimit(rate, 1, 0);
            int passed = 0;
            for (long at = 0; at < 2_000_000_000L; at += 1_000_000_000L / rate / 2) {
                passed += other.next(at) == Verdict.PASS ? 1 : 0;
            }
            assertThat(passed).as("in two seconds at %s a second", rate).isBetween(2 * rate - 1, 2 * rate + 1);
        }
    }
}
