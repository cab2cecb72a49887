package io.coppice.supervision.runtime;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.WorkerPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads of all supervisors of one Vert.x, and the contexts on them: one on which they have their turns, unless somebody
 * has one as a guest, and one on which they tell what happened.
 *
 * <p>The contexts belong to no deployment, so that what is deployed from them is top-level, and no plugin ever runs on the
 * threads, so that one that blocks its event loop stalls no supervisor. The public API gives only contexts of deployments, and
 * one event loop for a foreign thread; with {@link VertxInternals} this is a use of Vert.x's internals.
 */
final class SupervisorThreads {

    private static final String TURNS = "coppice-supervisor";
    private static final String EVENTS = "coppice-events";

    private final VertxInternal vertx;
    private final WorkerPool home;
    private final SerialExecutor turns;
    private final WorkerPool inTurns;
    private final WorkerPool events;

    SupervisorThreads(Vertx vertx) {
        this.vertx = (VertxInternal) vertx;
        this.home = newThread(TURNS);
        this.turns = new SerialExecutor(home.executor());
        this.inTurns = new WorkerPool(turns, null);
        this.events = newThread(EVENTS);
    }

    private WorkerPool newThread(String name) {
        return vertx.createSharedWorkerPool(name, 1, 60, TimeUnit.SECONDS);
    }

    /** A context whose tasks, and all tasks of the others of this kind, run one at a time. */
    Context newMailbox() {
        return newContext(inTurns);
    }

    /** A context on the thread for what is told to others. */
    Context newEvents() {
        return newContext(events);
    }

    private Context newContext(WorkerPool pool) {
        return vertx.contextBuilder()
                .withThreadingModel(ThreadingModel.WORKER)
                .withWorkerPool(pool)
                // Where its timers are: no verticle ever runs on this one, so none can hold them up.
                .withEventLoop(vertx.acceptorEventLoopGroup().next())
                .withClassLoader(SupervisorThreads.class.getClassLoader())
                // Its own, or closing Vert.x cancels the limits of those that are being stopped.
                .withCloseFuture(new CloseFuture())
                .build();
    }

    /**
     * Runs a task as one of a mailbox, after all that were given before.
     *
     * @throws RejectedExecutionException when Vert.x is closed
     */
    void run(Context mailbox, Runnable task) {
        turns.execute(() -> ((ContextInternal) mailbox).dispatch(task));
    }

    /**
     * Runs a task as one of a mailbox, after all that were given before; at once on the caller's thread where no other is under way.
     *
     * @throws RejectedExecutionException when Vert.x is closed
     */
    void runHere(Context mailbox, Runnable task) {
        turns.executeHere(() -> ((ContextInternal) mailbox).dispatch(task));
    }

    /** The event loop that the caller is on, whose timers wake no thread; null where it is on none. */
    static @Nullable ScheduledExecutorService callersLoop(Vertx vertx) {
        for (EventExecutor loop : ((VertxInternal) vertx).nettyEventLoopGroup()) {
            if (loop.inEventLoop()) {
                return loop;
            }
        }
        return null;
    }

    /** Ends the threads when they have done what was given to them before. */
    Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        ContextInternal elsewhere = vertx.createEventLoopContext();
        newMailbox()
                .runOnContext(last -> newEvents()
                        .runOnContext(told -> elsewhere.runOnContext(v -> {
                            turns.shutdown();
                            home.close();
                            events.close();
                            closed.complete();
                        })));
        return closed.future();
    }
}
