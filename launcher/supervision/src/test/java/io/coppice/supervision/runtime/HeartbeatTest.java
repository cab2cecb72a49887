package io.coppice.supervision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Extras;
import io.coppice.supervision.spec.Heartbeat;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A child that gives no sign of life has crashed. */
class HeartbeatTest extends OnVertx {

    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        release.countDown();
    }

    private static Extras heartbeat(int misses, String... address) {
        Optional<String> asked = address.length == 0 ? Optional.empty() : Optional.of(address[0]);
        return Extras.NONE.withHeartbeat(new Heartbeat(Duration.ofMillis(50), misses, asked));
    }

    private Child start(ChildSpec spec) {
        get(Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, spec)));
        return running("/" + spec.id());
    }

    /** A verticle that answers its heartbeats as told, and can be made to hold its thread. */
    private class Beating extends Plain {
        final AtomicInteger asked = new AtomicInteger();

        Beating() {
            super("a");
        }

        @Override
        public Future<?> start() {
            vertx.eventBus().localConsumer("hold", message -> hold());
            vertx.eventBus().localConsumer("beat", this::beat);
            return super.start();
        }

        void beat(Message<Object> message) {
            asked.incrementAndGet();
            message.reply("");
        }

        private void hold() {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EVENT_LOOP", "WORKER"})
    void B05_aContextThatIsStuckIsAbandonedAndTheChildStartedAgain(ThreadingModel model) {
        VerticleStart start = VerticleStart.of("a", Beating::new);
        Child first = start(ChildSpec.of("a", start.withOptions(new DeploymentOptions().setThreadingModel(model)))
                .withExtras(heartbeat(3)));

        vertx.eventBus().send("hold", "");
        awaitAnother("/a", first);

        assertThat(get(first.ended())).hasToString("crashed: missed 3 heartbeats of 50 ms");
        assertThat(events(EventKind.ABANDONED))
                .singleElement()
                .satisfies(event -> assertThat(event.stack()).contains("Beating.hold"));
        assertThat(log).containsExactly("start a", "start a");
    }

    @Test
    void B05_aChildThatDoesNotAnswerAtItsAddressHasCrashedAndIsAskedToStop() {
        Child first = start(child("a", () -> new Beating() {
                    @Override
                    void beat(Message<Object> message) {
                        log.add(message.body().toString());
                    }
                })
                .withExtras(heartbeat(3, "beat")));

        awaitAnother("/a", first);

        assertThat(get(first.ended())).hasToString("crashed: missed 3 heartbeats of 50 ms");
        assertThat(log).containsSubsequence("start a", "{\"action\":\"heartbeat\"}", "stop a", "start a");
    }

    @Test
    void B05_anAddressThatNobodyHasIsAMiss() {
        Child first = start(plain("a").withExtras(heartbeat(2, "nobody")));

        assertThat(get(first.ended())).hasToString("crashed: missed 2 heartbeats of 50 ms");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void B05_anyAnswerIsASignOfLife(boolean kind) {
        Beating beating = new Beating() {
            @Override
            void beat(Message<Object> message) {
                asked.incrementAndGet();
                if (kind) {
                    message.reply(null);
                } else {
                    message.fail(1, "busy");
                }
            }
        };
        Child a = start(child("a", () -> beating).withExtras(heartbeat(3, "beat")));

        await().until(() -> beating.asked.get() > 4);

        assertThat(a.isRunning()).isTrue();
        assertThat(events()).extracting(event -> event.kind()).containsExactly(EventKind.STARTED);
    }

    @Test
    void B05_nobodyIsAskedAnyMoreWhenTheChildHasEnded() {
        Beating beating = new Beating();
        Child a = start(
                child("a", () -> beating).withRestart(RestartType.TRANSIENT).withExtras(heartbeat(1, "beat")));
        await().until(() -> beating.asked.get() > 1);

        a.exit(ExitReason.NORMAL);
        get(a.ended());
        AtomicInteger after = new AtomicInteger();
        vertx.eventBus().localConsumer("beat", message -> after.incrementAndGet());
        get(vertx.timer(200));

        assertThat(after).hasValue(0);
    }

    @Test
    void B05_aChildThatIsUndeployedBeforeItsSupervisorKnowsThatItIsUpIsStartedAgain() {
        DeploymentOptions ownPool =
                new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER).setWorkerPoolName("own");
        Supervisor root = get(Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE)));
        VerticleStart start = VerticleStart.of("a", () -> new Plain("a") {
            @Override
            public Future<?> start() {
                // The supervisor hears of this start after that.
                SupervisionSystem.of(vertx).newMailbox().runOnContext(v -> hold());
                return super.start();
            }

            private void hold() {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        });

        Future<Child> starting =
                root.startChild(ChildSpec.of("a", start.withOptions(ownPool)).withExtras(heartbeat(3)));
        await().until(() -> vertx.deploymentIDs().size() == 1);
        get(vertx.undeploy(vertx.deploymentIDs().iterator().next()));
        release.countDown();

        Child first = get(starting);
        assertThat(get(first.ended())).isEqualTo(ExitReason.NORMAL);
        awaitAnother("/a", first);
        assertThat(get(root.whichChildren())).hasSize(1);
    }
}
