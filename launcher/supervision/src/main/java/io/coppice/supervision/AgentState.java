package io.coppice.supervision;

import io.vertx.core.Promise;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One incarnation of an agent: the state, used on its own context. */
final class AgentState<S> extends CalledWorker {

    private S state;

    AgentState(S initial) {
        this.state = initial;
    }

    <T extends @Nullable Object> void apply(Function<? super S, Agent.Step<S, T>> function, Promise<T> answer) {
        Agent.Step<S, T> step;
        try {
            step = function.apply(state);
            state = step.state();
        } catch (Throwable t) {
            // A later call must not see a state that a failed one has left behind.
            over();
            fail(answer, t);
            throw t;
        }
        answer(answer, step.result());
    }
}
