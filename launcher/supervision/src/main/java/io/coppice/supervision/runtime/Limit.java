package io.coppice.supervision.runtime;

import io.vertx.core.Vertx;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A time limit, used on one context: it runs its task there, unless it is cancelled first. */
final class Limit {

    private final Vertx vertx;
    private final long timer;
    private @Nullable Runnable task;

    private Limit(Vertx vertx, Duration time, Runnable task) {
        this.vertx = vertx;
        this.task = task;
        // Vert.x knows no timer of 0 ms.
        this.timer = vertx.setTimer(Math.max(1, time.toMillis()), id -> passed());
    }

    static Limit of(Vertx vertx, Duration time, Runnable task) {
        return new Limit(vertx, time, task);
    }

    private void passed() {
        Runnable due = task;
        // Cancelled when it was in the queue already: Vert.x runs it all the same.
        if (due != null) {
            task = null;
            due.run();
        }
    }

    void cancel() {
        if (task != null) {
            task = null;
            vertx.cancelTimer(timer);
        }
    }
}
