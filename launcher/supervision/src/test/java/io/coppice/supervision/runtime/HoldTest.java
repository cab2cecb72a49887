package io.coppice.supervision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Extras;
import io.coppice.supervision.spec.Hold;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Messages that wait while a child is being restarted: B04. */
class HoldTest extends OnVertx {

    private static final Hold THREE = new Hold(List.of("x", "y"), 3);

    /** What its next starts wait for. */
    private volatile Future<?> gate = Future.succeededFuture();

    /** Logs and answers what it is sent, and crashes on {@code boom}. */
    private ChildSpec reader(Extras extras) {
        return child("reader", () -> new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        Promise<Void> opened = Promise.promise();
                        // Its consumers are to be its own, whoever opens the gate.
                        gate.onSuccess(open -> context.runOnContext(v -> opened.complete()))
                                .onFailure(opened::fail);
                        return opened.future()
                                .onSuccess(open -> List.of("x", "y").forEach(this::listen));
                    }

                    private void listen(String address) {
                        vertx.eventBus().<String>localConsumer(address, message -> {
                            if (message.body().equals("boom")) {
                                throw new IllegalStateException("boom");
                            }
                            log.add(address + " " + message.body());
                            message.reply(message.body());
                        });
                    }
                })
                .withExtras(extras);
    }

    private Supervisor start(int maxRestarts, ChildSpec... children) {
        return get(Supervisor.start(
                vertx,
                SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, children)
                        .withWindow(maxRestarts, Duration.ofSeconds(60))));
    }

    private Future<Object> ask(String address, String body) {
        return vertx.eventBus().request(address, body).map(answer -> answer.body());
    }

    /** Its answer comes at the instant of the crash. */
    private void crash() {
        assertThatThrownBy(() -> get(ask("x", "boom"))).hasMessageContaining("boom");
    }

    private static void assertNobodyThere(Future<?> request) {
        assertThatThrownBy(() -> get(request))
                .isInstanceOfSatisfying(
                        ReplyException.class, e -> assertThat(e.failureType()).isEqualTo(ReplyFailure.NO_HANDLERS));
    }

    @Test
    void B04_hold_messagesWaitFromTheCrashUntilTheChildIsUpAndComeInOrder() {
        start(3, reader(Extras.NONE.withHold(THREE)));
        Promise<Void> open = Promise.promise();
        gate = open.future();
        crash();
        List<Future<?>> answers = new ArrayList<>();
        answers.add(ask("x", "1"));
        answers.add(ask("y", "2"));
        answers.add(ask("x", "3"));
        await().until(() -> events(EventKind.CRASHED).size() == 1);
        assertThat(answers).noneMatch(Future::isComplete);

        open.complete();
        get(Future.all(answers));
        get(ask("x", "4"));

        assertThat(log).containsExactly("x 1", "y 2", "x 3", "x 4");
    }

    @Test
    void B04_hold_moreThanTheBoundFailAtOnceAndPublishedOnesDoNotWait() {
        start(3, reader(Extras.NONE.withHold(THREE)));
        Promise<Void> open = Promise.promise();
        gate = open.future();
        crash();
        await().until(() -> events(EventKind.CRASHED).size() == 1);
        vertx.eventBus().publish("x", "published");
        List<Future<?>> answers = List.of(ask("x", "1"), ask("x", "2"), ask("x", "3"));
        assertNobodyThere(ask("y", "4"));
        open.complete();
        get(Future.all(answers));
        assertThat(log).containsExactly("x 1", "x 2", "x 3");
    }

    @Test
    void B04_hold_whenTheRestartFailsForGoodTheyFailAsUsual() {
        Supervisor root = start(2, reader(Extras.NONE.withHold(THREE).withParking()));
        Promise<Void> closed = Promise.promise();
        gate = closed.future();
        crash();
        Future<?> held = ask("x", "1");
        closed.fail("no");
        assertNobodyThere(held);
        await().until(() -> get(root.whichChildren()).get(0).state().equals("parked"));
        assertNobodyThere(ask("x", "2"));
    }

    @Test
    void B04_hold_terminateChildLetsThemGoAndStoppingDoesNotHold() {
        Supervisor root = start(3, reader(Extras.NONE.withHold(THREE)));
        gate = Promise.promise().future();
        crash();
        Future<?> held = ask("x", "1");
        await().until(() -> events(EventKind.CRASHED).size() == 1);
        root.terminateChild("reader");
        get(root.stop());
        assertNobodyThere(held);
        assertNobodyThere(ask("x", "2"));
    }

    @Test
    void B04_hold_whileAnotherInstanceIsUpNothingWaits() {
        start(3, reader(Extras.NONE.withHold(THREE)).withInstances(2));
        Child one = running("/reader#0");
        gate = Promise.promise().future();
        one.exit(ExitReason.crashed("gone"));
        await().until(() -> !one.isRunning() && events(EventKind.CRASHED).size() == 1);
        get(ask("x", "1"));
        assertThat(log).containsExactly("x 1");
    }

    @Test
    void B04_hold_aRequestThatWaitsLongerThanItsTimeOutFailsWithThat() {
        start(3, reader(Extras.NONE.withHold(THREE)));
        gate = Promise.promise().future();
        crash();
        Future<?> held = vertx.eventBus().request("x", "1", new DeliveryOptions().setSendTimeout(10));
        assertThatThrownBy(() -> get(held))
                .isInstanceOfSatisfying(
                        ReplyException.class, e -> assertThat(e.failureType()).isEqualTo(ReplyFailure.TIMEOUT));
    }

    @Test
    void B04_hold_afterARestartMessagesGoStraightThroughAgain() {
        start(9, reader(Extras.NONE.withHold(THREE)));
        for (int i = 0; i < 5; i++) {
            crash();
            get(ask("x", "after " + i));
        }
        assertThat(log).hasSize(5);
    }

    @Test
    void B04_hold_aChangeCountsFromTheNextRestartOn() {
        Supervisor root = start(9, reader(Extras.NONE.withHold(new Hold(List.of("x"), 1))));
        change(root, Extras.NONE.withHold(THREE));
        crash();
        get(ask("x", "restarted"));

        Promise<Void> open = Promise.promise();
        gate = open.future();
        crash();
        List<Future<?>> answers = List.of(ask("x", "1"), ask("y", "2"), ask("x", "3"));
        await().until(() -> events(EventKind.CRASHED).size() == 2);
        assertThat(answers).noneMatch(Future::isComplete);
        open.complete();
        get(Future.all(answers));
        assertThat(log).containsExactly("x restarted", "x 1", "y 2", "x 3");

        change(root, Extras.NONE);
        crash();
        get(ask("x", "restarted"));
        gate = Promise.promise().future();
        Child last = running("/reader");
        crash();
        get(last.ended());
        assertNobodyThere(ask("x", "4"));
    }

    private void change(Supervisor root, Extras extras) {
        get(root.change(
                SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, reader(extras)).withWindow(9, Duration.ofSeconds(60))));
    }

    @Test
    void B04_hold_whenASiblingsRestartIsCalledOffTheyFailAsUsual() {
        AtomicInteger starts = new AtomicInteger();
        Promise<Void> never = Promise.promise();
        ChildSpec first = child("first", () -> new VerticleBase() {
            @Override
            public Future<?> start() {
                return starts.getAndIncrement() == 0 ? Future.succeededFuture() : never.future();
            }
        });
        Supervisor root = get(Supervisor.start(
                vertx, SupervisorSpec.of(RestartStrategy.REST_FOR_ONE, first, reader(Extras.NONE.withHold(THREE)))));
        running("/first").exit(ExitReason.crashed("gone"));
        await().until(() -> starts.get() == 2);
        Future<?> held = ask("x", "1");
        Future<?> terminated = root.terminateChild("first");
        never.fail("no");
        get(terminated);
        assertNobodyThere(held);
        assertNobodyThere(ask("x", "2"));
    }

    @Test
    void B04_hold_whatIsTooMuchFailsAtOnceThoughTheNextIncarnationListensAlready() {
        Promise<Void> open = Promise.promise();
        start(
                3,
                child("reader", () -> new VerticleBase() {
                            @Override
                            public Future<?> start() {
                                vertx.eventBus().<String>localConsumer("x", message -> {
                                    if (message.body().equals("boom")) {
                                        gate = open.future();
                                        throw new IllegalStateException("boom");
                                    }
                                    log.add(message.body());
                                    message.reply("");
                                });
                                log.add("listens");
                                return gate;
                            }
                        })
                        .withExtras(Extras.NONE.withHold(THREE)));
        crash();
        await().until(() -> log.size() == 2);
        List<Future<?>> answers = List.of(ask("x", "1"), ask("x", "2"), ask("x", "3"));
        assertNobodyThere(ask("x", "4"));
        open.complete();
        get(Future.all(answers));
        assertThat(log).containsExactly("listens", "listens", "1", "2", "3");
    }

    /** Sends something at the instant at which the first of those that were held goes out. */
    private void whenTheFirstGoesOut(Runnable send) {
        AtomicBoolean first = new AtomicBoolean(true);
        vertx.eventBus().<String>addOutboundInterceptor(delivery -> {
            if ("1".equals(delivery.body()) && first.getAndSet(false)) {
                send.run();
            }
            delivery.next();
        });
    }

    @Test
    void B04_hold_whatIsSentWhileTheyGoOutIsLastThoughThereAreMoreThanTheBound() {
        start(3, reader(Extras.NONE.withHold(THREE)));
        Promise<Void> open = Promise.promise();
        gate = open.future();
        List<Future<?>> later = new CopyOnWriteArrayList<>();
        crash();
        whenTheFirstGoesOut(() -> List.of("4", "5", "6").forEach(body -> later.add(ask("x", body))));
        List<Future<?>> answers = List.of(ask("x", "1"), ask("y", "2"), ask("x", "3"));
        open.complete();
        get(Future.all(answers));
        get(Future.all(later));
        assertThat(log).containsExactly("x 1", "y 2", "x 3", "x 4", "x 5", "x 6");
    }

    @Test
    void B04_hold_whileTheyGoOutABusyAddressHasABoundAsWell() {
        start(3, reader(Extras.NONE.withHold(THREE)));
        Promise<Void> open = Promise.promise();
        gate = open.future();
        Promise<Object> surplus = Promise.promise();
        crash();
        whenTheFirstGoesOut(() -> {
            for (int i = 0; i < HeldLine.MOST_BEHIND; i++) {
                vertx.eventBus().send("x", "behind");
            }
            ask("x", "surplus").onComplete(surplus);
        });
        Future<?> answer = ask("x", "1");
        open.complete();
        get(answer);
        assertNobodyThere(surplus.future());
        await().until(() -> log.size() == 1 + HeldLine.MOST_BEHIND);
        get(ask("x", "after"));
        assertThat(log).doesNotContain("x surplus").endsWith("x after");
    }

    /** Its starts wait for what is given, but the first. */
    private ChildSpec holder(String id, Future<Void> nextStarts, Hold hold) {
        AtomicBoolean first = new AtomicBoolean(true);
        return child(id, () -> new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        vertx.eventBus().localConsumer(id, message -> {
                            throw new IllegalStateException("boom");
                        });
                        return first.getAndSet(false) ? Future.succeededFuture() : nextStarts;
                    }
                })
                .withExtras(Extras.NONE.withHold(hold));
    }

    @Test
    void B04_hold_whatWaitsForTwoChildrenGoesWhenBothAreUp() {
        Supervisor root = get(Supervisor.start(vertx, SupervisorSpec.ofDynamic()));
        Promise<Void> a = Promise.promise();
        Promise<Void> b = Promise.promise();
        get(root.startChild(holder("a", a.future(), new Hold(List.of("shared"), 3))));
        get(root.startChild(holder("b", b.future(), new Hold(List.of("shared", "own"), 9))));
        vertx.eventBus().<String>localConsumer("shared", message -> {
            log.add(message.body());
            message.reply("");
        });
        vertx.eventBus().<String>localConsumer("own", message -> message.reply(""));
        for (String child : List.of("a", "b")) {
            assertThatThrownBy(() -> get(ask(child, ""))).hasMessageContaining("boom");
        }
        List<Future<?>> shared = List.of(ask("shared", "1"), ask("shared", "2"), ask("shared", "3"));
        Future<?> own = ask("own", "");
        assertNobodyThere(ask("shared", "4"));

        b.complete();
        get(own);
        assertThat(log).isEmpty();
        a.complete();
        get(Future.all(shared));
        get(ask("shared", "5"));
        assertThat(log).containsExactly("1", "2", "3", "5");
    }
}
