package io.coppice.supervision;

import io.coppice.supervision.runtime.Ends;
import io.coppice.supervision.runtime.VertxInternals;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A handler in an event manager; used on the manager's context. */
final class InstalledHandler<E> {

    /**
     * Who is told that a handler is gone.
     *
     * @param owner with whose end the handler goes, untold; null for nobody
     * @param context where it is told
     */
    record Link(@Nullable Child owner, Context context, Consumer<ExitReason> removed) {}

    private static final Logger LOG = System.getLogger(EventManager.class.getName());

    final String id;
    private final @Nullable Link link;
    private final String manager;
    private final EventHandler<? super E> handler;
    private volatile Runnable noLongerWatched = () -> {};

    InstalledHandler(String manager, String id, EventHandler<? super E> handler, @Nullable Link link) {
        this.manager = manager;
        this.id = id;
        this.handler = handler;
        this.link = link;
    }

    /** Has it removed with its owner. */
    void goWithItsOwner(Context managers, Consumer<ExitReason> whenOwnerEnds) {
        Child owner = link == null ? null : link.owner();
        if (owner != null) {
            noLongerWatched = Ends.listen(owner, end -> {
                ExitReason reason = ExitReason.shutdown("its owner " + owner.path() + " ended: " + end);
                try {
                    managers.runOnContext(v -> whenOwnerEnds.accept(reason));
                } catch (RejectedExecutionException closed) {
                    // The manager is gone first, and the handler with it.
                }
            });
        }
    }

    /** Tells it that the handler is gone; from any thread. */
    void tellItsOwner(ExitReason reason) {
        if (link != null) {
            try {
                link.context().runOnContext(v -> link.removed().accept(reason));
            } catch (RejectedExecutionException closed) {
                // It is gone as well: nobody is there to be told.
            }
        }
    }

    void noLongerWatch() {
        noLongerWatched.run();
    }

    Future<?> handle(E event, Vertx vertx, Duration limit) {
        return limited(() -> handler.handle(event), vertx, limit);
    }

    Future<@Nullable Object> call(Object request, Vertx vertx, Duration limit) {
        return limited(() -> handler.call(request), vertx, limit);
    }

    /** What it answers, on the manager's context and in time; else a failure. */
    private static <T extends @Nullable Object> Future<T> limited(
            Supplier<Future<T>> question, Vertx vertx, Duration limit) {
        Future<T> answer;
        try {
            answer = question.get();
        } catch (Throwable thrown) {
            return Future.failedFuture(thrown);
        }
        if (answer == null) {
            return Future.failedFuture(new IllegalStateException("it returned null, not a Future"));
        }
        if (answer.isComplete()) {
            // Not the same, which may call back on any context.
            return answer.succeeded() ? Future.succeededFuture(answer.result()) : Future.failedFuture(answer.cause());
        }
        Promise<T> inTime = VertxInternals.promiseOnContext(vertx);
        String late = "it took longer than " + limit.toMillis() + " ms";
        long timer = vertx.setTimer(Timers.millis(limit), id -> inTime.tryFail(new TimeoutException(late)));
        answer.onComplete(result -> VertxInternals.tell(inTime, result));
        return inTime.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    void terminate(ExitReason reason) {
        try {
            handler.terminate(reason);
        } catch (Throwable thrown) {
            LOG.log(Level.WARNING, manager + ": the handler " + id + " failed when it was removed", thrown);
        }
    }

    void reportCrash(Throwable cause) {
        LOG.log(Level.WARNING, manager + ": the handler " + id + " failed and is removed", cause);
    }
}
