package io.coppice.supervision.runtime;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A time limit of a supervisor: it runs its task on the context that set it, unless it is cancelled first. */
final class Limit {

    /** Times are told apart by what is left, so none may be so far off that it counts as past. */
    private static final long MOST = Long.MAX_VALUE / 2;

    private final Deadlines deadlines;
    /** In the time of {@link System#nanoTime}. */
    final long at;

    /** Those of one time are told apart by it. */
    final long number;

    private final @Nullable Context context;
    private @Nullable Runnable task;

    private Limit(Deadlines deadlines, Duration time, Runnable task) {
        this.deadlines = deadlines;
        this.at = System.nanoTime() + Math.min(MOST, TimeUnit.NANOSECONDS.convert(time));
        this.number = deadlines.nextNumber();
        this.context = Vertx.currentContext();
        this.task = task;
    }

    /** To be called in a supervisor's turn, as everything here. */
    static Limit of(Deadlines deadlines, Duration time, Runnable task) {
        Limit limit = new Limit(deadlines, time, task);
        deadlines.add(limit);
        return limit;
    }

    /** Its time has come, and it is none of the deadlines any more. */
    void passed() {
        if (context == null) {
            run();
        } else {
            context.runOnContext(v -> run());
        }
    }

    private void run() {
        Runnable due = task;
        // It may have been cancelled when it was in the queue already.
        if (due != null) {
            task = null;
            due.run();
        }
    }

    void cancel() {
        if (task != null) {
            task = null;
            deadlines.remove(this);
        }
    }
}
