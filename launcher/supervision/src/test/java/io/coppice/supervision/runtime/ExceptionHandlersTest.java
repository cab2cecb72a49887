package io.coppice.supervision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The two slots for exception handlers, which anybody may overwrite, and what comes after a crash. */
class ExceptionHandlersTest extends OnVertx {

    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final Logger reports = Logger.getLogger(Reports.class.getName());
    private final java.util.logging.Handler appender = new java.util.logging.Handler() {
        @Override
        public void publish(LogRecord entry) {
            warnings.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void append() {
        reports.addHandler(appender);
    }

    @AfterEach
    void detach() {
        reports.removeHandler(appender);
    }

    private Supervisor root(VerticleBase... verticles) {
        SupervisorSpec spec = SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE);
        Supervisor root = get(Supervisor.start(vertx, spec));
        for (int i = 0; i < verticles.length; i++) {
            VerticleBase verticle = verticles[i];
            get(root.startChild(
                    child(Character.toString('a' + i), () -> verticle).withRestart(RestartType.TEMPORARY)));
        }
        return root;
    }

    /** On a context of nobody's here. */
    private void throwElsewhere(String text) {
        vertx.getOrCreateContext().runOnContext(v -> {
            throw new IllegalStateException(text);
        });
    }

    // Of Vert.x

    @Test
    void C02_whatIsNoChildsGoesToTheHandlerThatWasThereBefore() {
        List<String> seen = new CopyOnWriteArrayList<>();
        Vertx fresh = Vertx.vertx();
        try {
            fresh.exceptionHandler(cause -> seen.add(cause.getMessage()));
            get(Supervisor.start(fresh, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE)));

            fresh.getOrCreateContext().runOnContext(v -> {
                throw new IllegalStateException("elsewhere");
            });

            await().untilAsserted(() -> assertThat(seen).containsExactly("elsewhere"));
        } finally {
            get(fresh.close());
        }
    }

    @Test
    void C02_aHandlerThatTheApplicationSetsLaterIsPutBehindOurs() {
        List<String> seen = new CopyOnWriteArrayList<>();
        Supervisor root = root();
        vertx.exceptionHandler(cause -> seen.add(cause.getMessage()));
        get(root.startChild(child("a", () -> new Plain("a") {
            @Override
            public Future<?> start() {
                return super.start().compose(v -> vertx.deployVerticle(new Plain("below")));
            }
        })));
        Child first = running("/a");

        throwElsewhere("elsewhere");
        vertx.eventBus().send("below", "boom");
        awaitAnother("/a", first);

        await().untilAsserted(() -> assertThat(seen).containsExactly("elsewhere"));
        assertThat(get(first.ended()).cause()).hasMessage("boom");
    }

    @Test
    void C02_aLookNowAndThenFindsAHandlerThatWasSetLater() {
        root();
        Handler<Throwable> theirs = cause -> {};

        vertx.exceptionHandler(theirs);

        await().until(() -> vertx.exceptionHandler() != theirs);
    }

    @Test
    void C02_aLaterHandlerThatCallsTheOneBeforeItEndsInTheLog() {
        List<String> seen = new CopyOnWriteArrayList<>();
        Supervisor root = root();
        Handler<Throwable> before = vertx.exceptionHandler();
        vertx.exceptionHandler(cause -> {
            seen.add(cause.getMessage());
            before.handle(cause);
        });
        get(root.startChild(plain("a")));

        throwElsewhere("elsewhere");
        throwElsewhere("again");

        await().untilAsserted(() -> assertThat(seen).containsExactlyInAnyOrder("elsewhere", "again"));
    }

    // Of a child

    private VerticleBase replacing(List<String> seen) {
        return new Plain("a") {
            @Override
            public Future<?> start() {
                context.exceptionHandler(cause -> seen.add(cause.getMessage()));
                return super.start();
            }
        };
    }

    @Test
    void C03_aChildThatReplacesItsExceptionHandlerCrashesAllTheSame() {
        List<String> seen = new CopyOnWriteArrayList<>();
        root(replacing(seen));
        Child a = running("/a");

        vertx.eventBus().send("a", "boom");

        assertThat(get(a.ended()).cause()).hasMessage("boom");
        assertThat(seen).containsExactly("boom");
        assertThat(warnings)
                .filteredOn(text -> text.contains("/a: it has replaced"))
                .hasSize(1);
    }

    @Test
    void C03_aLookNowAndThenFindsAHandlerThatWasReplacedLater() {
        root(new Plain("a"));
        Child a = running("/a");
        Context context = a.context().orElseThrow();
        Handler<Throwable> theirs = cause -> log.add("seen " + cause.getMessage());

        context.exceptionHandler(theirs);
        await().until(() -> context.exceptionHandler() != theirs);
        context.exceptionHandler(null);
        await().until(() -> context.exceptionHandler() != null);
        context.exceptionHandler(theirs);
        await().until(() -> context.exceptionHandler() != theirs);
        vertx.eventBus().send("a", "boom");

        assertThat(get(a.ended()).cause()).hasMessage("boom");
        assertThat(log).containsSubsequence("seen boom", "stop a");
        assertThat(warnings)
                .filteredOn(text -> text.contains("/a: it has replaced"))
                .hasSize(1);
    }

    @Test
    void C03_aHandlerOfItsOwnThatThrowsOrCallsOursIsNoSecondCrash() {
        root(new Plain("a") {
            @Override
            public Future<?> start() {
                Handler<Throwable> before = context.exceptionHandler();
                context.exceptionHandler(cause -> {
                    before.handle(cause);
                    throw new IllegalArgumentException("from the handler");
                });
                return super.start();
            }
        });
        Child a = running("/a");

        vertx.eventBus().send("a", "boom");

        assertThat(get(a.ended()).cause()).hasMessage("boom");
        await().until(() -> warnings.contains("/a: its own exception handler failed"));
        assertThat(events(EventKind.CRASHED)).hasSize(1);
    }

    // After a crash

    @Test
    void C04_afterACrashNoMessageIsHandledAndEachSenderIsToldAtOnce() {
        Promise<Void> release = Promise.promise();
        root(new Plain("a") {
            @Override
            public Future<?> start() {
                vertx.eventBus().localConsumer("also.a", message -> {
                    log.add("handled");
                    message.reply("");
                });
                return super.start();
            }

            @Override
            public Future<?> stop() {
                log.add("stopping");
                return release.future();
            }
        });
        Child a = running("/a");

        vertx.eventBus().send("a", "boom");
        Future<?> queued = vertx.eventBus().request("also.a", "1");
        await().until(() -> log.contains("stopping"));
        Future<?> later = vertx.eventBus().request("also.a", "2");
        vertx.eventBus().send("also.a", "3");

        for (Future<?> refused : List.of(queued, later)) {
            assertThatThrownBy(() -> get(refused)).isInstanceOfSatisfying(ReplyException.class, failure -> {
                assertThat(failure.failureType()).isEqualTo(ReplyFailure.RECIPIENT_FAILURE);
                assertThat(failure.failureCode()).isEqualTo(Supervision.NOT_HANDLED);
                assertThat(failure).hasMessageContaining("boom");
            });
        }
        release.complete();
        assertThat(get(a.ended()).cause()).hasMessage("boom");
        assertThat(log).containsExactly("start a", "stopping");
    }

    @Test
    void C04_whatItWaitsForInItsStopStillComes() {
        root(new Plain("a") {
            @Override
            public Future<?> stop() {
                return vertx.eventBus().request("other", "bye").onSuccess(reply -> log.add("answered " + reply.body()));
            }
        });
        vertx.eventBus().localConsumer("other", message -> message.reply("bye"));
        Child a = running("/a");

        vertx.eventBus().send("a", "boom");

        assertThat(get(a.ended()).cause()).hasMessage("boom");
        assertThat(log).containsExactly("start a", "answered bye");
    }

    @Test
    void C04_anExitForACrashIsOneAsWell() {
        Promise<Void> release = Promise.promise();
        root(new Plain("a") {
            @Override
            public Future<?> stop() {
                return release.future();
            }
        });

        running("/a").exit(ExitReason.crashed("it knows best"));

        assertThatThrownBy(() -> get(vertx.eventBus().request("a", ""))).hasMessageEndingWith("it knows best");
        release.complete();
    }

    @Test
    void C04_othersAndTheNextIncarnationAreGivenTheirs() {
        get(Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, plain("a"))));
        vertx.eventBus().localConsumer("other", message -> message.reply("fine"));
        Child first = running("/a");

        vertx.eventBus().send("a", "boom");
        assertThat(get(vertx.eventBus().request("other", "")).body()).isEqualTo("fine");
        awaitAnother("/a", first);

        assertThatThrownBy(() -> get(vertx.eventBus().request("a", "again"))).hasMessageContaining("again");
    }

    @Test
    void C04_anExitForACrashAfterItsEndLeavesNothingBehind() {
        root(new Plain("a"));
        Child a = running("/a");
        a.exit(ExitReason.NORMAL);
        get(a.ended());

        a.exit(ExitReason.crashed("too late"));

        assertThat(SupervisionSystem.of(vertx).messages().refusesAny()).isFalse();
    }
}
