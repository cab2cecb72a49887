package io.coppice.supervision;

import io.coppice.supervision.spec.Shutdown;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What a task does.
 *
 * @param description what reports call it; {@code Task} by default
 * @param body called on the task's own context; the task ends with the future that it returns, and crashes where that fails
 *     or the body throws
 * @param options of the task's context: its threading, worker pool, class loader
 * @param shutdown how long it may take to end when it is stopped; 5 s by default. A body is not asked to stop: its timers,
 *     clients and consumers are closed, and a worker's thread that it still holds a second after its time is interrupted, once. A
 *     virtual thread is interrupted where it awaits a future
 */
public record Work<T extends @Nullable Object>(
        String description, Callable<? extends Future<T>> body, DeploymentOptions options, Shutdown shutdown) {

    private static final String TASK = "Task";

    public Work {
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(shutdown, "shutdown");
    }

    /** On an event loop; the body must not block. */
    public static <T extends @Nullable Object> Work<T> of(Callable<? extends Future<T>> body) {
        return new Work<>(TASK, body, new DeploymentOptions(), Shutdown.WORKER_DEFAULT);
    }

    /** On a thread of Vert.x's worker pool, which the body may hold. */
    public static <T extends @Nullable Object> Work<T> blocking(Callable<T> body) {
        return blocking(body, ThreadingModel.WORKER);
    }

    /** On a virtual thread of its own, which the body may hold; needs Java 21, and on an older one does not start. */
    public static <T extends @Nullable Object> Work<T> onVirtualThread(Callable<T> body) {
        return blocking(body, ThreadingModel.VIRTUAL_THREAD);
    }

    private static <T extends @Nullable Object> Work<T> blocking(Callable<T> body, ThreadingModel threading) {
        Objects.requireNonNull(body, "body");
        DeploymentOptions options = new DeploymentOptions().setThreadingModel(threading);
        return new Work<>(TASK, () -> Future.succeededFuture(body.call()), options, Shutdown.WORKER_DEFAULT);
    }

    public Work<T> named(String value) {
        return new Work<>(value, body, options, shutdown);
    }

    public Work<T> withOptions(DeploymentOptions value) {
        return new Work<>(description, body, value, shutdown);
    }

    public Work<T> withShutdown(Shutdown value) {
        return new Work<>(description, body, options, value);
    }
}
