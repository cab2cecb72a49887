package io.coppice.supervision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.Shutdown;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServerOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Code of a child that goes on after the child was killed: nothing that it opens or sends then is heard of. */
class KilledCodeTest extends OnVertx {

    private static final Duration SHORT = Duration.ofMillis(50);

    private static final int NOT_OPEN = -1;

    private final NetClient client = vertx.createNetClient();
    private final AtomicInteger incarnations = new AtomicInteger();
    private final AtomicInteger ticks = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);
    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private final CompletableFuture<Throwable> asked = new CompletableFuture<>();
    /** Done when a thread is held. */
    private final CompletableFuture<Void> holds = new CompletableFuture<>();
    /** Done when the killed code has opened and sent all. */
    private final CompletableFuture<Void> wentOn = new CompletableFuture<>();

    @BeforeEach
    void hear() {
        vertx.eventBus().<String>consumer("heard", message -> {
            log.add(message.body());
            message.reply("heard");
        });
    }

    @AfterEach
    void giveBack() {
        release.countDown();
    }

    /** Only the first holds its thread; all answer {@code service} with their number. */
    private class Incarnation extends VerticleBase {
        final int number = incarnations.incrementAndGet();

        void answer(String what) {
            vertx.eventBus().consumer("service", message -> message.reply(what + " " + number));
        }

        void holdAndGoOn() {
            holds.complete(null);
            boolean released = false;
            while (!released) {
                try {
                    release.await();
                    released = true;
                } catch (InterruptedException ignored) {
                    // As code that cannot be ended does.
                }
            }
            goOn();
        }

        void goOn() {
            EventBus bus = vertx.eventBus();
            answer("killed");
            vertx.setPeriodic(10, tick -> ticks.incrementAndGet());
            bus.send("heard", "sent");
            bus.publish("heard", "published");
            bus.request("heard", "requested").onComplete(answer -> asked.complete(answer.cause()));
            vertx.createNetServer(new NetServerOptions().setPort(0))
                    .connectHandler(socket -> {})
                    .listen()
                    .onComplete(done ->
                            port.complete(done.succeeded() ? done.result().actualPort() : NOT_OPEN));
            wentOn.complete(null);
        }
    }

    private class Holder extends Incarnation {
        @Override
        public Future<?> start() {
            answer("incarnation");
            vertx.eventBus().consumer("hold", message -> {
                holdAndGoOn();
                message.reply("late");
            });
            return Future.succeededFuture();
        }
    }

    private Supervisor root(ChildSpec... children) {
        return get(Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, children)));
    }

    private ChildSpec spec(Supplier<VerticleBase> verticle, ThreadingModel model) {
        VerticleStart start = VerticleStart.of("a", verticle);
        return ChildSpec.of("a", start.withOptions(new DeploymentOptions().setThreadingModel(model)))
                .withShutdown(Shutdown.BRUTAL_KILL);
    }

    private Object service() {
        return get(vertx.eventBus()
                .request("service", "")
                .<Object>map(Message::body)
                .otherwise(Throwable::getMessage));
    }

    /** What the first incarnation left open and sent, once its code has gone on. */
    private void assertOnlyTheSecondIsHeard() throws Exception {
        wentOn.get(10, TimeUnit.SECONDS);
        assertThat(asked.get(10, TimeUnit.SECONDS)).hasMessage("discarded: its verticle was killed");
        await().untilAsserted(() -> assertThat(service()).isEqualTo(service()).isEqualTo("incarnation 2"));
        assertThat(service()).isEqualTo(service()).isEqualTo("incarnation 2");
        await().until(() -> {
            int before = ticks.get();
            get(vertx.timer(50));
            return ticks.get() == before;
        });
        int left = port.get(10, TimeUnit.SECONDS);
        await().until(() -> left == NOT_OPEN
                || get(client.connect(left, "localhost").map(false).otherwise(true)));
        assertThat(log).isEmpty();
    }

    static Stream<ThreadingModel> models() {
        return Stream.of(ThreadingModel.EVENT_LOOP, ThreadingModel.WORKER, ThreadingModel.VIRTUAL_THREAD)
                .filter(model -> model != ThreadingModel.VIRTUAL_THREAD
                        || Runtime.version().feature() >= 21);
    }

    @ParameterizedTest
    @MethodSource("models")
    void S10_aHandlerThatGoesOnAfterTheKillIsNotHeardOf(ThreadingModel model) throws Exception {
        Supervisor root = root(spec(Holder::new, model));
        Future<Message<Object>> inHand =
                vertx.eventBus().request("hold", "", new DeliveryOptions().setSendTimeout(60_000));
        holds.get(10, TimeUnit.SECONDS);
        get(root.terminateChild("a"));
        get(root.restartChild("a"));

        release.countDown();

        assertOnlyTheSecondIsHeard();
        // Who waits for its answer is told, and not kept waiting.
        assertThatThrownBy(() -> get(inHand))
                .isInstanceOfSatisfying(
                        ReplyException.class,
                        answer -> assertThat(answer.failureCode()).isEqualTo(Supervision.CRASHED))
                .hasMessage("its verticle was killed");
        get(root.stop());
        assertThat(service().toString()).startsWith("No handlers");
    }

    @ParameterizedTest
    @MethodSource("models")
    void S10_aStartThatHoldsItsThreadForTooLongIsNotHeardOf(ThreadingModel model) throws Exception {
        Supplier<VerticleBase> verticle = () -> new Incarnation() {
            @Override
            public Future<?> start() {
                if (number == 1) {
                    holdAndGoOn();
                }
                answer("incarnation");
                return Future.succeededFuture();
            }
        };
        startTwice(spec(verticle, model));
        release.countDown();

        assertOnlyTheSecondIsHeard();
    }

    @Test
    void S10_aStartThatGoesOnAsynchronouslyAfterItsTimeIsNotHeardOf() throws Exception {
        Promise<Void> goOn = Promise.promise();
        Supplier<VerticleBase> verticle = () -> new Incarnation() {
            @Override
            public Future<?> start() {
                if (number > 1) {
                    answer("incarnation");
                    return Future.succeededFuture();
                }
                Context own = context;
                return goOn.future().onSuccess(v -> own.runOnContext(later -> goOn()));
            }
        };
        startTwice(spec(verticle, ThreadingModel.EVENT_LOOP));
        goOn.complete();

        assertOnlyTheSecondIsHeard();
    }

    private void startTwice(ChildSpec spec) {
        Supervisor root = root();
        assertThatThrownBy(() -> get(root.startChild(spec.withStartTimeout(SHORT))))
                .hasMessageContaining("its start took longer than 50 ms");
        get(root.startChild(spec));
    }

    /** What Vert.x itself would do when it undeploys, if it did not wait for the thread. */
    @Test
    void S10_aWorkersThreadThatAKilledChildHoldsIsInterrupted() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Supplier<VerticleBase> verticle = () -> new VerticleBase() {
            @Override
            public Future<?> start() {
                vertx.eventBus().consumer("hold", message -> {
                    holds.complete(null);
                    try {
                        release.await();
                        interrupted.complete(false);
                    } catch (InterruptedException e) {
                        interrupted.complete(true);
                    }
                });
                return Future.succeededFuture();
            }
        };
        Supervisor root = root(spec(verticle, ThreadingModel.WORKER));
        vertx.eventBus().send("hold", "");
        holds.get(10, TimeUnit.SECONDS);

        get(root.terminateChild("a"));

        assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(events(EventKind.ABANDONED)).hasSize(1);
    }
}
