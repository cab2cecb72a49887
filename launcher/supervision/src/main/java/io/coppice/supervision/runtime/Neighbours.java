package io.coppice.supervision.runtime;

import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Context;
import org.jspecify.annotations.Nullable;

/**
 * Which event loop the next child of a supervisor has; used in its turns.
 *
 * <p>One that is started again at once has the one that it had.
 *
 * <p>A child is started when the one before it is up, where that has come up. On another event loop another thread has to be
 * woken for it, which takes longer than its start. So of very many several in a row have one; of few each has the next, as
 * Vert.x would have it, and always those that are several for the sake of several loops.
 */
final class Neighbours {

    /** So many in a row have one event loop, when each loop has had as many. */
    static final int ROW = 16;

    private final int few;
    private @Nullable Object last;
    private int inRow;
    /** What is kept for one child, until the start that may follow is carried out. */
    private @Nullable Place kept;

    private record Place(String id, Object eventLoop) {}

    private Neighbours(int few) {
        this.few = few;
    }

    /**
     * Those of a new supervisor; the children of a dynamic one are started by others, whenever they like and maybe where they are.
     *
     * @param eventLoops how many there are
     */
    static Neighbours of(SupervisorSpec spec, int eventLoops) {
        return new Neighbours(spec.dynamic() ? Integer.MAX_VALUE : ROW * eventLoops);
    }

    void started(Running child) {
        startedOn(child.context()
                .filter(Context::isEventLoopContext)
                .map(VertxInternals::eventLoopOf)
                .orElse(null));
    }

    /** @param eventLoop null for a child that has none to itself */
    void startedOn(@Nullable Object eventLoop) {
        last = eventLoop;
    }

    /**
     * A child may be started at once that has a place already: where it was, if it has just gone, or where who asks for it is.
     *
     * @param eventLoop null for a child that has none to itself
     */
    void keep(String id, @Nullable Object eventLoop) {
        kept = eventLoop == null ? null : new Place(id, eventLoop);
    }

    /** What followed from that is carried out. */
    void filled() {
        kept = null;
    }

    /**
     * The event loop for the next child; null for where Vert.x would have it.
     *
     * @param id of itself, which its spec's is not where that is of several
     * @param children how many there are
     */
    @Nullable
    Object eventLoopFor(String id, ChildSpec spec, int children) {
        if (kept != null && kept.id().equals(id)) {
            return kept.eventLoop();
        }
        inRow = children <= few || inRow == ROW || spec.instances() > 1 ? 1 : inRow + 1;
        return inRow == 1 ? null : last;
    }
}
