package io.coppice.supervision.runtime;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionEvent;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
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
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rules as they show on a real Vert.x: plain verticles that know nothing of supervision. */
class SupervisedTreeTest {

    private final Vertx vertx = Vertx.vertx();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final List<SupervisionEvent> events = new CopyOnWriteArrayList<>();

    @BeforeEach
    void listen() {
        Supervision.of(vertx).listen(events::add);
    }

    private List<SupervisionEvent> events() {
        OnVertx.awaitTold(vertx);
        return events;
    }

    @AfterEach
    void close() {
        get(vertx.close());
    }

    /** Answers on its own address; {@code crash} makes its handler throw. */
    private final class Echo extends VerticleBase {
        private final String name;

        Echo(String name) {
            this.name = name;
        }

        @Override
        public Future<?> start() {
            log.add("start " + name);
            vertx.eventBus().<String>localConsumer(name, message -> {
                if (message.body().equals("crash")) {
                    throw new IllegalStateException("boom");
                } else if (message.body().equals("leave")) {
                    vertx.undeploy(context.deploymentID());
                } else {
                    message.reply(name);
                }
            });
            return Future.succeededFuture();
        }

        @Override
        public Future<?> stop() {
            log.add("stop " + name);
            return Future.succeededFuture();
        }
    }

    private ChildSpec echo(String name) {
        return ChildSpec.of(name, VerticleStart.of("echo", () -> new Echo(name)));
    }

    private static ChildSpec child(String id, Supplier<VerticleBase> verticle) {
        return ChildSpec.of(id, VerticleStart.of(id, verticle));
    }

    static <T> T get(Future<T> future) {
        try {
            return future.await(10, SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing came within 10 s", e);
        }
    }

    private Child running(String path) {
        return Supervision.of(vertx).child(path).orElseThrow();
    }

    private void awaitAnother(String path, Child old) {
        await().until(() -> Supervision.of(vertx)
                .child(path)
                .filter(now -> now != old && now.isRunning())
                .isPresent());
    }

    @Test
    void aCrashedChildIsStartedAgainAndItsSiblingIsNotTouched() {
        get(Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, echo("a"), echo("b"))));
        Child a = running("/a");
        Child b = running("/b");

        vertx.eventBus().send("a", "crash");

        ExitReason reason = get(a.ended());
        assertThat(reason.kind()).isEqualTo(ExitReason.Kind.CRASHED);
        assertThat(reason.cause()).hasMessage("boom");
        awaitAnother("/a", a);
        assertThat(get(vertx.eventBus().request("a", "hello")).body()).isEqualTo("a");
        assertThat(running("/b")).isSameAs(b);
        assertThat(log).containsExactly("start a", "start b", "stop a", "start a");
        SupervisionEvent crash = events().stream()
                .filter(e -> e.kind() == EventKind.CRASHED)
                .findFirst()
                .orElseThrow();
        assertThat(crash.path()).isEqualTo("/a");
        assertThat(crash.restarts()).isEqualTo(1);
        assertThat(crash.stack()).contains("boom", "SupervisedTreeTest");
        assertThat(crash.ancestors()).containsExactly("/");
    }

    @Test
    void S16_theMessageThatCrashedAChildIsReportedAndItsSenderIsAnsweredAtOnce() {
        get(Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, echo("a"))));

        assertThatThrownBy(() -> get(vertx.eventBus().request("a", "crash")))
                .isInstanceOfSatisfying(ReplyException.class, answer -> {
                    assertThat(answer.failureType()).isEqualTo(ReplyFailure.RECIPIENT_FAILURE);
                    assertThat(answer.failureCode()).isEqualTo(Supervision.CRASHED);
                    assertThat(answer).hasMessage("java.lang.IllegalStateException: boom");
                });
        await().untilAsserted(() -> assertThat(events())
                .filteredOn(event -> event.kind() == EventKind.CRASHED)
                .singleElement()
                .satisfies(event -> assertThat(event.toJson().getJsonObject("message"))
                        .isEqualTo(new JsonObject().put("address", "a").put("body", "crash"))));
    }

    @Test
    void S16_aCrashInATimerIsNoMessagesFault() {
        ChildSpec ticking = child("ticking", () -> new VerticleBase() {
            @Override
            public Future<?> start() {
                vertx.eventBus().<String>localConsumer("ticking", message -> {
                    vertx.setTimer(1, id -> {
                        throw new IllegalStateException("later");
                    });
                    message.reply("fine");
                });
                return Future.succeededFuture();
            }
        });
        get(Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, ticking)));

        assertThat(get(vertx.eventBus().request("ticking", "")).body()).isEqualTo("fine");

        await().untilAsserted(() -> assertThat(events())
                .filteredOn(event -> event.kind() == EventKind.CRASHED)
                .singleElement()
                .satisfies(event -> assertThat(event.reason().handling()).isNull()));
    }

    @Test
    void nestedSupervisorsStopInReverseOrder() {
        Supervisor root = get(Supervisor.start(
                vertx,
                SupervisorSpec.of(
                        RestartStrategy.ONE_FOR_ONE,
                        echo("a"),
                        ChildSpec.of("s", SupervisorSpec.of(RestartStrategy.ONE_FOR_ALL, echo("b"), echo("c"))),
                        echo("d"))));
        assertThat(running("/s/b").isRunning()).isTrue();
        assertThat(get(root.tree(10)).children()).hasSize(3);

        assertThat(get(root.stop())).isEqualTo(ExitReason.SHUTDOWN);

        assertThat(log)
                .containsExactly("start a", "start b", "start c", "start d", "stop d", "stop c", "stop b", "stop a");
        assertThat(vertx.deploymentIDs()).isEmpty();
    }

    @Test
    void closingVertxStopsTheTreeInItsOwnOrder() {
        Vertx other = Vertx.vertx();
        get(Supervisor.start(other, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, echo("a"), echo("b"))));

        get(other.close());

        assertThat(log).containsExactly("start a", "start b", "stop b", "stop a");
    }

    @Test
    void aFailedStartNamesTheChildAndLeavesNothingBehind() {
        ChildSpec bad = child("bad", () -> new VerticleBase() {
            @Override
            public Future<?> start() {
                return Future.failedFuture("no luck");
            }
        });
        SupervisorSpec spec = SupervisorSpec.of(
                RestartStrategy.ONE_FOR_ONE,
                echo("a"),
                ChildSpec.of("s", SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, bad)));

        assertThatThrownBy(() -> get(Supervisor.start(vertx, spec)))
                .isInstanceOfSatisfying(SupervisionException.class, e -> {
                    assertThat(e.code()).isEqualTo(Refusal.START_FAILED);
                    assertThat(e).hasMessage("/s/bad did not start: no luck");
                });
        assertThat(log).containsExactly("start a", "stop a");
        assertThat(vertx.deploymentIDs()).isEmpty();
        assertThat(Supervision.of(vertx).supervisor("/")).isEmpty();
    }

    @Test
    void anErrorIsNamedWithItsTypeAndWhereItBegan() {
        ChildSpec broken = child("broken", () -> new VerticleBase() {
            @Override
            public Future<?> start() {
                throw new ExceptionInInitializerError(new IllegalStateException("no such file"));
            }
        });

        assertThatThrownBy(() -> get(Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, broken))))
                .hasMessage("/broken did not start: java.lang.ExceptionInInitializerError, caused by "
                        + "java.lang.IllegalStateException: no such file");
    }

    @Test
    void aStartThatNeverEndsIsCutShort() {
        ChildSpec slow = child("slow", () -> new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        return Promise.promise().future();
                    }
                })
                .withStartTimeout(Duration.ofMillis(20));

        assertThatThrownBy(() -> get(Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, slow))))
                .hasMessageContaining("/slow did not start: its start took longer than 20 ms");
        assertThat(vertx.deploymentIDs()).isEmpty();
    }

    @Test
    void S10_aStartThatGoesOnAfterItsEndIsAskedToStopAndShown() {
        Promise<Void> slow = Promise.promise();
        ChildSpec late = child("late", () -> new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        return slow.future();
                    }

                    @Override
                    public Future<?> stop() {
                        log.add("stop late");
                        return Future.succeededFuture();
                    }
                })
                .withStartTimeout(Duration.ofMillis(20));
        assertThatThrownBy(() -> get(Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, late))))
                .hasMessageContaining("took longer than 20 ms");
        assertThat(log).isEmpty();

        slow.complete();

        await().untilAsserted(() -> assertThat(log).containsExactly("stop late"));
        await().untilAsserted(() ->
                assertThat(events()).extracting(SupervisionEvent::kind).contains(EventKind.ABANDONED));
    }

    @Test
    void aNestedSupervisorThatIsStoppedAsSoonAsItStartsIsNotFoundAnyMore() {
        Supervisor root = get(Supervisor.start(vertx, SupervisorSpec.ofDynamic()));
        for (int i = 0; i < 200; i++) {
            Future<Child> started = root.startChild(ChildSpec.of("nested", SupervisorSpec.ofDynamic()));
            Future<Void> stopped = root.terminateChild("nested");
            get(Future.join(started, stopped).otherwiseEmpty());
            assertThat(root.child("nested")).as("run %d", i).isEmpty();
        }
        assertThat(events()).extracting(SupervisionEvent::kind).doesNotContain(EventKind.START_FAILED);
    }

    @Test
    void aStartThatReturnsNullHasFailed() {
        ChildSpec empty = child("empty", () -> new VerticleBase() {
            @Override
            @SuppressWarnings("NullAway") // what a careless plugin does
            public Future<?> start() {
                return null;
            }
        });

        assertThatThrownBy(() -> get(Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, empty))))
                .hasMessageContaining("returned null");
    }

    @Test
    void aStopThatNeverEndsIsKilled() {
        ChildSpec stubborn = child("stubborn", () -> new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        vertx.eventBus().localConsumer("stubborn", message -> message.reply("here"));
                        return Future.succeededFuture();
                    }

                    @Override
                    public Future<?> stop() {
                        return Promise.promise().future();
                    }
                })
                .withShutdown(Shutdown.within(Duration.ofMillis(20)));
        Supervisor root = get(Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, stubborn)));
        Child child = running("/stubborn");

        get(root.stop());

        assertThat(get(child.ended()).kind()).isEqualTo(ExitReason.Kind.KILLED);
        assertThat(vertx.deploymentIDs()).isEmpty();
        assertThatThrownBy(() -> get(vertx.eventBus().request("stubborn", ""))).hasMessageContaining("No handlers");
    }

    @Test
    void aVerticleThatUndeploysItselfHasEndedNormally() {
        get(Supervisor.start(
                vertx,
                SupervisorSpec.of(
                        RestartStrategy.ONE_FOR_ONE, echo("a"), echo("t").withRestart(RestartType.TRANSIENT))));
        Child permanent = running("/a");
        Child passing = running("/t");

        vertx.eventBus().send("a", "leave");
        vertx.eventBus().send("t", "leave");

        assertThat(get(permanent.ended())).isEqualTo(ExitReason.NORMAL);
        assertThat(get(passing.ended())).isEqualTo(ExitReason.NORMAL);
        awaitAnother("/a", permanent);
        assertThat(Supervision.of(vertx).child("/t")).isEmpty();
    }

    @Test
    void tooManyRestartsEndTheSupervisorAndEverythingBelow() {
        Supervisor root = get(Supervisor.start(
                vertx,
                SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, echo("a"), echo("b"))
                        .withWindow(1, Duration.ofSeconds(60))));
        Child first = running("/a");
        vertx.eventBus().send("a", "crash");
        awaitAnother("/a", first);

        vertx.eventBus().send("a", "crash");

        assertThat(get(root.ended()).kind()).isEqualTo(ExitReason.Kind.SHUTDOWN);
        assertThat(vertx.deploymentIDs()).isEmpty();
        assertThat(events()).extracting(SupervisionEvent::kind).contains(EventKind.GAVE_UP);
    }

    @Test
    void aDynamicSupervisorStartsEachIdOnceHoweverManyAskAtOnce() {
        Supervisor root = get(Supervisor.start(vertx, SupervisorSpec.ofDynamic()));

        Future<Child> one = root.startChild(echo("x"));
        Future<Child> two = root.startChild(echo("x"));

        assertThat(get(one).isRunning()).isTrue();
        assertThatThrownBy(() -> get(two))
                .isInstanceOfSatisfying(
                        SupervisionException.class, e -> assertThat(e.code()).isEqualTo(Refusal.ALREADY_STARTED));
        assertThat(root.child("x")).contains(get(one));
        get(root.terminateChild("x"));
        assertThat(root.child("x")).isEmpty();
        assertThat(log).containsExactly("start x", "stop x");
    }
}
