package io.coppice.supervision;

import io.coppice.supervision.spec.ExitReason;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the end of a task's caller means to the task, and the task's to the caller, until it is released; thread-safe. */
final class Tie {

    private final Optional<Child> caller;
    private final boolean links;
    private final boolean owns;
    private @Nullable Child linked;
    private boolean released;

    private Tie(Optional<Child> caller, boolean links, boolean owns) {
        this.caller = caller;
        this.links = links;
        this.owns = owns;
    }

    /** Nothing. */
    static Tie none() {
        return new Tie(Optional.empty(), false, false);
    }

    /** The two are linked (S18), where there is a caller. */
    static Tie link(Optional<Child> caller) {
        return new Tie(caller, true, false);
    }

    /** The task ends with its caller, however that ends, and may be linked to it as well. */
    static Tie owned(Optional<Child> caller, boolean links) {
        return new Tie(caller, links, true);
    }

    boolean links() {
        return links && caller.isPresent();
    }

    /** Ties a task that is up to its caller; false when the caller is gone already. */
    synchronized boolean bind(Child task) {
        if (caller.isEmpty() || released) {
            return true;
        }
        if (caller.get().ended().isComplete()) {
            return false;
        }
        if (links) {
            linked = task;
            task.link(caller.get());
        }
        if (owns) {
            caller.get().monitor().down().onSuccess(end -> task.exit(ExitReason.SHUTDOWN));
        }
        return true;
    }

    /** Unlinks the two; from now on they are not linked either. */
    synchronized void release() {
        released = true;
        if (linked != null) {
            caller.ifPresent(linked::unlink);
        }
    }
}
