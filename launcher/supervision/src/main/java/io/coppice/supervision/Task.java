package io.coppice.supervision;

import io.coppice.supervision.runtime.VertxInternals;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Shutdown;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A piece of one-off work under a supervisor, with a result: Elixir's {@code Task}; {@link Tasks} starts it.
 *
 * <p>Its futures call back on the context that started it. Where the task was not started at all, each fails with the
 * {@link SupervisionException} that says why. It may be used from any thread.
 */
public final class Task<T extends @Nullable Object> {

    /** How long {@link #await()} waits. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final String path;
    private final Tie tie;
    private final Future<Child> started;
    private final Future<TaskOutcome<T>> outcome;
    private final Future<Void> down;
    /** Who waits for the outcome, with the timers that end it; guarded by itself. */
    private final Map<Promise<Optional<TaskOutcome<T>>>, Long> waiting = new HashMap<>();

    Task(Vertx vertx, String path, Tie tie, Future<Child> started, Future<TaskOutcome<T>> outcome, Future<Void> down) {
        this.vertx = vertx;
        this.path = path;
        this.tie = tie;
        this.started = started;
        this.outcome = outcome;
        this.down = down;
        outcome.onComplete(this::tellAll);
    }

    /** Its path in the tree. */
    public String path() {
        return path;
    }

    /** The task as a child, when it is up; failed where its supervisor refused it. */
    public Future<Child> started() {
        return started;
    }

    /** {@link #await(Duration)} with {@link #DEFAULT_TIMEOUT}. */
    public Future<T> await() {
        return await(DEFAULT_TIMEOUT);
    }

    /**
     * The task's result.
     *
     * @return failed with what the work failed with; with a {@link TaskExit} where the task ended for a reason without an
     *     exception; with a {@link TimeoutException} that names the task after that time: a linked task is then shut down, as
     *     Elixir's would end with its caller, while one without a link goes on and can be awaited again
     */
    public Future<T> await(Duration timeout) {
        return outcomeWithin(timeout).compose(known -> known.isPresent() ? result(known.get()) : late(timeout));
    }

    private Future<T> result(TaskOutcome<T> known) {
        if (known instanceof TaskOutcome.Ok<T> ok) {
            return Future.succeededFuture(ok.value());
        }
        ExitReason reason = ((TaskOutcome.Exited<T>) known).reason();
        Throwable cause = reason.cause();
        return Future.failedFuture(cause == null ? new TaskExit(path, reason) : cause);
    }

    private Future<T> late(Duration timeout) {
        String what = "task " + path + " had no result within " + timeout.toMillis() + " ms";
        if (!tie.links()) {
            return Future.failedFuture(new TimeoutException(what + ", and goes on"));
        }
        // It is not waited for, and one that was refused has nothing to end.
        shutdown();
        return Future.failedFuture(new TimeoutException(what + ", and is shut down"));
    }

    /** The task's outcome if it comes within that time, else empty; the task goes on (Elixir's {@code yield}). */
    public Future<Optional<TaskOutcome<T>>> yieldFor(Duration timeout) {
        return outcomeWithin(timeout);
    }

    /** {@link #shutdown(Shutdown)} within 5 s. */
    public Future<Optional<TaskOutcome<T>>> shutdown() {
        return shutdown(Shutdown.WORKER_DEFAULT);
    }

    /**
     * Unlinks the task and ends it; completes when it is down.
     *
     * @param how how long it may take before it is killed; its work's own limit holds as well
     * @return its outcome where it had one before or while it ended; else empty
     */
    public Future<Optional<TaskOutcome<T>>> shutdown(Shutdown how) {
        return started.compose(child -> {
            tie.release();
            child.exit(how.isBrutalKill() ? ExitReason.KILLED : ExitReason.SHUTDOWN);
            Optional<Duration> limit = how.isBrutalKill() ? Optional.empty() : how.limit();
            limit.ifPresent(time -> {
                long timer = setTimer(time, () -> child.exit(ExitReason.KILLED));
                down.onComplete(gone -> vertx.cancelTimer(timer));
            });
            return down.compose(gone -> outcome).map(Task::unlessShutDown);
        });
    }

    private static <T extends @Nullable Object> Optional<TaskOutcome<T>> unlessShutDown(TaskOutcome<T> known) {
        return known instanceof TaskOutcome.Exited<T> exited && isShutDown(exited.reason())
                ? Optional.empty()
                : Optional.of(known);
    }

    private static boolean isShutDown(ExitReason reason) {
        return reason.kind() == ExitReason.Kind.SHUTDOWN || reason.kind() == ExitReason.Kind.KILLED;
    }

    /**
     * Unlinks the task and lets it go on by itself.
     *
     * @return its outcome, where there is one already
     */
    public Optional<TaskOutcome<T>> ignore() {
        tie.release();
        return outcome.succeeded() ? Optional.of(outcome.result()) : Optional.empty();
    }

    /** {@link #awaitMany(List, Duration)} with {@link #DEFAULT_TIMEOUT}. */
    public static <T extends @Nullable Object> Future<List<T>> awaitMany(List<Task<T>> tasks) {
        return awaitMany(tasks, DEFAULT_TIMEOUT);
    }

    /** The results of all tasks in their order, within one time for all; fails as the first that fails does. */
    public static <T extends @Nullable Object> Future<List<T>> awaitMany(List<Task<T>> tasks, Duration timeout) {
        List<Future<T>> results =
                tasks.stream().map(task -> task.await(timeout)).toList();
        return Future.all(results).map(all -> all.list());
    }

    /** Whether it has an outcome, though it may not be down yet. */
    boolean isDone() {
        return outcome.isComplete();
    }

    /** The outcome, and when nothing of the task runs any more; for streams, which count it until then. */
    Future<TaskOutcome<T>> down() {
        return started.compose(child -> down).compose(gone -> outcome);
    }

    // Waiting

    private Future<Optional<TaskOutcome<T>>> outcomeWithin(Duration timeout) {
        Promise<Optional<TaskOutcome<T>>> answer = VertxInternals.promiseOnContext(vertx);
        synchronized (waiting) {
            if (!outcome.isComplete()) {
                waiting.put(answer, setTimer(timeout, () -> stopWaiting(answer)));
                return answer.future();
            }
        }
        return outcome.map(Optional::of);
    }

    private long setTimer(Duration time, Runnable task) {
        return vertx.setTimer(Timers.millis(time), id -> task.run());
    }

    private void stopWaiting(Promise<Optional<TaskOutcome<T>>> answer) {
        boolean waited;
        synchronized (waiting) {
            waited = waiting.remove(answer) != null;
        }
        if (waited) {
            VertxInternals.tell(answer, Future.succeededFuture(Optional.empty()));
        }
    }

    private void tellAll(AsyncResult<TaskOutcome<T>> known) {
        Map<Promise<Optional<TaskOutcome<T>>>, Long> told;
        synchronized (waiting) {
            told = Map.copyOf(waiting);
            waiting.clear();
        }
        told.forEach((answer, timer) -> {
            vertx.cancelTimer(timer);
            VertxInternals.tell(answer, known.map(Optional::of));
        });
    }
}
