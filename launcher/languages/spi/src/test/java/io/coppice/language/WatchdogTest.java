package io.coppice.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Its own thread looks as well, at the same clock; so what is called is called once or more. */
class WatchdogTest {

    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final Duration NONE = Duration.ZERO;

    private final AtomicLong now = new AtomicLong();
    private final Watchdog watchdog = new Watchdog(now::get);
    private final AtomicInteger tooLong = new AtomicInteger();
    private final AtomicInteger lasting = new AtomicInteger();

    @AfterEach
    void end() {
        watchdog.close();
    }

    private Watchdog.Watch watch(Duration limit) {
        return watchdog.watch(limit, tooLong::incrementAndGet, lasting::incrementAndGet);
    }

    private void passes(Duration time) {
        now.addAndGet(time.toNanos());
        watchdog.look();
    }

    @Test
    void a_call_lasts_first_and_then_it_is_too_long() {
        watch(LIMIT).begin();
        passes(Duration.ofMillis(50));
        assertThat(lasting).hasValue(0);
        passes(Duration.ofMillis(1));
        assertThat(lasting).hasPositiveValue();
        passes(LIMIT.minusMillis(51));
        assertThat(tooLong).hasValue(0);
        passes(Duration.ofMillis(1));
        assertThat(tooLong).hasPositiveValue();
    }

    @Test
    void a_call_without_a_limit_only_lasts() {
        watch(NONE).begin();
        passes(Duration.ofDays(1));
        assertThat(lasting).hasPositiveValue();
        assertThat(tooLong).hasValue(0);
    }

    @Test
    void what_has_ended_is_not_looked_at() {
        Watchdog.Watch watch = watch(LIMIT);
        watch.begin();
        watch.begin();
        watch.end();
        watch.end();
        passes(LIMIT.multipliedBy(2));
        Watchdog.Watch closed = watch(LIMIT);
        closed.begin();
        closed.close();
        passes(LIMIT.multipliedBy(2));
        assertThat(lasting).hasValue(0);
    }

    @Test
    void an_inner_call_does_not_end_the_outer_one() {
        Watchdog.Watch watch = watch(LIMIT);
        watch.begin();
        watch.begin();
        watch.end();
        passes(LIMIT.multipliedBy(2));
        assertThat(tooLong).hasPositiveValue();
    }

    @Test
    void one_whose_work_fails_keeps_none_of_the_others_from_being_looked_at() {
        Runnable fails = () -> {
            throw new IllegalStateException("as you wish");
        };
        Runnable isBroken = () -> {
            throw new NoClassDefFoundError("as you wish");
        };
        watchdog.watch(LIMIT, fails, isBroken).begin();
        watch(LIMIT).begin();
        passes(LIMIT.multipliedBy(2));
        assertThat(tooLong).hasPositiveValue();
        assertThat(lasting).hasPositiveValue();
    }
}
