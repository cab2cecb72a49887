package io.coppice.supervision.runtime;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.ExitReason;
import java.util.function.Consumer;

/** Ends of children, for what belongs to a child and goes with it, but may also go before. */
public final class Ends {

    private Ends() {}

    /**
     * Has the listener called once when the child has ended, in the turn of its supervisor, on whatever thread that has it: it
     * must be quick, and no user's code. At once where the child has ended already.
     *
     * @return takes the listener away, so that a child that lasts does not collect them
     */
    public static Runnable listen(Child child, Consumer<ExitReason> listener) {
        Watchers watchers = ((Running) child).watchers();
        Object key = new Object();
        ExitReason gone = watchers.add(key, listener);
        if (gone != null) {
            listener.accept(gone);
        }
        return () -> watchers.remove(key);
    }

    /** As above, of a supervisor, for what goes with it alone. */
    public static void listen(Supervisor supervisor, Consumer<ExitReason> listener) {
        ((SupervisorApi) supervisor).endedThere().onSuccess(listener::accept);
    }
}
