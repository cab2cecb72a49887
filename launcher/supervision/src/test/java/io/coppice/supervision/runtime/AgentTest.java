package io.coppice.supervision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Agent;
import io.coppice.supervision.Agent.Step;
import io.coppice.supervision.Child;
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
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** The agent's behaviour is Elixir's. */
class AgentTest extends OnVertx {

    private final Agent<Integer> agent = Agent.of(vertx, "n", () -> 7);

    private Supervisor start(RestartType restart) {
        return get(Supervisor.start(
                vertx,
                SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, agent.spec().withRestart(restart))));
    }

    private int state() {
        return get(agent.get(n -> n));
    }

    private static void assertRefused(Refusal refusal, Future<?> answer) {
        assertThatThrownBy(() -> get(answer))
                .isInstanceOfSatisfying(
                        SupervisionException.class, e -> assertThat(e.code()).isEqualTo(refusal));
    }

    /** Occupies the agent until it is released. */
    private Future<Integer> hold(CountDownLatch release) {
        return agent.get(n -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return n;
        });
    }

    @Test
    void functionsAreAppliedInOrder() {
        start(RestartType.PERMANENT);

        Future<Integer> first = agent.get(n -> n);
        Future<Void> updated = agent.update(n -> n + 1);
        Future<String> both = agent.getAndUpdate(n -> new Step<>("it was " + n, n * 2));
        agent.cast(n -> n + 100);

        assertThat(state()).isEqualTo(116);
        assertThat(get(first)).isEqualTo(7);
        assertThat(get(updated)).isNull();
        assertThat(get(both)).isEqualTo("it was 8");
    }

    @Test
    void itRunsOnItsOwnContextAndIsAChildLikeAnyOther() {
        Supervisor root = get(Supervisor.start(vertx, SupervisorSpec.ofDynamic()));
        Agent<List<String>> started = get(Agent.start(vertx, root, "list", List::of));

        Context context = get(started.get(list -> Vertx.currentContext()));
        assertThat(context).isSameAs(running("/list").context().orElseThrow());
        get(root.terminateChild("list"));
        assertRefused(Refusal.NOT_FOUND, started.get(list -> list));
    }

    @Test
    void oneThatWasNeverStartedSaysSo() {
        assertThatThrownBy(() -> get(agent.get(n -> n))).hasMessage("the agent n does not run");
        assertRefused(Refusal.NOT_FOUND, agent.stop());
        agent.cast(n -> n + 1);
    }

    @Test
    void aFunctionThatThrowsFailsItsCallerAndCrashesTheAgentWhichBeginsAnew() {
        start(RestartType.PERMANENT);
        Child first = running("/n");
        get(agent.update(n -> 50));

        Future<Void> failed = agent.update(n -> {
            throw new IllegalStateException("boom");
        });

        assertThatThrownBy(() -> get(failed))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("boom");
        assertThat(get(first.ended()).cause()).hasMessage("boom");
        awaitAnother("/n", first);
        assertThat(state()).isEqualTo(7);
    }

    @Test
    void whoWaitsForAnAgentThatEndsIsToldAtOnce() {
        start(RestartType.TEMPORARY);
        CountDownLatch release = new CountDownLatch(1);
        Future<Integer> held = hold(release);
        Future<Void> crash = agent.update(n -> {
            throw new IllegalStateException("boom");
        });
        Future<Integer> behind = agent.get(n -> n, Duration.ofHours(1));

        release.countDown();

        assertThat(get(held)).isEqualTo(7);
        assertThatThrownBy(() -> get(crash)).hasMessage("boom");
        assertRefused(Refusal.SHUTTING_DOWN, behind);
    }

    @Test
    void whoWaitsForAnAgentThatIsAbandonedIsToldWhileItStillHoldsItsThread() {
        Supervisor root = get(Supervisor.start(
                vertx,
                SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, agent.spec().withShutdown(Shutdown.BRUTAL_KILL))));
        CountDownLatch release = new CountDownLatch(1);
        hold(release);
        Future<Integer> behind = agent.get(n -> n, Duration.ofHours(1));
        try {
            get(root.terminateChild("n"));

            assertRefused(Refusal.SHUTTING_DOWN, behind);
        } finally {
            release.countDown();
        }
    }

    @Test
    void aCallHasItsTime() {
        start(RestartType.PERMANENT);
        CountDownLatch release = new CountDownLatch(1);
        hold(release);
        try {
            Future<Void> late = agent.update(n -> 8, Duration.ofMillis(1));
            await().until(late::failed);
            assertThat(late.cause()).isInstanceOf(TimeoutException.class);
        } finally {
            release.countDown();
        }
        assertThat(state()).isEqualTo(8);
    }

    @Test
    void noMoreCallsWaitThanMay() {
        start(RestartType.PERMANENT);
        CountDownLatch release = new CountDownLatch(1);
        List<Future<?>> waiting = new ArrayList<>();
        waiting.add(hold(release));
        try {
            for (int i = 1; i < Agent.MOST_WAITING; i++) {
                waiting.add(agent.update(n -> n + 1));
            }
            assertRefused(Refusal.OVERLOADED, agent.get(n -> n));
            agent.cast(n -> 0);
        } finally {
            release.countDown();
        }
        get(Future.all(waiting));
        assertThat(state()).isEqualTo(7 + Agent.MOST_WAITING - 1);
    }

    @Test
    void aStoppedAgentEndsWithTheReason() {
        start(RestartType.TRANSIENT);
        Child child = running("/n");

        assertThat(get(agent.stop())).isEqualTo(ExitReason.NORMAL);

        assertThat(get(child.ended())).isEqualTo(ExitReason.NORMAL);
        assertRefused(Refusal.NOT_FOUND, agent.get(n -> n));
    }

    @Test
    void aCallersListenerThatThrowsIsNotTheAgentsFault() {
        start(RestartType.TEMPORARY);
        agent.get(n -> n).onSuccess(n -> {
            throw new IllegalStateException("a bad listener");
        });

        assertThat(state()).isEqualTo(7);
        assertThat(running("/n").isRunning()).isTrue();
    }

    @Test
    void aCallerThatIsGoneIsNotTheAgentsFault() {
        start(RestartType.TEMPORARY);
        CountDownLatch release = new CountDownLatch(1);
        Future<Integer> held = hold(release);
        asOneThatIsGone(() -> {
            agent.update(n -> n + 1);
            return Future.succeededFuture();
        });

        release.countDown();

        assertThat(get(held)).isEqualTo(7);
        assertThat(state()).isEqualTo(8);
    }

    @Test
    void aCallerThatIsGoneKeepsNoOtherFromLearningOfTheEnd() {
        start(RestartType.TEMPORARY);
        CountDownLatch release = new CountDownLatch(1);
        hold(release);
        asOneThatIsGone(() -> {
            for (int i = 0; i < 20; i++) {
                agent.update(n -> n + 1);
            }
            return Future.succeededFuture();
        });
        Future<Integer> waiting = agent.get(n -> n, Duration.ofHours(1));
        try {
            running("/n").exit(ExitReason.KILLED);

            assertRefused(Refusal.SHUTTING_DOWN, waiting);
        } finally {
            release.countDown();
        }
    }

    @Test
    void anAgentRunsOnce() {
        Supervisor root = start(RestartType.PERMANENT);

        ChildSpec second = ChildSpec.of("second", agent.spec().start());

        assertThatThrownBy(() -> get(root.startChild(second)))
                .hasMessage("/second did not start: the agent n runs already");
        assertThat(state()).isEqualTo(7);
    }
}
