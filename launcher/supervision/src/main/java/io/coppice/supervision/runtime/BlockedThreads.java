package io.coppice.supervision.runtime;

import io.vertx.core.Context;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The threads that code of a verticle holds for too long: each such child is told of, and nothing is deployed on the event
 * loop meanwhile.
 */
final class BlockedThreads {

    private final SupervisionSystem system;
    /** Event loops that are held at the moment; each takes itself out when it gets round to a task. */
    private final Set<Object> loops = ConcurrentHashMap.newKeySet();

    BlockedThreads(SupervisionSystem system) {
        this.system = system;
        VertxInternals.onBlockedThread(system.vertx(), this::blocked);
    }

    /** On the thread of Vert.x's checker, once a second for as long as it lasts. */
    private void blocked(HeldThread held) {
        mark(held.context());
        ChildRunner child = system.childOf(held.context());
        if (child != null) {
            child.blocked(held);
        }
    }

    /** The event loop of this context is held now; without effect for a context that has none to itself. */
    void mark(Context context) {
        if (context.isEventLoopContext()) {
            Object loop = VertxInternals.eventLoopOf(context);
            if (loops.add(loop)) {
                VertxInternals.execute(loop, () -> loops.remove(loop));
            }
        }
    }

    /**
     * A killed child's thread, which is not waited for any more.
     *
     * @param held null for one that nobody knows, such as a virtual thread
     * @return an exception with the stack that holds it
     */
    Throwable giveUp(@Nullable HeldThread held) {
        String what = "a thread is still in its code";
        if (held == null) {
            IllegalStateException nowhere = new IllegalStateException(what);
            // Where this is called is of no interest.
            nowhere.setStackTrace(new StackTraceElement[0]);
            return nowhere;
        }
        mark(held.context());
        return held.tell(what);
    }

    boolean areAny() {
        return !loops.isEmpty();
    }

    /**
     * Lets the next deployment go to this event loop, or to one that is not known to be held, if nothing else is deployed between.
     *
     * @param eventLoop null for any
     */
    void choose(@Nullable Object eventLoop) {
        if (eventLoop != null && !loops.contains(eventLoop)) {
            VertxInternals.passOver(system.vertx(), loop -> loop != eventLoop);
        } else if (areAny()) {
            VertxInternals.passOver(system.vertx(), loops::contains);
        }
    }
}
