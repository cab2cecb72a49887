package io.coppice.supervision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.Shutdown;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a start and a stop may do wrong, in each threading model. */
class StartAndStopFaultsTest extends OnVertx {

    static Stream<ThreadingModel> models() {
        return Stream.of(ThreadingModel.EVENT_LOOP, ThreadingModel.WORKER, ThreadingModel.VIRTUAL_THREAD)
                .filter(model -> model != ThreadingModel.VIRTUAL_THREAD
                        || Runtime.version().feature() >= 21);
    }

    private static Future<?> fine() {
        return Future.succeededFuture();
    }

    /** Any verticle, with the given start and stop. */
    private ChildSpec child(
            ThreadingModel model,
            Callable<? extends @Nullable Future<?>> start,
            Callable<? extends @Nullable Future<?>> stop) {
        VerticleStart verticle = VerticleStart.of("a", () -> new Deployable() {
            @Override
            public @Nullable Future<?> deploy(Context context) throws Exception {
                vertx.eventBus().localConsumer("a", message -> message.reply("here"));
                return start.call();
            }

            @Override
            public @Nullable Future<?> undeploy(Context context) throws Exception {
                return stop.call();
            }
        });
        return ChildSpec.of("a", verticle.withOptions(new DeploymentOptions().setThreadingModel(model)));
    }

    private Supervisor root(ChildSpec spec) {
        return get(Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, spec)));
    }

    private void assertNothingIsLeft() {
        await().untilAsserted(() -> assertThat(vertx.deploymentIDs()).isEmpty());
        assertThatThrownBy(() -> get(vertx.eventBus().request("a", ""))).hasMessageContaining("No handlers");
    }

    private void assertDoesNotStart(ChildSpec spec, String why) {
        assertThatThrownBy(() -> root(spec)).hasMessage("/a did not start: " + why);
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @MethodSource("models")
    void C06_aStartThatNeverEndsIsCutShort(ThreadingModel model) {
        ChildSpec spec = child(model, () -> Promise.promise().future(), StartAndStopFaultsTest::fine);

        assertDoesNotStart(spec.withStartTimeout(Duration.ofMillis(50)), "its start took longer than 50 ms");
    }

    @ParameterizedTest
    @MethodSource("models")
    void C06_aStartThatReturnsNullHasFailed(ThreadingModel model) {
        assertDoesNotStart(
                child(model, () -> null, StartAndStopFaultsTest::fine), "its start returned null, not a Future");
    }

    @ParameterizedTest
    @MethodSource("models")
    void C06_aStartThatThrowsAnErrorHasFailed(ThreadingModel model) {
        ChildSpec spec = child(
                model,
                () -> {
                    throw new AssertionError("no");
                },
                StartAndStopFaultsTest::fine);

        assertDoesNotStart(spec, "java.lang.AssertionError: no");
    }

    @ParameterizedTest
    @MethodSource("models")
    void C06_aStartThatFailsWithACircleOfCausesHasFailed(ThreadingModel model) {
        RuntimeException first = new RuntimeException((String) null);
        first.initCause(new IllegalStateException("second", first));

        assertDoesNotStart(
                child(model, () -> Future.failedFuture(first), StartAndStopFaultsTest::fine),
                "java.lang.RuntimeException");
    }

    private static final class Unprintable extends RuntimeException {
        @Override
        public String getMessage() {
            throw new IllegalStateException("no words");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("no cause");
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void C06_aStartThatFailsWithWhatCannotBePrintedHasFailed(ThreadingModel model) {
        assertDoesNotStart(
                child(model, () -> Future.failedFuture(new Unprintable()), StartAndStopFaultsTest::fine),
                Unprintable.class.getName() + " (it cannot be printed: java.lang.IllegalStateException)");
    }

    private ExitReason stopped(ChildSpec spec) {
        Supervisor root = root(spec);
        Child a = running("/a");
        get(root.terminateChild("a"));
        assertNothingIsLeft();
        return get(a.ended());
    }

    @ParameterizedTest
    @MethodSource("models")
    void C06_aStopThatNeverEndsIsKilled(ThreadingModel model) {
        ChildSpec spec = child(
                model, StartAndStopFaultsTest::fine, () -> Promise.promise().future());

        assertThat(stopped(spec.withShutdown(Shutdown.within(Duration.ofMillis(50)))))
                .hasToString("killed: it did not stop within 50 ms");
    }

    @ParameterizedTest
    @MethodSource("models")
    void C06_aStopThatReturnsNullIsACrash(ThreadingModel model) {
        assertThat(stopped(child(model, StartAndStopFaultsTest::fine, () -> null))
                        .cause())
                .hasMessage("its stop returned null, not a Future");
    }

    @ParameterizedTest
    @MethodSource("models")
    void C06_aStopThatThrowsIsACrash(ThreadingModel model) {
        ChildSpec throwing = child(model, StartAndStopFaultsTest::fine, () -> {
            throw new StackOverflowError("deep");
        });

        assertThat(stopped(throwing).cause()).isInstanceOf(StackOverflowError.class);
    }

    @ParameterizedTest
    @MethodSource("models")
    void C06_aStopThatFailsIsACrash(ThreadingModel model) {
        assertThat(stopped(child(model, StartAndStopFaultsTest::fine, () -> Future.failedFuture("no")))
                        .cause())
                .hasMessage("no");
    }

    @ParameterizedTest
    @MethodSource("models")
    void C06_undeployedBehindItsSupervisorsBackItHasEndedNormallyAndIsStartedAgain(ThreadingModel model) {
        root(child(model, StartAndStopFaultsTest::fine, StartAndStopFaultsTest::fine));
        Child first = running("/a");

        get(vertx.undeploy(first.context().orElseThrow().deploymentID()));
        awaitAnother("/a", first);

        assertThat(get(first.ended())).isEqualTo(ExitReason.NORMAL);
        assertThat(get(vertx.eventBus().request("a", "")).body()).isEqualTo("here");
    }
}
