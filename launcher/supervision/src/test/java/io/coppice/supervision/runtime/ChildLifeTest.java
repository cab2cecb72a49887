package io.coppice.supervision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
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
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What can happen to one verticle while it starts, runs and stops: S10, and whatever Vert.x makes of it. */
class ChildLifeTest extends OnVertx {

    private Supervisor root(ChildSpec... children) {
        return get(Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, children)));
    }

    private void assertNothingIsDeployed() {
        await().untilAsserted(() -> assertThat(vertx.deploymentIDs()).isEmpty());
    }

    @Test
    void S10_stoppingAChild_brutalKillDoesNotAskIt() {
        Supervisor root = root(plain("a").withShutdown(Shutdown.BRUTAL_KILL));
        Child a = running("/a");

        get(root.terminateChild("a"));

        assertThat(get(a.ended()).kind()).isEqualTo(ExitReason.Kind.KILLED);
        assertThat(log).containsExactly("start a");
        assertThatThrownBy(() -> get(vertx.eventBus().request("a", ""))).hasMessageContaining("No handlers");
        assertThat(vertx.deploymentIDs()).isEmpty();
    }

    @Test
    void S10_stoppingAChild_infinityWaits() {
        Promise<Void> release = Promise.promise();
        Supervisor root = root(child("a", () -> new Plain("a") {
                    @Override
                    public Future<?> stop() {
                        log.add("stopping");
                        return release.future().onSuccess(v -> log.add("stopped"));
                    }
                })
                .withShutdown(Shutdown.INFINITY));

        Future<ExitReason> stopped = root.stop();
        await().until(() -> log.contains("stopping"));
        assertThat(stopped.isComplete()).isFalse();
        release.complete();

        assertThat(get(stopped)).isEqualTo(ExitReason.SHUTDOWN);
        assertThat(log).containsExactly("start a", "stopping", "stopped");
    }

    @Test
    void S10_stoppingAChild_aFailedStopIsReportedAndWorkGoesOn() {
        Supervisor root = root(plain("a"), child("b", () -> new Plain("b") {
            @Override
            public Future<?> stop() {
                throw new IllegalStateException("stuck");
            }
        }));

        get(root.stop());

        assertThat(events(EventKind.STOPPED).get(0).reason().cause()).hasMessage("stuck");
        assertThat(log).containsExactly("start a", "start b", "stop a");
        assertThat(vertx.deploymentIDs()).isEmpty();
    }

    @Test
    void S10_stoppingAChild_oneThatHoldsItsThreadIsAbandonedAndItsAddressIsFree() {
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Void> held = new CompletableFuture<>();
        Supervisor root = root(child("a", () -> new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        vertx.eventBus().localConsumer("a", message -> holdThread(held, release));
                        return Future.succeededFuture();
                    }
                })
                .withShutdown(Shutdown.within(Duration.ofMillis(20))));
        vertx.eventBus().send("a", "");
        held.join();
        try {
            get(root.terminateChild("a"));

            assertThat(events(EventKind.ABANDONED)).singleElement().satisfies(event -> {
                assertThat(event.path()).isEqualTo("/a");
                assertThat(event.stack()).contains("holdThread");
            });
            assertThatThrownBy(() -> get(vertx.eventBus().request("a", ""))).hasMessageContaining("No handlers");
        } finally {
            release.countDown();
        }
        assertNothingIsDeployed();
    }

    private static void holdThread(CompletableFuture<Void> held, CountDownLatch release) {
        held.complete(null);
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void S10_stoppingAChild_aStartThatHoldsItsThreadIsUndeployedWhenItReturns() {
        CountDownLatch release = new CountDownLatch(1);
        ChildSpec slow = child("slow", () -> new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        vertx.eventBus().localConsumer("slow", message -> {});
                        holdThread(new CompletableFuture<>(), release);
                        return Future.succeededFuture();
                    }
                })
                .withStartTimeout(Duration.ofMillis(20));
        try {
            assertThatThrownBy(() -> root(slow)).hasMessageContaining("/slow did not start: its start took longer");
            assertThat(events(EventKind.ABANDONED)).hasSize(1);
        } finally {
            release.countDown();
        }
        assertNothingIsDeployed();
        assertThatThrownBy(() -> get(vertx.eventBus().request("slow", ""))).hasMessageContaining("No handlers");
    }

    @Test
    void aVerticleThatIsUndeployedWhileItStartsHasNotStarted() {
        ChildSpec leaver = child("leaver", () -> new VerticleBase() {
            @Override
            public Future<?> start() {
                vertx.runOnContext(v -> leave());
                return Promise.promise().future();
            }

            private void leave() {
                vertx.undeploy(context.deploymentID()).onFailure(early -> vertx.runOnContext(v -> leave()));
            }
        });

        assertThatThrownBy(() -> root(leaver)).hasMessage("/leaver did not start: it was undeployed while it started");
        assertNothingIsDeployed();
    }

    @Test
    void aVerticleThatExitsWhileItStartsHasNotStarted() {
        ChildSpec quitter = child("quitter", () -> new VerticleBase() {
            @Override
            public Future<?> start() {
                Supervision.of(vertx).self().orElseThrow().exit(ExitReason.NORMAL);
                return Promise.promise().future();
            }
        });

        assertThatThrownBy(() -> root(quitter)).hasMessage("/quitter did not start: it exited: normal");
    }

    @Test
    void aCrashDuringItsOwnUndeploymentStartsNoSecondOneBeforeTheFirstIsDown() {
        root(child("a", () -> new Plain("a") {
            @Override
            public Future<?> start() {
                vertx.eventBus().localConsumer("leave", message -> {
                    vertx.undeploy(context.deploymentID());
                    throw new IllegalStateException("boom");
                });
                return super.start();
            }

            @Override
            public Future<?> stop() {
                log.add("stopping");
                return vertx.timer(100).onSuccess(late -> log.add("stopped"));
            }
        }));
        Child first = running("/a");

        vertx.eventBus().send("leave", "");
        awaitAnother("/a", first);

        assertThat(log).containsExactly("start a", "stopping", "stopped", "start a");
    }

    @Test
    void aVerticleWhoseOwnChildDoesNotStopIsTakenDownAllTheSame() {
        VerticleBase stubborn = new Plain("helper") {
            @Override
            public Future<?> stop() {
                return Future.failedFuture("no");
            }
        };
        Supervisor root = root(child("a", () -> new Plain("a") {
            @Override
            public Future<?> start() {
                return super.start().compose(v -> vertx.deployVerticle(stubborn));
            }
        }));

        get(root.terminateChild("a"));

        assertThatThrownBy(() -> get(vertx.eventBus().request("a", ""))).hasMessageContaining("No handlers");
    }

    @Test
    void theNumberOfInstancesOfTheOptionsIsNotUsed() {
        VerticleStart start = VerticleStart.of("a", () -> new Plain("a"));
        root(ChildSpec.of("a", start.withOptions(new DeploymentOptions().setInstances(4))));

        assertThat(log).containsExactly("start a");
    }

    @Test
    void aDeploymentThatVertxRefusesIsAFailedStart() {
        VerticleStart start = VerticleStart.of("a", () -> new Plain("a"));
        start.options().setInstances(0);

        assertThatThrownBy(() -> root(ChildSpec.of("a", start)))
                .hasMessage("/a did not start: a child has 1 instance, not 0");
    }

    @Test
    void aListenerThatTakesLongHoldsUpNoRestart() {
        CountDownLatch released = new CountDownLatch(1);
        root(plain("a"));
        Supervision.of(vertx).listen(event -> {
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        for (int i = 1; i <= 3; i++) {
            vertx.eventBus().send("a", "crash");
            int starts = i + 1;
            await().until(() -> log.stream().filter("start a"::equals).count() == starts);
            Child again = running("/a");
            await().until(again::isRunning);
        }
        released.countDown();
        await().untilAsserted(() -> assertThat(events(EventKind.RESTARTED)).hasSize(3));
    }

    @Test
    void aListenerThatThrowsHurtsNobody() {
        Supervisor root = root(plain("a"));
        Child first = running("/a");
        first.ended().onComplete(reason -> {
            throw new IllegalStateException("a bad listener");
        });
        root.ended().onComplete(reason -> {
            throw new IllegalStateException("a bad listener");
        });
        Supervision.of(vertx).listen(event -> {
            throw new AssertionError("a bad listener");
        });

        vertx.eventBus().send("a", "boom");
        awaitAnother("/a", first);
        Promise<Void> release = Promise.promise();
        root.startChild(child("b", () -> new Plain("b") {
                    @Override
                    public Future<?> start() {
                        return release.future();
                    }
                }))
                .onComplete(b -> {
                    throw new IllegalStateException("a bad listener");
                });
        release.complete();
        get(root.startChild(plain("c")));

        assertThat(get(root.stop())).isEqualTo(ExitReason.SHUTDOWN);
        assertThat(vertx.deploymentIDs()).isEmpty();
    }

    @Test
    void anExitOfAnUnknownKindOfChildIsAFailedStart() {
        assertThatThrownBy(() -> root(ChildSpec.of("x", () -> "wasm:x")))
                .isInstanceOfSatisfying(SupervisionException.class, e -> {
                    assertThat(e.code()).isEqualTo(Refusal.START_FAILED);
                    assertThat(e).hasMessage("/x did not start: nothing here can run wasm:x");
                });
    }

    @Test
    void aTransientChildThatExitsNormallyIsLeftStopped() {
        Supervisor root = root(plain("a").withRestart(RestartType.TRANSIENT));
        Child a = running("/a");

        a.exit(ExitReason.NORMAL);

        assertThat(get(a.ended())).isEqualTo(ExitReason.NORMAL);
        assertThat(get(root.restartChild("a")).isRunning()).isTrue();
        assertThat(log).containsExactly("start a", "stop a", "start a");
    }

    @Test
    void S10_stoppingAChild_aSupervisorIsKilledAtOnceAsWell() {
        Promise<Void> release = Promise.promise();
        ChildSpec stubborn = child("c", () -> new Plain("c") {
                    @Override
                    public Future<?> stop() {
                        return release.future();
                    }
                })
                .withShutdown(Shutdown.INFINITY);
        root(ChildSpec.of("s", SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, stubborn)));
        Child s = running("/s");
        Child c = running("/s/c");

        s.exit(ExitReason.KILLED);

        assertThat(get(s.ended())).isEqualTo(ExitReason.KILLED);
        assertThat(get(c.ended()).kind()).isEqualTo(ExitReason.Kind.KILLED);
        awaitAnother("/s", s);
        release.complete();
    }

    /** A plugin that starts may register itself, and one that stops takes that back. */
    @Test
    void aWorkerIsFoundByItsPathFromTheBeginningOfItsStartToItsEnd() {
        Promise<Void> mayStart = Promise.promise();
        Promise<Void> mayStop = Promise.promise();
        ChildSpec slow = child("slow", () -> new VerticleBase() {
            @Override
            public Future<?> start() {
                log.add("starting");
                return mayStart.future();
            }

            @Override
            public Future<?> stop() {
                log.add("stopping");
                return mayStop.future();
            }
        });
        SupervisionSystem system = SupervisionSystem.of(vertx);
        Supervisor root = get(Supervisor.start(vertx, SupervisorSpec.ofDynamic()));

        Future<Child> started = root.startChild(slow);
        await().until(() -> log.contains("starting"));
        Child child = system.childOrStarting("/slow").orElseThrow();
        mayStart.complete();
        assertThat(get(started)).isSameAs(child);
        Future<Void> stopped = root.terminateChild("slow");
        await().until(() -> log.contains("stopping"));
        assertThat(system.child("/slow")).isEmpty();
        assertThat(system.childOrStarting("/slow")).contains(child);
        mayStop.complete();
        get(stopped);

        assertThat(system.childOrStarting("/slow")).isEmpty();
        assertThat(system.childOrStarting("/gone/slow")).isEmpty();
        assertThat(system.childOrStarting("/")).isEmpty();
    }

    /** So that no other thread has to wake up for it, and children that were spread over the event loops stay so. */
    @Test
    void aChildThatIsRestartedHasTheEventLoopAgainThatItHad() {
        get(Supervisor.start(
                vertx,
                SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, plain("a"), plain("b"))
                        .withWindow(100, Duration.ofMinutes(1))));
        Object had = loopOf(running("/a"));
        for (int i = 0; i < 20; i++) {
            Child before = running("/a");
            before.exit(ExitReason.crashed("asked to"));
            await().until(() -> Supervision.of(vertx)
                    .child("/a")
                    .filter(now -> now != before && now.isRunning())
                    .isPresent());
            assertThat(loopOf(running("/a"))).as("after restart %s", i).isSameAs(had);
        }
    }

    private static Object loopOf(Child child) {
        return VertxInternals.eventLoopOf(child.context().orElseThrow());
    }
}
