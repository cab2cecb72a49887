package io.coppice.supervision;

import io.coppice.supervision.runtime.VertxInternals;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartType;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One-off work as children of a dynamic supervisor: Elixir's {@code Task.Supervisor}.
 *
 * <pre>{@code
 * Tasks tasks = Tasks.in(vertx, "/tasks");
 * Future<Page> page = tasks.async(() -> fetch(url)).await();
 * Future<Key> key = tasks.asyncNolink(Work.blocking(() -> derive(password))).await(Duration.ofSeconds(30));
 * }</pre>
 *
 * <p>Each task is a temporary child with an id and a context of its own: it is seen in the tree, and a crash of it is
 * reported once. It ends normally with the work's future, and crashes where that fails or the work throws. What it has left
 * open on its context, such as timers, is closed then.
 *
 * <p>This object is a name: the supervisor is looked up at each call, and a call fails with {@code NOT_FOUND} where it does
 * not run, or as {@link Supervisor#startChild} does, for example with {@code MAX_CHILDREN}. It may be used from any thread.
 */
public final class Tasks {

    /** So many {@link #callers} are known. */
    public static final int MOST_CALLERS = 100;

    /** Ids are unique in this JVM, so that any number of these may start tasks under one supervisor. */
    private static final AtomicLong COUNT = new AtomicLong();

    private final Vertx vertx;
    private final String path;

    private Tasks(Vertx vertx, String path) {
        this.vertx = vertx;
        this.path = path;
    }

    /**
     * Tasks under the supervisor with this path, mostly of {@link io.coppice.supervision.spec.SupervisorSpec#ofDynamic}.
     *
     * @throws IllegalArgumentException for a path that does not begin with a slash
     */
    public static Tasks in(Vertx vertx, String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("the path of a supervisor begins with /, not so \"" + path + "\"");
        }
        return new Tasks(vertx, path);
    }

    /** The tasks under the supervisor with the same path on the node with this name. */
    public RemoteTasks on(String node) {
        return new RemoteTasks(vertx, node, path);
    }

    /** {@link #async(Work)} on an event loop. */
    public <T extends @Nullable Object> Task<T> async(Callable<? extends Future<T>> work) {
        return async(Work.of(work));
    }

    /**
     * Starts a task that is linked to the supervised verticle that calls this (S18): where one of the two ends for another
     * reason than {@code normal}, so does the other, unless it traps exits. Code that is no supervised verticle's has
     * nothing to be linked, and gets an unlinked task.
     */
    public <T extends @Nullable Object> Task<T> async(Work<T> work) {
        return start(work, Tie.link(Supervision.of(vertx).self()), callersFromHere());
    }

    /** {@link #asyncNolink(Work)} on an event loop. */
    public <T extends @Nullable Object> Task<T> asyncNolink(Callable<? extends Future<T>> work) {
        return asyncNolink(Work.of(work));
    }

    /** Starts a task that ends by itself alone: its crash is its awaiter's failure, and nobody's end. */
    public <T extends @Nullable Object> Task<T> asyncNolink(Work<T> work) {
        return start(work, Tie.none(), callersFromHere());
    }

    <T extends @Nullable Object> Task<T> start(Work<T> work, Tie tie, List<String> callers) {
        Promise<TaskOutcome<T>> outcome = VertxInternals.promiseOnContext(vertx);
        Promise<Void> down = VertxInternals.promiseOnContext(vertx);
        // One for all incarnations, as a temporary child has no second.
        TaskRun<T> run = new TaskRun<>(work, callers, new TaskRun.Asked<>(tie, outcome, down));
        ChildSpec spec = spec(work, RestartType.TEMPORARY, () -> run);
        Future<Child> started =
                startChild(spec).onFailure(refused -> VertxInternals.tell(outcome, Future.failedFuture(refused)));
        return new Task<>(vertx, pathOf(spec.id()), tie, started, outcome.future(), down.future());
    }

    /** Starts work whose result nobody waits for, as a temporary child. */
    public Future<Child> startChild(Work<?> work) {
        return startChild(work, RestartType.TEMPORARY);
    }

    /**
     * Starts work whose result nobody waits for.
     *
     * @param restart a transient one is done again, from its beginning, after a crash; a permanent one also after its end
     */
    public Future<Child> startChild(Work<?> work, RestartType restart) {
        List<String> callers = callersFromHere();
        return startChild(spec(work, restart, () -> new TaskRun<>(work, callers, null)));
    }

    private static ChildSpec spec(Work<?> work, RestartType restart, Callable<TaskRun<?>> run) {
        return ChildSpec.of(
                        "task-" + COUNT.incrementAndGet(), new VerticleStart(work.description(), run, work.options()))
                .withRestart(restart)
                .withShutdown(work.shutdown());
    }

    private Future<Child> startChild(ChildSpec spec) {
        return supervisor()
                .compose(supervisor -> supervisor.startChild(spec))
                .compose(child -> child == null
                        ? Future.failedFuture(new IllegalStateException("task " + pathOf(spec.id()) + " was ignored"))
                        : Future.succeededFuture(child));
    }

    /**
     * Does work for each item, several at the same time, and streams the outcomes.
     *
     * @param items taken one by one, on the caller's context, as outcomes are handed on; must not block
     * @param work what to do for an item
     */
    public <I, T extends @Nullable Object> TaskStream<I, T> asyncStream(
            Iterator<? extends I> items, Function<? super I, Work<T>> work, StreamOptions options) {
        return new TaskStream<>(vertx, this, items, work, options);
    }

    /** {@link #asyncStream(Iterator, Function, StreamOptions)} with the default options. */
    public <I, T extends @Nullable Object> TaskStream<I, T> asyncStream(
            Iterator<? extends I> items, Function<? super I, Work<T>> work) {
        return asyncStream(items, work, StreamOptions.DEFAULT);
    }

    /** The tasks that run. */
    public Future<List<Child>> children() {
        return supervisor()
                .compose(Supervisor::whichChildren)
                .map(children ->
                        children.stream().flatMap(info -> info.child().stream()).toList());
    }

    /** Stops a task within its work's limit; fails with {@code NOT_FOUND} where it has ended. */
    public Future<Void> terminateChild(Child task) {
        return supervisor().compose(supervisor -> supervisor.terminateChild(task.id()));
    }

    /**
     * The paths of the supervised verticles on whose behalf the calling code works, the nearest first: of a task's work, who
     * asked for the task, and who asked for that one if it is a task itself (Elixir's {@code $callers}). They may have ended;
     * no more than the {@value #MOST_CALLERS} nearest are known. Empty outside a task.
     */
    public static List<String> callers() {
        Context context = Vertx.currentContext();
        List<String> callers = context == null ? null : context.get(TaskRun.CALLERS);
        return callers == null ? List.of() : callers;
    }

    List<String> callersFromHere() {
        List<String> above = callers();
        return Supervision.of(vertx)
                .self()
                .map(self -> Stream.concat(Stream.of(self.path()), above.stream())
                        .limit(MOST_CALLERS)
                        .toList())
                .orElse(above);
    }

    private Future<Supervisor> supervisor() {
        return Supervision.of(vertx)
                .supervisor(path)
                .map(Future::succeededFuture)
                .orElseGet(() -> Future.failedFuture(
                        new SupervisionException(Refusal.NOT_FOUND, "no supervisor " + path + " runs", null)));
    }

    private String pathOf(String id) {
        return path.equals("/") ? "/" + id : path + "/" + id;
    }
}
