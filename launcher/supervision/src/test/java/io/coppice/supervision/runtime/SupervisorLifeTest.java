package io.coppice.supervision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionEvent;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.Shutdown;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What can happen to supervisors on a real Vert.x: S09, S14, S15, S16, and what is left when they have ended. */
class SupervisorLifeTest extends OnVertx {

    private Supervisor start(SupervisorSpec spec) {
        return get(Supervisor.start(vertx, spec));
    }

    private static SupervisorSpec one(ChildSpec... children) {
        return SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, children);
    }

    @Test
    void S09_escalation_theParentRestartsASupervisorThatGaveUp() {
        start(one(ChildSpec.of("s", one(plain("a"), plain("b")).withWindow(0, Duration.ofSeconds(5)))));
        Child first = running("/s");

        vertx.eventBus().send("a", "boom");
        awaitAnother("/s", first);

        assertThat(get(first.ended()).kind()).isEqualTo(ExitReason.Kind.SHUTDOWN);
        assertThat(log).containsExactly("start a", "start b", "stop a", "stop b", "start a", "start b");
        assertThat(running("/s/b").isRunning()).isTrue();
    }

    @Test
    void S09_escalation_aTransientSupervisorThatGaveUpIsNotRestarted() {
        Supervisor root = start(one(
                ChildSpec.of("s", one(plain("a")).withWindow(0, Duration.ofSeconds(5)))
                        .withRestart(RestartType.TRANSIENT),
                plain("b")));
        Child first = running("/s");

        vertx.eventBus().send("a", "boom");
        get(first.ended());

        assertThat(get(root.tree(10)).children())
                .extracting(node -> node.id() + " " + node.state())
                .containsExactly("s stopped", "b running");
    }

    /** Starts when it is told to. */
    private ChildSpec late(String name, Future<Void> start) {
        return child(name, () -> new Plain(name) {
            @Override
            public Future<?> start() {
                return super.start().compose(started -> start);
            }
        });
    }

    @Test
    void S02_firstStart_aSupervisorThatTakesTooLongIsCutShortAndStopped() {
        ChildSpec late = late("b", Promise.<Void>promise().future());

        assertThatThrownBy(() -> start(one(
                        plain("x"), ChildSpec.of("s", one(plain("a"), late)).withStartTimeout(Duration.ofMillis(100)))))
                .hasMessage("/s did not start: its start took longer than 100 ms");

        assertThat(log).containsExactly("start x", "start a", "start b", "stop a", "stop x");
        assertThat(vertx.deploymentIDs()).isEmpty();
    }

    @Test
    void S02_firstStart_theLimitOfASupervisorsStartIsOverWhenItIsUp() {
        start(one(ChildSpec.of("s", one(plain("a"))).withStartTimeout(Duration.ofMillis(500))));
        Child first = running("/s");

        // Its limit was set before this one.
        get(vertx.timer(600));

        assertThat(running("/s")).isSameAs(first);
        assertThat(log).containsExactly("start a");
    }

    @Test
    void S14_oneMailbox_nothingInterleavesWhoeverAsks() throws InterruptedException {
        Supervisor root = start(SupervisorSpec.of(RestartStrategy.ONE_FOR_ALL, slow("a"), silent("x"), slow("b")));
        List<Future<?>> answers = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (String id : List.of("c", "d", "e", "f")) {
            Thread thread = new Thread(() -> {
                Future<?> answer = root.startChild(slow(id)).eventually(() -> root.terminateChild(id));
                synchronized (answers) {
                    answers.add(answer);
                }
            });
            threads.add(thread);
            thread.start();
        }
        vertx.eventBus().send("x", "boom");
        for (Thread thread : threads) {
            thread.join();
        }
        get(Future.join(answers));
        get(root.stop());

        for (int i = 0; i < log.size(); i += 2) {
            assertThat(log.get(i)).startsWith("begin ");
            assertThat(log.get(i + 1)).isEqualTo("done" + log.get(i).substring("begin".length()));
        }
        assertThat(log).hasSizeGreaterThan(20);
    }

    /** Crashes when told to; its own stop then comes whenever it does. */
    private static ChildSpec silent(String name) {
        return child(name, () -> new VerticleBase() {
            @Override
            public Future<?> start() {
                vertx.eventBus().<String>localConsumer(name, message -> {
                    throw new IllegalStateException(message.body());
                });
                return Future.succeededFuture();
            }
        });
    }

    /** Its start and stop take a few turns of its event loop. */
    private ChildSpec slow(String name) {
        return child(name, () -> new VerticleBase() {
            @Override
            public Future<?> start() {
                return takeTime("start");
            }

            @Override
            public Future<?> stop() {
                return takeTime("stop");
            }

            private Future<?> takeTime(String what) {
                log.add("begin " + what + " " + name);
                return vertx.timer(1).onSuccess(v -> log.add("done " + what + " " + name));
            }
        });
    }

    @Test
    void S15_theParentDies_aKilledSupervisorsChildrenAreKilledBeforeItIsReportedDown() {
        Supervisor root = start(one(ChildSpec.of("s", one(plain("a"), ChildSpec.of("t", SupervisorSpec.ofDynamic())))
                .withShutdown(Shutdown.BRUTAL_KILL)));
        get(Supervision.of(vertx).supervisor("/s/t").orElseThrow().startChild(plain("b")));

        get(root.terminateChild("s"));

        assertThat(log).containsExactly("start a", "start b");
        assertThat(vertx.deploymentIDs()).isEmpty();
        assertThat(events(EventKind.STOPPED))
                .extracting(SupervisionEvent::path)
                .containsExactlyInAnyOrder("/s/a", "/s/t/b", "/s/t", "/s");
        assertThat(Supervision.of(vertx).supervisor("/s/t")).isEmpty();
    }

    @Test
    void S15_theParentDies_aSupervisorThatDoesNotStopInTimeIsKilled() {
        ChildSpec stubborn = child("a", () -> new Plain("a") {
                    @Override
                    public Future<?> stop() {
                        return Promise.promise().future();
                    }
                })
                .withShutdown(Shutdown.INFINITY);
        Supervisor root =
                start(one(ChildSpec.of("s", one(stubborn)).withShutdown(Shutdown.within(Duration.ofMillis(20)))));

        get(root.stop());

        assertThat(events(EventKind.STOPPED))
                .extracting(event -> event.path() + " " + event.reason().kind().word())
                .containsExactly("/s/a killed", "/s killed");
        assertThat(vertx.deploymentIDs()).isEmpty();
    }

    @Test
    void aSupervisorThatExitsEndsInOrderForThatReason() {
        Supervisor root =
                start(one(ChildSpec.of("s", one(plain("a"), plain("b"))).withRestart(RestartType.TRANSIENT)));
        Child s = running("/s");

        s.exit(ExitReason.NORMAL);

        assertThat(get(s.ended())).isEqualTo(ExitReason.NORMAL);
        assertThat(log).containsExactly("start a", "start b", "stop b", "stop a");
        assertThat(get(root.tree(1)).children().get(0).state()).isEqualTo("stopped");
    }

    @Test
    void S16_reports_areJsonOnTheEventBus() {
        Promise<JsonObject> crash = Promise.promise();
        vertx.eventBus().<JsonObject>consumer(Reports.ADDRESS, message -> {
            if (message.body().getString("event").equals("crashed")) {
                crash.tryComplete(message.body());
            }
        });
        start(one(ChildSpec.of("s", one(plain("a")))));

        vertx.eventBus().send("a", "boom");

        JsonObject json = get(crash.future());
        assertThat(json.getString("path")).isEqualTo("/s/a");
        assertThat(json.getString("start")).isEqualTo("a");
        assertThat(json.getString("reason")).isEqualTo("crashed: java.lang.IllegalStateException: boom");
        assertThat(json.getString("stack")).contains("OnVertx$Plain");
        assertThat(json.getInteger("restarts")).isEqualTo(1);
        assertThat(json.getInteger("max_restarts")).isEqualTo(3);
        assertThat(json.getJsonArray("ancestors")).isEqualTo(JsonArray.of("/", "/s"));
        assertThat(json.getInstant("at")).isNotNull();
    }

    @Test
    void S16_reports_eachStepOfALifeInOrder() {
        Supervisor root = start(one(plain("a")).withWindow(1, Duration.ofSeconds(60)));
        Child first = running("/a");
        vertx.eventBus().send("a", "one");
        awaitAnother("/a", first);
        vertx.eventBus().send("a", "two");
        get(root.ended());

        assertThat(events())
                .extracting(event -> event.kind().word() + " " + event.path() + " " + event.restarts())
                .containsExactly("started /a 0", "crashed /a 1", "restarted /a 1", "crashed /a 2", "gave_up / 2");
        assertThat(events(EventKind.RESTARTED).get(0).down()).isPositive();
    }

    @Test
    void aRequestToASupervisorThatHasEndedIsRefused() {
        Supervisor root = start(one(plain("a")));
        get(root.stop());
        assertRefused(root.startChild(plain("b")));
        assertRefused(root.terminateChild("a"));
        assertThat(get(root.stop())).isEqualTo(ExitReason.SHUTDOWN);

        get(vertx.close());

        assertRefused(root.restartChild("a"));
        assertThat(get(root.stop())).isEqualTo(ExitReason.SHUTDOWN);
        assertThatThrownBy(() -> get(root.tree(1))).isInstanceOf(SupervisionException.class);
    }

    private static void assertRefused(Future<?> answer) {
        assertThatThrownBy(() -> get(answer))
                .isInstanceOfSatisfying(
                        SupervisionException.class, e -> assertThat(e.code()).isEqualTo(Refusal.SHUTTING_DOWN));
    }

    @Test
    void aPathThatIsTakenIsRefused() {
        start(one(plain("a")));
        assertThatThrownBy(() -> start(one()))
                .isInstanceOfSatisfying(
                        SupervisionException.class, e -> assertThat(e.code()).isEqualTo(Refusal.ALREADY_STARTED));
    }

    @Test
    void aNestedSupervisorWhosePathIsTakenDoesNotStart() {
        get(SupervisionSystem.of(vertx).startRoot("/s", one(plain("other"))));

        assertThatThrownBy(() -> start(one(plain("a"), ChildSpec.of("s", one(plain("b"))))))
                .hasMessageContaining("a supervisor /s runs already");

        assertThat(log).containsExactly("start other", "start a", "stop a");
        assertThat(running("/s/other").isRunning()).isTrue();
        assertThat(Supervision.of(vertx).supervisor("/")).isEmpty();
    }

    @Test
    void closingVertxStopsEveryTreeInItsOwnOrderAndLeavesNoThread() {
        Vertx other = Vertx.vertx();
        get(Supervisor.start(other, one(plain("a"))));
        get(SupervisionSystem.of(other).startRoot("/second", one(plain("b"), plain("c"))));
        Thread mailbox = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("coppice-supervisor") && belongsTo(thread, other))
                .findFirst()
                .orElseThrow();

        get(other.close());

        assertThat(log).contains("stop a", "stop b").containsSubsequence("stop c", "stop b");
        await().until(() -> !mailbox.isAlive());
    }

    /** The newest: each Vert.x has one, and this class closes the others' with their tests. */
    private static boolean belongsTo(Thread thread, Vertx other) {
        Promise<Boolean> same = Promise.promise();
        SupervisionSystem.of(other).newMailbox().runOnContext(v -> same.complete(Thread.currentThread() == thread));
        return get(same.future());
    }

    @Test
    @SuppressWarnings("unchecked")
    void nothingIsRememberedOfATreeThatHasEnded() throws ReflectiveOperationException {
        Supervisor root = start(one(plain("a"), ChildSpec.of("s", SupervisorSpec.ofDynamic())));
        Supervisor s = Supervision.of(vertx).supervisor("/s").orElseThrow();
        get(s.startChild(plain("b")));
        Child a = running("/a");
        vertx.eventBus().send("a", "boom");
        awaitAnother("/a", a);

        get(root.stop());

        SupervisionSystem system = SupervisionSystem.of(vertx);
        for (String name : List.of("supervisors", "workers")) {
            Field field = SupervisionSystem.class.getDeclaredField(name);
            field.setAccessible(true);
            assertThat((Map<String, ?>) field.get(system)).as(name).isEmpty();
        }
        assertThat(root.child("a")).isEmpty();
        assertThat(s.child("b")).isEmpty();
    }
}
