package io.coppice.supervision;

import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A worker whose state is its own, and all that it does is to apply functions to it: Elixir's {@code Agent}.
 *
 * <pre>{@code
 * Agent<Integer> hits = Agent.of(vertx, "hits", () -> 0);
 * Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, hits.spec()))
 *         .compose(up -> hits.update(n -> n + 1))
 *         .compose(done -> hits.get(n -> n));
 * }</pre>
 *
 * <p>This object is its name: it stays when the worker is restarted, which begins anew with the initial state. Functions
 * run on the worker's event loop, one at a time in order of arrival, and must not block. One that throws fails its caller,
 * and crashes the worker. Calls fail at once with {@link SupervisionException} where the worker does not run
 * ({@code NOT_FOUND}), ends before their turn ({@code SHUTTING_DOWN}), or has {@value #MOST_WAITING} calls waiting
 * ({@code OVERLOADED}); and after 5 s, or as the caller says, with a {@link java.util.concurrent.TimeoutException}, though
 * the function may still be applied.
 */
public final class Agent<S> {

    /** How long a call waits where it does not say. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    /** So many calls may wait. */
    public static final int MOST_WAITING = WorkerName.MOST_WAITING;

    /** A result, and the state from now on. */
    public record Step<S, T extends @Nullable Object>(T result, S state) {}

    private final WorkerName<AgentState<S>> name;
    private final Supplier<? extends S> initial;

    private Agent(WorkerName<AgentState<S>> name, Supplier<? extends S> initial) {
        this.name = name;
        this.initial = initial;
    }

    /** An agent that does not run yet: its {@link #spec} is to be given to one supervisor. */
    public static <S> Agent<S> of(Vertx vertx, String id, Supplier<? extends S> initial) {
        return new Agent<>(new WorkerName<>(vertx, "agent", id), initial);
    }

    /** Starts an agent as a new child of a supervisor. */
    public static <S> Future<Agent<S>> start(
            Vertx vertx, Supervisor supervisor, String id, Supplier<? extends S> initial) {
        Agent<S> agent = of(vertx, id, initial);
        return supervisor.startChild(agent.spec()).map(child -> agent);
    }

    /** The agent as a permanent child; it starts as often as its supervisor wants, but runs once at a time. */
    public ChildSpec spec() {
        return name.spec("Agent", () -> new AgentState<>(initial.get()));
    }

    /** What the function makes of the state. */
    public <T extends @Nullable Object> Future<T> get(Function<? super S, ? extends T> function) {
        return get(function, DEFAULT_TIMEOUT);
    }

    public <T extends @Nullable Object> Future<T> get(Function<? super S, ? extends T> function, Duration timeout) {
        return call(state -> new Step<>(function.apply(state), state), timeout);
    }

    /** Replaces the state; completes when that is done. */
    public Future<Void> update(UnaryOperator<S> function) {
        return update(function, DEFAULT_TIMEOUT);
    }

    public Future<Void> update(UnaryOperator<S> function, Duration timeout) {
        return call(state -> new Step<>(true, function.apply(state)), timeout).mapEmpty();
    }

    /** Replaces the state, and gives a result. */
    public <T extends @Nullable Object> Future<T> getAndUpdate(Function<? super S, Step<S, T>> function) {
        return getAndUpdate(function, DEFAULT_TIMEOUT);
    }

    public <T extends @Nullable Object> Future<T> getAndUpdate(
            Function<? super S, Step<S, T>> function, Duration timeout) {
        return call(function, timeout);
    }

    /** Replaces the state some time, if the agent runs and is not overloaded; nobody learns whether it did. */
    public void cast(UnaryOperator<S> function) {
        name.<Boolean>call((state, answer) -> state.apply(s -> new Step<>(true, function.apply(s)), answer));
    }

    /** Ends it with {@code normal}; its supervisor then decides as usual, so a permanent one starts again. */
    public Future<ExitReason> stop() {
        return stop(ExitReason.NORMAL, DEFAULT_TIMEOUT);
    }

    public Future<ExitReason> stop(ExitReason reason, Duration timeout) {
        return name.stop(reason, timeout);
    }

    private <T extends @Nullable Object> Future<T> call(Function<? super S, Step<S, T>> function, Duration timeout) {
        return name.call(timeout, (state, answer) -> state.apply(function, answer));
    }
}
