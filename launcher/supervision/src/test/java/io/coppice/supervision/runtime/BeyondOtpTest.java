package io.coppice.supervision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.ChildInfo;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionEvent;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.Backoff;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.Extras;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Backoff, parking and waits for addresses on a real Vert.x: B01, B02, B03. */
class BeyondOtpTest extends OnVertx {

    private static final Extras WAITS = Extras.NONE.withWaitFor("a");

    private Supervisor start(int maxRestarts, ChildSpec... children) {
        return get(Supervisor.start(
                vertx,
                SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, children)
                        .withWindow(maxRestarts, Duration.ofSeconds(60))));
    }

    private static ChildInfo info(Supervisor supervisor, String id) {
        return get(supervisor.whichChildren()).stream()
                .filter(child -> child.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private void awaitState(Supervisor supervisor, String id, String state) {
        await().until(() -> info(supervisor, id).state().equals(state));
    }

    @Test
    void B01_backoff_theRestartComesAfterItsDelay() {
        Duration min = Duration.ofMillis(50);
        Extras extras = Extras.NONE.withBackoff(new Backoff(min, min, 1, 0, min));
        Supervisor root = start(3, plain("a").withExtras(extras));
        Child first = running("/a");
        vertx.eventBus().send("a", "boom");
        awaitAnother("/a", first);
        await().until(() -> !events(EventKind.RESTARTED).isEmpty());
        assertThat(events(EventKind.RESTARTED).get(0).down()).isGreaterThanOrEqualTo(min);
        assertThat(info(root, "a").reason()).isEmpty();
    }

    @Test
    void B01_backoff_aChildInItsDelayTellsWhyAndCanBeStoppedAndStarted() {
        Extras extras = Extras.NONE.withBackoff(Backoff.between(Duration.ofHours(1), Duration.ofHours(1)));
        Supervisor root = start(3, plain("a").withExtras(extras));
        vertx.eventBus().send("a", "boom");
        awaitState(root, "a", "restarting");
        assertThat(info(root, "a").reason()).contains("crashed: java.lang.IllegalStateException: boom");
        get(root.terminateChild("a"));
        assertThat(get(root.restartChild("a")).isRunning()).isTrue();
    }

    @Test
    void B02_park_theChildIsShownWithItsReasonUntilItIsStartedByHand() {
        Supervisor root = start(0, plain("a").withExtras(Extras.NONE.withParking()), plain("b"));
        vertx.eventBus().send("a", "boom");
        awaitState(root, "a", "parked");

        JsonObject shown = get(root.tree(9)).children().get(0).toJson();
        assertThat(shown.getString("state")).isEqualTo("parked");
        assertThat(shown.getString("reason")).isEqualTo("crashed: java.lang.IllegalStateException: boom");
        assertThat(info(root, "a").toJson().getString("reason")).isEqualTo(shown.getString("reason"));
        assertThat(events(EventKind.PARKED))
                .singleElement()
                .extracting(SupervisionEvent::path, event -> event.toJson().getString("event"))
                .containsExactly("/a", "parked");
        assertThat(running("/b").isRunning()).isTrue();

        assertThat(get(root.restartChild("a")).isRunning()).isTrue();
        assertThat(info(root, "a").reason()).isEmpty();
    }

    @Test
    void B03_waitFor_whoHasTheAddressSeesNothingOfIt() {
        start(3, plain("a"), plain("b").withExtras(WAITS));
        assertThat(log).containsExactly("start a", "start b");
        // The handler of a would have crashed it.
        assertThat(events()).extracting(SupervisionEvent::kind).containsOnly(EventKind.STARTED);
    }

    @Test
    void B03_waitFor_aRestartWaitsAndIsShownSoUntilTheAddressIsThere() {
        Supervisor root = start(3, plain("a"), plain("b").withExtras(WAITS));
        Child first = running("/b");
        get(root.terminateChild("a"));
        vertx.eventBus().send("b", "boom");
        awaitState(root, "b", "restarting");
        assertThat(info(root, "b").reason()).contains("waits for a; crashed: java.lang.IllegalStateException: boom");
        get(root.restartChild("a"));
        awaitAnother("/b", first);
        await().untilAsserted(() -> assertThat(events(EventKind.RESTARTED))
                .singleElement()
                .satisfies(event -> assertThat(event.restarts()).isEqualTo(1)));
    }

    @Test
    void B03_waitFor_anAddressThatNeverAnswersFailsTheSupervisorsStart() {
        Future<Supervisor> start = Supervisor.start(
                vertx,
                SupervisorSpec.of(
                        RestartStrategy.ONE_FOR_ONE,
                        plain("x"),
                        plain("b").withExtras(WAITS).withStartTimeout(Duration.ofMillis(50))));
        assertThatThrownBy(() -> get(start))
                .isInstanceOf(SupervisionException.class)
                .hasMessage("/b did not start: no answer from a within 50 ms");
        assertThat(log).containsExactly("start x", "stop x");
    }

    @Test
    void B03_waitFor_aStartByHandWaitsAsWellAndHoldsUpNobody() {
        Supervisor root = start(3);
        Future<Child> waiting = root.startChild(plain("b").withExtras(WAITS));
        get(root.startChild(plain("a")));
        assertThat(get(waiting).isRunning()).isTrue();
        assertThat(log).containsExactly("start a", "start b");
    }

    @Test
    void B03_waitFor_aStartByHandThatWaitsIsRefusedInTimeOrWhenItIsStopped() {
        Supervisor root = start(3);
        ChildSpec spec = plain("b").withExtras(WAITS);
        assertThatThrownBy(() -> get(root.startChild(spec.withStartTimeout(Duration.ofMillis(20)))))
                .hasMessage("/b did not start: no answer from a within 20 ms");

        Future<Child> stopped = root.startChild(spec);
        get(root.terminateChild("b"));
        assertThatThrownBy(() -> get(stopped)).hasMessage("/b did not start: it was stopped while it waited");

        Future<Child> ended = root.startChild(spec);
        get(root.stop());
        assertThatThrownBy(() -> get(ended))
                .isInstanceOfSatisfying(
                        SupervisionException.class,
                        refused -> assertThat(refused.code()).isEqualTo(Refusal.SHUTTING_DOWN));
    }

    @Test
    void B03_waitFor_aSupervisorWhoseFirstStartWaitsCanBeStoppedAtOnce() {
        SupervisorSpec nested =
                SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, plain("b").withExtras(WAITS));
        Supervisor root = start(3);
        Future<Child> waiting = root.startChild(ChildSpec.of("s", nested));
        await().until(() -> Supervision.of(vertx).supervisor("/s").isPresent());
        get(root.stop());
        assertThat(waiting.failed()).isTrue();
        assertThat(log).isEmpty();
    }

    @Test
    void B03_waitFor_aProbeIsKnownByItsHeader() {
        start(3, plain("a"));
        DeliveryOptions probe = new DeliveryOptions().addHeader(AddressWait.PROBE, "");
        assertThat(get(vertx.eventBus().request("a", null, probe)).body()).isNull();
        assertThat(running("/a").isRunning()).isTrue();
    }

    @Test
    void B03_waitFor_aChildThatHasCrashedDoesNotAnswer() {
        Promise<Void> stopped = Promise.promise();
        Supervisor root = start(3, child("a", () -> new Plain("a") {
            @Override
            public Future<?> stop() {
                return stopped.future();
            }
        }));
        Child first = running("/a");
        assertThatThrownBy(() -> get(vertx.eventBus().request("a", "boom"))).hasMessageContaining("boom");

        Future<Child> waiting = root.startChild(child("b", () -> new Plain("b") {
                    @Override
                    public Future<?> start() {
                        log.add("a has ended: " + first.ended().isComplete());
                        return super.start();
                    }
                })
                .withExtras(WAITS));
        assertThatThrownBy(() -> get(
                        vertx.eventBus().request("a", null, new DeliveryOptions().addHeader(AddressWait.PROBE, ""))))
                .hasMessageContaining("had crashed");
        stopped.complete();

        assertThat(get(waiting).isRunning()).isTrue();
        assertThat(log).contains("a has ended: true");
    }
}
