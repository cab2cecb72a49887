package io.coppice.supervision;

import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Shutdown;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The task of one item of a {@link TaskStream}, with its time limit; used on the stream's context. */
final class ItemTask<I, T extends @Nullable Object> {

    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final I input;
    private final Task<T> task;
    private final Shutdown shutdown;
    private long timer = NO_TIMER;
    /** Why it was killed, once its time was over. */
    private @Nullable ExitReason late;

    ItemTask(Vertx vertx, I input, Task<T> task, Shutdown shutdown) {
        this.vertx = vertx;
        this.input = input;
        this.task = task;
        this.shutdown = shutdown;
    }

    /** The task's outcome, when nothing of it runs any more. */
    Future<TaskOutcome<T>> down() {
        return task.down();
    }

    void limitTo(Duration time, Runnable whenLate) {
        timer = vertx.setTimer(Timers.millis(time), id -> {
            timer = NO_TIMER;
            if (task.isDone()) {
                return;
            }
            late = ExitReason.killed("task " + task.path() + " had no result within " + time.toMillis() + " ms");
            whenLate.run();
        });
    }

    void cancelLimit() {
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
            timer = NO_TIMER;
        }
    }

    Future<?> kill() {
        return task.shutdown(Shutdown.BRUTAL_KILL);
    }

    /** Completes when it is down, which one that was refused is already. */
    Future<?> stop() {
        cancelLimit();
        return task.shutdown(shutdown).otherwise(Optional.empty());
    }

    /** What it did not do in time. */
    String lateness() {
        return late == null ? "" : late.detail();
    }

    TaskStream.Item<I, T> item(TaskOutcome<T> outcome) {
        ExitReason killed = late;
        return new TaskStream.Item<>(
                input,
                killed != null && outcome instanceof TaskOutcome.Exited<T>
                        ? new TaskOutcome.Exited<>(killed)
                        : outcome);
    }
}
