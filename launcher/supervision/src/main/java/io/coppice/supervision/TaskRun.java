package io.coppice.supervision;

import io.coppice.supervision.runtime.Ends;
import io.coppice.supervision.runtime.VertxInternals;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task: a verticle that is up at once, does its work then, and ends with it.
 *
 * <p>It is tied to its caller before the work begins, so that no crash of either is missed. When it has ended it lets go of
 * its caller, or the last of a chain of tasks, each begun by the one before, would keep them all.
 */
final class TaskRun<T extends @Nullable Object> implements Deployable, Continues {

    /** The key of a context's callers. */
    static final String CALLERS = "coppice.task.callers";

    /**
     * What holds the caller.
     *
     * @param outcome completed once, with the work's result or at the latest when the task is down
     * @param down completed when nothing of the task runs
     */
    record Asked<T extends @Nullable Object>(Tie tie, Promise<TaskOutcome<T>> outcome, Promise<Void> down) {}

    private final Work<T> work;
    private final List<String> callers;
    private volatile @Nullable Asked<T> asked;
    private @Nullable Child self;

    /**
     * @param callers who asked for it, the nearest first
     * @param asked null where nobody waits for it, and it is tied to nobody
     */
    TaskRun(Work<T> work, List<String> callers, @Nullable Asked<T> asked) {
        this.work = work;
        this.callers = callers;
        this.asked = asked;
    }

    @Override
    public Future<?> deploy(Context context) {
        context.put(CALLERS, callers);
        Child child = Supervision.of(context.owner()).self().orElseThrow();
        self = child;
        Ends.listen(child, this::ended);
        return Future.succeededFuture();
    }

    @Override
    public void handleContinue() {
        Child child = self;
        if (child == null) {
            throw new IllegalStateException("a task works when it is up");
        }
        Asked<T> by = asked;
        if (by == null || by.tie().bind(child)) {
            result().onComplete(done -> end(child, done));
        } else {
            child.exit(ExitReason.SHUTDOWN);
        }
    }

    private Future<T> result() {
        try {
            Future<T> result = work.body().call();
            return result == null
                    ? Future.failedFuture(new IllegalStateException("the work of a task returned null, not a Future"))
                    : result;
        } catch (Throwable t) {
            return Future.failedFuture(t);
        }
    }

    private void end(Child child, AsyncResult<T> done) {
        if (done.succeeded()) {
            // First, or its end would be its outcome.
            Asked<T> by = asked;
            if (by != null) {
                VertxInternals.tell(by.outcome(), Future.succeededFuture(new TaskOutcome.Ok<>(done.result())));
            }
            child.exit(ExitReason.NORMAL);
        } else {
            child.exit(ExitReason.crashed(done.cause()));
        }
    }

    private void ended(ExitReason reason) {
        Asked<T> by = asked;
        if (by != null) {
            asked = null;
            VertxInternals.tell(by.outcome(), Future.succeededFuture(new TaskOutcome.Exited<>(reason)));
            VertxInternals.tell(by.down(), Future.succeededFuture());
        }
    }
}
