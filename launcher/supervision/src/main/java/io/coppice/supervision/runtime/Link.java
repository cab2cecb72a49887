package io.coppice.supervision.runtime;

import io.coppice.supervision.spec.ExitReason;

/**
 * One end of a link between two children (S18), by which it stands among the watchers of the other end.
 *
 * @param to the child that is told
 */
record Link(Running to) {

    static void between(Running one, Running other) {
        if (one == other) {
            return;
        }
        if (!hold(one, other)) {
            other.signal(one, noproc(one));
        } else if (!hold(other, one)) {
            one.watchers().remove(new Link(other));
            one.signal(other, noproc(other));
        } else if (one.watchers().isOver()) {
            // It ended in between, and has told the other already.
            other.watchers().remove(new Link(one));
        }
    }

    /** False when the child has ended. */
    private static boolean hold(Running child, Running to) {
        return child.watchers().add(new Link(to), reason -> {
                    to.watchers().remove(new Link(child));
                    to.signal(child, reason);
                })
                == null;
    }

    private static ExitReason noproc(Running gone) {
        return ExitReason.crashed("noproc: the linked " + gone.path() + " had ended already");
    }

    static void cut(Running one, Running other) {
        one.watchers().remove(new Link(other));
        other.watchers().remove(new Link(one));
    }
}
