package io.coppice.host.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.coppice.supervision.SupervisionEvent;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CrashLogTest {

    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    private final CapturedLog captured = new CapturedLog();
    private boolean ready = true;

    private ILoggingEvent logged(EventKind kind, ExitReason reason, Duration down) {
        new CrashLog(captured.logger(), () -> ready)
                .accept(new SupervisionEvent(
                        kind, AT, "/kv/registry", "java:R", reason, 1, 3, Duration.ofSeconds(5), down));
        return captured.only();
    }

    @Test
    void a_crash_is_one_error_with_path_reason_count_and_stack() {
        IllegalStateException boom = new IllegalStateException("boom");
        ILoggingEvent entry = logged(EventKind.CRASHED, ExitReason.crashed(boom), Duration.ZERO);
        assertThat(entry.getLevel()).isEqualTo(Level.ERROR);
        assertThat(entry.getFormattedMessage())
                .isEqualTo("/kv/registry (java:R) crashed: java.lang.IllegalStateException: boom "
                        + "(restarts: 1 of 3 in 5 s)");
        assertThat(entry.getThrowableProxy().getMessage()).isEqualTo("boom");
    }

    @Test
    void a_window_has_its_fraction() {
        new CrashLog(captured.logger(), () -> ready)
                .accept(new SupervisionEvent(
                        EventKind.CRASHED,
                        AT,
                        "/a",
                        "java:R",
                        ExitReason.crashed("no"),
                        1,
                        3,
                        Duration.ofMillis(1500),
                        Duration.ZERO));
        assertThat(captured.only().getFormattedMessage()).endsWith("(restarts: 1 of 3 in 1.5 s)");
    }

    @Test
    void a_failed_restart_is_a_warning_with_its_cause() {
        SupervisionException failed = new SupervisionException(
                Refusal.START_FAILED, "/kv/registry did not start: no", new IllegalStateException("no"));
        ILoggingEvent entry = logged(EventKind.START_FAILED, ExitReason.crashed(failed), Duration.ZERO);
        assertThat(entry.getLevel()).isEqualTo(Level.WARN);
        assertThat(entry.getFormattedMessage()).isEqualTo("/kv/registry did not start: no (restarts: 1 of 3 in 5 s)");
        assertThat(entry.getThrowableProxy().getMessage()).isEqualTo("no");
    }

    @Test
    void a_failed_first_start_is_left_to_the_start_itself() {
        ready = false;
        assertThat(logged(EventKind.START_FAILED, ExitReason.crashed("no"), Duration.ZERO)
                        .getLevel())
                .isEqualTo(Level.DEBUG);
    }

    @Test
    void a_restart_tells_the_time_that_it_took() {
        ILoggingEvent entry = logged(EventKind.RESTARTED, ExitReason.NORMAL, Duration.ofMillis(12));
        assertThat(entry.getLevel()).isEqualTo(Level.INFO);
        assertThat(entry.getFormattedMessage())
                .isEqualTo("/kv/registry (java:R) is back after 12 ms (restarts: 1 of 3 in 5 s)");
    }

    @Test
    void giving_up_is_an_error() {
        assertThat(logged(EventKind.GAVE_UP, ExitReason.shutdown("more than 3"), Duration.ZERO)
                        .getLevel())
                .isEqualTo(Level.ERROR);
    }

    @Test
    void a_parked_child_is_an_error_with_its_reason() {
        ILoggingEvent entry = logged(EventKind.PARKED, ExitReason.crashed("no"), Duration.ZERO);
        assertThat(entry.getLevel()).isEqualTo(Level.ERROR);
        assertThat(entry.getFormattedMessage())
                .isEqualTo("/kv/registry is parked until it is started by hand: crashed: no");
    }

    @Test
    void the_rest_is_for_debugging() {
        assertThat(logged(EventKind.STARTED, ExitReason.NORMAL, Duration.ZERO).getLevel())
                .isEqualTo(Level.DEBUG);
    }
}
