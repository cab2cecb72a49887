package io.coppice.supervision;

import io.coppice.supervision.runtime.VertxInternals;
import io.vertx.core.Context;
import org.jspecify.annotations.Nullable;

/**
 * The event loop on which a verticle runs, for hot paths that hand over many small tasks in one hop.
 *
 * <p>Two verticles on one event loop have equal loops. {@link Context#runOnContext} is the simple way for all else.
 */
public final class Loop {

    private final Object eventLoop;

    private Loop(Object eventLoop) {
        this.eventLoop = eventLoop;
    }

    /** The event loop of this context; of a worker's context, the one that does its I/O. */
    public static Loop of(Context context) {
        return new Loop(VertxInternals.eventLoopOf(context));
    }

    /** Runs a task on this loop, after what is queued there; it must not throw and must not block. */
    public void execute(Runnable task) {
        VertxInternals.execute(eventLoop, task);
    }

    /**
     * Runs a task at once as the verticle of this context: what it throws crashes that verticle, not the caller.
     *
     * <p>To be called on the context's own event loop only, from code that this loop runs.
     */
    public static void dispatch(Context context, Runnable task) {
        VertxInternals.dispatch(context, task);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Loop that && eventLoop == that.eventLoop;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(eventLoop);
    }
}
