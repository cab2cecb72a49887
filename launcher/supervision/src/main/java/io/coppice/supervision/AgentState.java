package io.coppice.supervision;

import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One incarnation of an agent: the state, used on its own context, and the calls that wait for it. */
final class AgentState<S> extends VerticleBase {

    private final Consumer<AgentState<S>> started;
    private final Set<Promise<?>> waiting = ConcurrentHashMap.newKeySet();
    private final AtomicInteger waitingCount = new AtomicInteger();
    private S state;
    private volatile boolean over;
    private volatile @Nullable Child child;

    AgentState(S initial, Consumer<AgentState<S>> started) {
        this.state = initial;
        this.started = started;
    }

    @Override
    public Future<?> start() {
        Child self = Supervision.of(vertx).self().orElseThrow();
        child = self;
        started.accept(this);
        self.ended().onComplete(end -> end(end.result()));
        return Future.succeededFuture();
    }

    @Nullable
    Child child() {
        return child;
    }

    boolean isOver() {
        return over;
    }

    /** Whoever waits learns of the end at once. */
    private void end(ExitReason reason) {
        over = true;
        waiting.forEach(answer -> fail(answer, reason.toString()));
    }

    private void fail(Promise<?> answer, String why) {
        if (waiting.remove(answer)) {
            waitingCount.decrementAndGet();
            answer.tryFail(new SupervisionException(Refusal.SHUTTING_DOWN, "the agent has ended: " + why, null));
        }
    }

    <T extends @Nullable Object> void apply(Function<? super S, Agent.Step<S, T>> function, Promise<T> answer) {
        if (waitingCount.incrementAndGet() > Agent.MOST_WAITING) {
            waitingCount.decrementAndGet();
            answer.fail(new SupervisionException(
                    Refusal.OVERLOADED, Agent.MOST_WAITING + " calls of the agent wait already", null));
            return;
        }
        waiting.add(answer);
        try {
            context.runOnContext(v -> turn(function, answer));
        } catch (RejectedExecutionException closed) {
            over = true;
        }
        if (over) {
            fail(answer, "it does not run any more");
        }
    }

    private <T extends @Nullable Object> void turn(Function<? super S, Agent.Step<S, T>> function, Promise<T> answer) {
        if (over) {
            fail(answer, "it does not run any more");
            return;
        }
        try {
            Agent.Step<S, T> step = function.apply(state);
            state = step.state();
            if (waiting.remove(answer)) {
                waitingCount.decrementAndGet();
                answer.tryComplete(step.result());
            }
        } catch (Throwable t) {
            // From here on it is ending: a later call must not see a state that a failed one has left behind.
            over = true;
            if (waiting.remove(answer)) {
                waitingCount.decrementAndGet();
                answer.tryFail(t);
            }
            throw t;
        }
    }
}
