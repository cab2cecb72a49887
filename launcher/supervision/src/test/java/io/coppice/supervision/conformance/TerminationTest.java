package io.coppice.supervision.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.Child;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartType;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.junit.jupiter.api.Test;

/** OTP's groups {@code normal_termination}, {@code shutdown_termination} and {@code abnormal_termination}. */
class TerminationTest extends Suite {

    private Supervisor supervisor() {
        return start(oneForOne());
    }

    private Child startChild(Supervisor supervisor, RestartType restart) {
        return started(supervisor.startChild(plain("child1").withRestart(restart)));
    }

    private void assertRestarted(Supervisor supervisor, Child old) {
        assertThat(current(supervisor, "child1")).isNotSameAs(old);
        assertThat(states(supervisor)).isEqualTo("child1 running");
        assertCounts(supervisor, 1, 1, 0, 1);
    }

    private void assertStopped(Supervisor supervisor) {
        assertThat(states(supervisor)).isEqualTo("child1 stopped");
        assertCounts(supervisor, 1, 0, 0, 1);
    }

    private void assertForgotten(Supervisor supervisor) {
        assertThat(children(supervisor)).isEmpty();
        assertCounts(supervisor, 0, 0, 0, 0);
    }

    @Test
    void external_start_no_progress_log() {
        Supervisor supervisor = supervisor();
        Child child = startChild(supervisor, RestartType.PERMANENT);
        terminate(supervisor, child, Death.NORMAL);
        assertRestarted(supervisor, child);

        assertThat(events())
                .extracting(event -> event.kind().word() + " " + event.path())
                .containsExactly("started /child1", "exited /child1", "restarted /child1");
    }

    @Test
    void permanent_normal() {
        Supervisor supervisor = supervisor();
        Child child = startChild(supervisor, RestartType.PERMANENT);
        terminate(supervisor, child, Death.NORMAL);
        assertRestarted(supervisor, child);
    }

    @Test
    void transient_normal() {
        Supervisor supervisor = supervisor();
        terminate(supervisor, startChild(supervisor, RestartType.TRANSIENT), Death.NORMAL);
        assertStopped(supervisor);
    }

    @Test
    void temporary_normal() {
        Supervisor supervisor = supervisor();
        terminate(supervisor, startChild(supervisor, RestartType.TEMPORARY), Death.NORMAL);
        assertForgotten(supervisor);
    }

    @Test
    void permanent_shutdown() {
        Supervisor supervisor = supervisor();
        Child first = startChild(supervisor, RestartType.PERMANENT);
        terminate(supervisor, first, Death.SHUTDOWN);
        assertRestarted(supervisor, first);

        Child second = current(supervisor, "child1");
        terminate(supervisor, second, Death.SHUTDOWN_TERM);
        assertRestarted(supervisor, second);
    }

    @Test
    void transient_shutdown() {
        Supervisor supervisor = supervisor();
        terminate(supervisor, startChild(supervisor, RestartType.TRANSIENT), Death.SHUTDOWN);
        assertStopped(supervisor);

        Child second = started(supervisor.restartChild("child1"));
        assertThat(terminate(supervisor, second, Death.SHUTDOWN_TERM)).hasToString("shutdown: some info");
        assertStopped(supervisor);
    }

    @Test
    void temporary_shutdown() {
        Supervisor supervisor = supervisor();
        terminate(supervisor, startChild(supervisor, RestartType.TEMPORARY), Death.SHUTDOWN);
        assertForgotten(supervisor);

        terminate(supervisor, startChild(supervisor, RestartType.TEMPORARY), Death.SHUTDOWN_TERM);
        assertForgotten(supervisor);
    }

    @Test
    void faulty_application_shutdown() {
        ChildSpec faulty = child("app_faulty", () -> new VerticleBase() {
            @Override
            public Future<?> start() {
                throw new NoSuchMethodError("an_undefined_function");
            }
        });
        ChildSpec application = ChildSpec.of("app", oneForOne(plain("child1"), faulty));

        SupervisionException refusal =
                assertRefused(Supervisor.start(vertx, oneForOne(application)), Refusal.START_FAILED);

        assertThat(refusal)
                .hasMessage("/app/app_faulty did not start: java.lang.NoSuchMethodError: an_undefined_function");
        assertThat(refusal.getCause()).isInstanceOf(NoSuchMethodError.class).hasStackTraceContaining("TerminationTest");
        assertThat(log).containsExactly("start child1", "stop child1");
    }

    @Test
    void permanent_abnormal() {
        Supervisor supervisor = supervisor();
        Child child = startChild(supervisor, RestartType.PERMANENT);
        terminate(supervisor, child, Death.ABNORMAL);
        assertRestarted(supervisor, child);
    }

    @Test
    void transient_abnormal() {
        Supervisor supervisor = supervisor();
        Child child = startChild(supervisor, RestartType.TRANSIENT);
        terminate(supervisor, child, Death.ABNORMAL);
        assertRestarted(supervisor, child);
    }

    @Test
    void temporary_abnormal() {
        Supervisor supervisor = supervisor();
        terminate(supervisor, startChild(supervisor, RestartType.TEMPORARY), Death.ABNORMAL);
        assertForgotten(supervisor);
    }
}
