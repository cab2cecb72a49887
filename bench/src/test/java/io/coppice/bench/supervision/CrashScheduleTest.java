package io.coppice.bench.supervision;

import static io.coppice.bench.supervision.CrashSchedule.PAUSE_NANOS;
import static io.coppice.bench.supervision.CrashSchedule.Step.ASK;
import static io.coppice.bench.supervision.CrashSchedule.Step.CRASH;
import static io.coppice.bench.supervision.CrashSchedule.Step.END;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CrashScheduleTest {

    private final Samples samples = new Samples(1);
    private final AtomicLong restarts = new AtomicLong();
    private final CrashSchedule schedule = new CrashSchedule(samples, restarts::get);

    @Test
    void crashesAMillisecondAfterTheFirstAnswer() {
        assertThat(schedule.answered(7, 0)).isEqualTo(ASK);
        assertThat(schedule.answered(0, PAUSE_NANOS - 1)).isEqualTo(ASK);
        assertThat(schedule.answered(0, PAUSE_NANOS)).isEqualTo(CRASH);
    }

    @Test
    void takesNoTimeOfTheVeryFirstStart() {
        schedule.answered(7, 0);

        assertThat(samples.seen()).isZero();
    }

    @Test
    void takesTheFirstAnswerOfEachIncarnationAfterIt() {
        crash(0);

        schedule.answered(7, 2 * PAUSE_NANOS);
        schedule.answered(0, 2 * PAUSE_NANOS + 1);

        assertThat(samples.seen()).isOne();
    }

    @Test
    void doesNotCrashWhatWasNotRestartedYet() {
        crash(0);

        assertThat(schedule.answered(0, 3 * PAUSE_NANOS)).isEqualTo(ASK);
        restarts.incrementAndGet();
        assertThat(schedule.answered(0, 4 * PAUSE_NANOS)).isEqualTo(ASK);
    }

    @Test
    void waitsUntilTheRestartHasEndedForWhoMadeIt() {
        crash(0);
        schedule.answered(7, 2 * PAUSE_NANOS);

        assertThat(schedule.answered(0, 4 * PAUSE_NANOS)).isEqualTo(ASK);
        restarts.incrementAndGet();
        assertThat(schedule.answered(0, 4 * PAUSE_NANOS)).isEqualTo(CRASH);
    }

    @Test
    void endsWithTheLastSample() {
        long time = 0;
        for (int i = 0; i < Samples.WARM_UP + 1; i++) {
            crash(time);
            restarts.incrementAndGet();
            time += 2 * PAUSE_NANOS;
        }

        assertThat(schedule.answered(7, time)).isEqualTo(ASK);
        assertThat(schedule.answered(0, time + PAUSE_NANOS)).isEqualTo(END);
        assertThat(samples.seen()).isEqualTo(Samples.WARM_UP + 1);
    }

    /** The first answer of an incarnation at this time, and the crash after it. */
    private void crash(long time) {
        schedule.answered(7, time);
        assertThat(schedule.answered(0, time + PAUSE_NANOS)).isEqualTo(CRASH);
    }
}
