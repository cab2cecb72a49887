package io.coppice.supervision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.supervision.Child;
import io.coppice.supervision.SpecJson;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.Backoff;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ChildStart;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Extras;
import io.coppice.supervision.spec.Heartbeat;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.Shutdown;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.ReplyException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Whatever its children throw, and whatever numbers it is given, a supervisor goes on. */
class RobustnessTest extends OnVertx {

    private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

    /** As one of a plugin whose class loader is closed. */
    private static final class Unprintable extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public void printStackTrace(PrintWriter to) {
            throw new NoClassDefFoundError("gone");
        }
    }

    private static final class WithoutMessage extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }

    private Supervisor root(ChildSpec... children) {
        return get(Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, children)));
    }

    private ChildSpec throwing(Supplier<RuntimeException> what) {
        return child("a", () -> new VerticleBase() {
            @Override
            public Future<?> start() {
                vertx.eventBus().localConsumer("a", message -> {
                    throw what.get();
                });
                return Future.succeededFuture();
            }
        });
    }

    @Test
    void anExceptionThatCannotBePrintedIsACrashLikeAnyOther() {
        root(throwing(Unprintable::new));
        Child first = running("/a");

        vertx.eventBus().send("a", "");
        awaitAnother("/a", first);

        assertThat(get(first.ended()).cause()).isInstanceOf(Unprintable.class);
    }

    @Test
    void anExceptionWithoutATextIsACrashLikeAnyOtherAndItsSenderIsAnswered() {
        root(throwing(WithoutMessage::new));
        Child first = running("/a");

        assertThatThrownBy(() -> get(vertx.eventBus().request("a", "")))
                .isInstanceOfSatisfying(
                        ReplyException.class,
                        refused -> assertThat(refused.failureCode()).isEqualTo(Supervision.CRASHED))
                .hasMessageContaining("WithoutMessage");
        awaitAnother("/a", first);

        assertThat(get(first.ended()).detail()).contains("WithoutMessage", "IllegalStateException");
    }

    @Test
    void anExceptionWithoutATextFailsAStartLikeAnyOther() {
        ChildSpec spec = child("a", () -> new VerticleBase() {
            @Override
            public Future<?> start() {
                throw new WithoutMessage();
            }
        });
        assertThatThrownBy(() -> root(spec))
                .hasMessageStartingWith("/a did not start: ")
                .hasMessageContaining("WithoutMessage");
    }

    @Test
    void aStartThatThrowsInTheSupervisorsTurnIsAFailedStart() {
        ChildStart broken = new ChildStart() {
            private int asked;

            @Override
            public String description() {
                if (asked++ == 0) {
                    throw new NoClassDefFoundError("gone");
                }
                return "broken";
            }
        };
        Supervisor root = root();

        assertThatThrownBy(() -> get(root.startChild(ChildSpec.of("a", broken))))
                .hasMessage("/a did not start: java.lang.NoClassDefFoundError: gone");
        assertThat(get(root.startChild(plain("b"))).isRunning()).isTrue();
    }

    @Test
    void anyTimeIsATimeLimit() {
        Extras extras = Extras.NONE
                .withHeartbeat(new Heartbeat(FOR_EVER, 3, Optional.of("a")))
                .withLoopLimit(FOR_EVER)
                .withBackoff(new Backoff(Duration.ofMillis(1), FOR_EVER, 2, 0, FOR_EVER));
        Supervisor root = get(Supervisor.start(
                vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE).withWindow(1, FOR_EVER)));
        ChildSpec endless = child("a", () -> new Plain("b"))
                .withStartTimeout(FOR_EVER)
                .withShutdown(Shutdown.within(FOR_EVER))
                .withExtras(extras);

        Child first = get(root.startChild(endless));
        first.exit(ExitReason.crashed("boom"));
        awaitAnother("/a", first);
        assertThat(SpecJson.of(endless).getLong("start_timeout")).isPositive();
        running("/a").exit(ExitReason.crashed("boom"));

        assertThat(get(root.ended()).detail()).contains("more than 1 restarts within");
    }
}
