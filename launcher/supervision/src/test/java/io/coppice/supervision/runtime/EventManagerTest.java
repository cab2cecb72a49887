package io.coppice.supervision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.EventHandler;
import io.coppice.supervision.EventManager;
import io.coppice.supervision.EventStream;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.Shutdown;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The event manager's behaviour is GenEvent's, but that its handlers are safe from each other. */
class EventManagerTest extends OnVertx {

    private final EventManager<String> manager = EventManager.of(vertx, "events", Duration.ofMillis(300));

    private Supervisor start(ChildSpec... others) {
        List<ChildSpec> children = new ArrayList<>(List.of(others));
        children.add(0, manager.spec());
        return get(Supervisor.start(
                vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, children.toArray(ChildSpec[]::new))));
    }

    /** Logs what it is given as {@code NAME event}, and its end as {@code NAME terminate reason}. */
    private final class Logging implements EventHandler<String> {
        final String name;

        Logging(String name) {
            this.name = name;
        }

        @Override
        public Future<?> handle(String event) {
            log.add(name + " " + event);
            return event.equals("throw " + name)
                    ? throwing()
                    : event.equals("fail " + name)
                            ? Future.failedFuture("failed")
                            : event.equals("hang " + name) ? Promise.promise().future() : Future.succeededFuture();
        }

        private static Future<?> throwing() {
            throw new IllegalStateException("thrown");
        }

        @Override
        public Future<@Nullable Object> call(Object request) {
            return Future.succeededFuture(name + " answers " + request);
        }

        @Override
        public void terminate(ExitReason reason) {
            log.add(name + " terminate " + reason.kind().word());
        }
    }

    private static void assertRefused(Refusal refusal, Future<?> answer) {
        assertThatThrownBy(() -> get(answer))
                .isInstanceOfSatisfying(
                        SupervisionException.class, e -> assertThat(e.code()).isEqualTo(refusal));
    }

    @Test
    void eventsReachAllHandlersInOrder() {
        start();
        get(manager.addHandler("a", new Logging("a")));
        get(manager.addHandler("b", new Logging("b")));

        get(manager.notify("1"));
        get(manager.notify("2"));
        get(manager.syncNotify("3"));

        assertThat(log).containsExactly("a 1", "b 1", "a 2", "b 2", "a 3", "b 3");
        assertThat(get(manager.whichHandlers())).containsExactly("a", "b");
    }

    @Test
    void handlersRunOnTheManagersContext() {
        start();
        List<Object> contexts = new CopyOnWriteArrayList<>();
        get(manager.addHandler("a", EventHandler.of(event -> contexts.add(Vertx.currentContext()))));

        get(manager.syncNotify("1"));

        assertThat(contexts).containsExactly(running("/events").context().orElseThrow());
    }

    @Test
    void aSyncNotificationWaitsForAllHandlersAndTheNextEventForIt() {
        start();
        Promise<Void> release = Promise.promise();
        get(manager.addHandler("slow", event -> release.future()));
        get(manager.addHandler("b", new Logging("b")));

        Future<Void> first = manager.syncNotify("1");
        Future<Void> second = manager.syncNotify("2");
        await().until(() -> log.contains("b 1"));

        assertThat(first.isComplete()).isFalse();
        assertThat(log).doesNotContain("b 2");
        release.complete();
        get(first);
        get(second);
        assertThat(log).containsExactly("b 1", "b 2");
    }

    @Test
    void aHandlerThatFailsIsRemovedWithoutHarmToTheOthers() {
        start();
        Child child = running("/events");
        for (String how : List.of("throw", "fail", "hang")) {
            log.clear();
            get(manager.addHandler("bad", new Logging("bad")));
            get(manager.addHandler("good", new Logging("good")));

            get(manager.syncNotify(how + " bad"));
            get(manager.syncNotify("next"));

            assertThat(log)
                    .containsExactlyInAnyOrder(
                            "bad " + how + " bad", "bad terminate crashed", "good " + how + " bad", "good next");
            assertThat(get(manager.whichHandlers())).containsExactly("good");
            get(manager.removeHandler("good"));
        }
        assertThat(running("/events")).isSameAs(child);
    }

    @Test
    void aHandlerThatReturnsNullOrWhoseEndThrowsHarmsNobody() {
        start();
        get(manager.addHandler("null", new EventHandler<String>() {
            @Override
            @SuppressWarnings("NullAway") // what a careless author writes
            public Future<?> handle(String event) {
                return null;
            }

            @Override
            public void terminate(ExitReason reason) {
                throw new IllegalStateException("even here");
            }
        }));

        get(manager.syncNotify("1"));

        assertThat(get(manager.whichHandlers())).isEmpty();
    }

    @Test
    void aRemovedHandlerIsTerminated() {
        start();
        get(manager.addHandler("a", new Logging("a")));

        get(manager.removeHandler("a"));

        assertThat(log).containsExactly("a terminate normal");
        assertRefused(Refusal.NOT_FOUND, manager.removeHandler("a"));
    }

    @Test
    void anIdIsUsedOnce() {
        start();
        get(manager.addHandler("a", new Logging("a")));

        assertRefused(Refusal.ALREADY_PRESENT, manager.addHandler("a", new Logging("other")));
        get(manager.syncNotify("1"));

        assertThat(log).containsExactly("a 1");
    }

    @Test
    void oneHandlerIsCalled() {
        start();
        get(manager.addHandler("a", new Logging("a")));
        get(manager.addHandler("mute", EventHandler.of(event -> {})));

        assertThat(get(manager.call("a", "x"))).isEqualTo("a answers x");
        assertRefused(Refusal.NOT_FOUND, manager.call("nobody", "x"));
        assertThatThrownBy(() -> get(manager.call("mute", "x"))).hasMessage("it takes no calls");
        assertThat(get(manager.whichHandlers())).containsExactly("a");
    }

    @Test
    void aLinkedHandlerGoesWithItsOwnerUntold() {
        start(plain("owner").withRestart(RestartType.TEMPORARY));
        List<ExitReason> told = new CopyOnWriteArrayList<>();
        Child owner = running("/owner");
        get(manager.addLinkedHandler("a", new Logging("a"), owner, told::add));

        owner.exit(ExitReason.crashed("boom"));

        await().until(() -> log.contains("a terminate shutdown"));
        assertThat(get(manager.whichHandlers())).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void theOwnerIsToldOfEveryOtherEndOfItsHandler() {
        start(plain("owner"));
        List<String> told = new CopyOnWriteArrayList<>();
        Child owner = running("/owner");
        int watchers = ((Running) owner).watchers().size();
        get(manager.addLinkedHandler("a", new Logging("a"), owner, end -> {
            assertThat(Vertx.currentContext()).isSameAs(owner.context().orElseThrow());
            told.add("a " + end.kind().word());
        }));
        get(manager.addLinkedHandler(
                "b", new Logging("b"), owner, end -> told.add("b " + end.kind().word())));
        get(manager.addLinkedHandler(
                "c", new Logging("c"), owner, end -> told.add("c " + end.kind().word())));

        get(manager.syncNotify("throw a"));
        await().until(() -> told.equals(List.of("a crashed")));
        get(manager.removeHandler("b"));
        await().until(() -> told.equals(List.of("a crashed", "b normal")));
        get(manager.stop());

        await().until(() -> told.equals(List.of("a crashed", "b normal", "c shutdown")));
        assertThat(((Running) owner).watchers().size()).isEqualTo(watchers);
    }

    @Test
    void theOwnerIsToldWhenTheManagerIsKilled() {
        Supervisor root = get(Supervisor.start(vertx, SupervisorSpec.ofDynamic()));
        get(root.startChild(manager.spec().withShutdown(Shutdown.BRUTAL_KILL)));
        Child owner = get(root.startChild(plain("owner")));
        List<ExitReason> told = new CopyOnWriteArrayList<>();
        get(manager.addLinkedHandler("a", new Logging("a"), owner, told::add));

        get(root.terminateChild("events"));

        await().until(() -> told.size() == 1);
        assertThat(told.get(0).kind()).isEqualTo(ExitReason.Kind.KILLED);
        assertThat(((Running) owner).watchers().size()).isZero();
    }

    @Test
    void aRestartedManagerHasNoHandlers() {
        start();
        Child first = running("/events");
        get(manager.addHandler("a", new Logging("a")));

        first.exit(ExitReason.crashed("boom"));
        awaitAnother("/events", first);

        assertThat(get(manager.whichHandlers())).isEmpty();
        assertThat(log).containsExactly("a terminate shutdown");
    }

    @Test
    void noMoreEventsWaitThanMayAndNoneIsLostInSilence() {
        Supervisor root = get(Supervisor.start(vertx, SupervisorSpec.ofDynamic()));
        EventManager<String> patient = EventManager.of(vertx, "patient", Duration.ofMinutes(5));
        get(root.startChild(patient.spec()));
        Promise<Void> release = Promise.promise();
        List<String> handled = new CopyOnWriteArrayList<>();
        get(patient.addHandler("slow", event -> {
            handled.add(event);
            return release.future();
        }));
        for (int i = 1; i < EventManager.MOST_WAITING; i++) {
            get(patient.notify("n"));
        }
        Future<Void> last = patient.syncNotify("last");

        assertRefused(Refusal.OVERLOADED, patient.notify("too many"));

        release.complete();
        get(last);
        assertThat(handled).hasSize(EventManager.MOST_WAITING).doesNotContain("too many");
    }

    @Test
    void whoWaitsForAManagerThatEndsIsToldAtOnce() {
        start();
        get(manager.addHandler("slow", event -> Promise.promise().future()));
        Future<Void> waiting = manager.syncNotify("1", Duration.ofHours(1));

        running("/events").exit(ExitReason.KILLED);

        assertRefused(Refusal.SHUTTING_DOWN, waiting);
    }

    @Test
    void aCallerThatIsGoneIsNotTheManagersFault() {
        Supervisor root = get(Supervisor.start(vertx, SupervisorSpec.ofDynamic()));
        EventManager<String> patient = EventManager.of(vertx, "patient", Duration.ofMinutes(5));
        get(root.startChild(patient.spec()));
        Promise<Void> release = Promise.promise();
        get(patient.addHandler("slow", event -> event.equals("1") ? release.future() : Future.succeededFuture()));
        asOneThatIsGone(() -> {
            patient.syncNotify("1");
            return Future.succeededFuture();
        });

        release.complete();

        get(patient.syncNotify("2"));
        assertThat(get(patient.whichHandlers())).containsExactly("slow");
    }

    @Test
    void anAnswerThatWasThereBeforeDoesNotTakeTheManagerToItsContext() {
        start();
        CompletableFuture<Context> deployed = new CompletableFuture<>();
        get(vertx.deployVerticle(
                context -> {
                    deployed.complete(context);
                    return Future.succeededFuture();
                },
                new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER)));
        Context others = deployed.join();
        Future<@Nullable Object> known = others.executeBlocking(() -> "known");
        get(known);
        CompletableFuture<Void> release = new CompletableFuture<>();
        others.runOnContext(v -> release.join());
        get(manager.addHandler("a", new EventHandler<String>() {
            @Override
            public Future<?> handle(String event) {
                return known;
            }

            @Override
            public Future<@Nullable Object> call(Object request) {
                return known;
            }
        }));
        try {
            assertThat(get(manager.call("a", "x"))).isEqualTo("known");
            get(manager.syncNotify("1"));
        } finally {
            release.complete(null);
        }
    }

    @Test
    void oneThatDoesNotRunSaysSo() {
        assertRefused(Refusal.NOT_FOUND, manager.notify("1"));
        assertRefused(Refusal.NOT_FOUND, manager.addHandler("a", new Logging("a")));
        assertThatThrownBy(() -> EventManager.of(vertx, "x", Duration.ZERO))
                .hasMessage("handlerTimeout must be more than zero, not PT0S");
    }

    @Test
    void aCallerDoesNotWaitLongerThanItSays() {
        Supervisor root = get(Supervisor.start(vertx, SupervisorSpec.ofDynamic()));
        EventManager<String> patient = EventManager.of(vertx, "patient", Duration.ofMinutes(5));
        get(root.startChild(patient.spec()));
        get(patient.addHandler("slow", event -> Promise.promise().future()));

        assertThatThrownBy(() -> get(patient.syncNotify("1", Duration.ofMillis(20))))
                .hasCauseInstanceOf(TimeoutException.class);
    }

    // Streams

    @Test
    void aStreamHasTheEventsAndThenTheEnd() {
        start();
        EventStream<String> stream = get(manager.stream());
        stream.endHandler(end -> log.add("end"));
        stream.handler(log::add);

        get(manager.syncNotify("1"));
        get(manager.notify("2"));
        get(manager.stop());

        await().until(() -> log.contains("end"));
        assertThat(log).containsExactly("1", "2", "end");
    }

    @Test
    void aPausedStreamGivesAsMuchAsIsFetched() {
        start();
        EventStream<String> stream = get(manager.stream());
        stream.pause().handler(log::add);
        for (int i = 1; i <= 5; i++) {
            get(manager.syncNotify("" + i));
        }
        assertThat(log).isEmpty();

        stream.fetch(2);
        await().until(() -> log.size() == 2);
        stream.fetch(1);
        await().until(() -> log.size() == 3);
        stream.resume();

        await().until(() -> log.size() == 5);
        assertThat(log).containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    void aSlowStreamIsToldHowManyItLostInTheirPlace() {
        start();
        EventStream<String> stream = get(manager.stream(2));
        stream.lostHandler(lost -> log.add("lost " + lost));
        stream.pause().handler(log::add);

        for (int i = 1; i <= 5; i++) {
            get(manager.syncNotify("" + i));
        }
        stream.fetch(2);
        await().until(() -> log.size() == 3);
        for (int i = 6; i <= 8; i++) {
            get(manager.syncNotify("" + i));
        }
        stream.resume();

        await().until(() -> log.size() == 6);
        assertThat(log).containsExactly("1", "2", "lost 3", "6", "7", "lost 1");
    }

    @Test
    void aClosedStreamEndsAndLeavesTheManager() {
        start();
        EventStream<String> stream = get(manager.stream());
        stream.endHandler(end -> log.add("end")).handler(log::add);
        get(manager.syncNotify("1"));

        get(stream.close());
        get(manager.syncNotify("2"));

        await().until(() -> log.contains("end"));
        assertThat(log).containsExactly("1", "end");
        assertThat(get(manager.whichHandlers())).isEmpty();
    }
}
