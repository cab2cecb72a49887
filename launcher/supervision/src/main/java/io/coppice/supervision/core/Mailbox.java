package io.coppice.supervision.core;

import io.coppice.supervision.core.Procedure.Action;
import io.coppice.supervision.core.Procedure.Step;
import io.coppice.supervision.spec.ExitReason;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The turns of an ordered supervisor: one thing at a time, in order of arrival (S14).
 *
 * <p>At most one {@link Procedure} is under way, and at most one of its steps. What arrives meanwhile waits; the answer
 * that the step waits for does not.
 */
final class Mailbox {

    /** So many things may wait before requests are refused; exits are bounded by the number of children. */
    static final int MAX_WAITING = 10_000;

    /** Carries out steps. */
    interface Steps {
        /** Begins a step, or looks at it again; true when there is nothing to wait for. */
        boolean isDone(Step step, long now);

        /** Begins what comes before all that waits; true where there was something. */
        boolean hasBegun(long now);
    }

    private record Mail(LongConsumer handle, Runnable refuse) {}

    private final Steps steps;
    private final ArrayDeque<Mail> waiting = new ArrayDeque<>();
    private @Nullable Procedure procedure;
    private boolean proceeding;
    private boolean closed;

    Mailbox(Steps steps) {
        this.steps = steps;
    }

    /** Whether nothing is taken in any more. */
    boolean isClosed() {
        return closed;
    }

    boolean isFull() {
        return waiting.size() >= MAX_WAITING;
    }

    /**
     * Something for its turn; dropped when the mailbox is closed.
     *
     * @param handle called with the time when its turn comes
     * @param refuse called instead when the mailbox is closed meanwhile
     */
    void add(LongConsumer handle, Runnable refuse, long now) {
        if (!closed) {
            waiting.add(new Mail(handle, refuse));
            proceed(now);
        }
    }

    /** Begins a procedure, in the turn of whatever asks for it. */
    void run(Procedure next, long now) {
        procedure = next;
        proceed(now);
    }

    /** Begins the last procedure: what waits is refused. */
    void runLast(Procedure last, long now) {
        close();
        run(last, now);
    }

    /** Refuses what waits, drops what is under way, and takes nothing in any more. */
    void close() {
        closed = true;
        Procedure current = procedure;
        procedure = null;
        if (current != null) {
            current.whenCancelled().run();
        }
        List<Mail> refused = List.copyOf(waiting);
        waiting.clear();
        refused.forEach(mail -> mail.refuse().run());
    }

    /** The child has come to where the step under way wanted it. */
    void stepDone(ChildEntry entry, long now) {
        Procedure current = procedure;
        if (current != null && isUnderWay(current, entry)) {
            current.agenda().remove();
        }
        proceed(now);
    }

    /** The child did not start: what the procedure under way does about it. */
    void startFailed(ChildEntry entry, ExitReason reason, long now) {
        Procedure current = procedure;
        if (current != null
                && isUnderWay(current, entry)
                && current.agenda().element().action() == Action.START) {
            procedure = null;
            current.whenStartFailed().handle(entry, reason, now);
        }
        proceed(now);
    }

    private static boolean isUnderWay(Procedure current, ChildEntry entry) {
        Step step = current.agenda().peek();
        return step != null && step.entry() == entry;
    }

    /** Goes on until something has to be waited for; a loop, because what it calls may call it again. */
    void proceed(long now) {
        if (proceeding) {
            return;
        }
        proceeding = true;
        try {
            while (hasProgress(now)) {}
        } finally {
            proceeding = false;
        }
    }

    private boolean hasProgress(long now) {
        Procedure current = procedure;
        if (current == null && !closed && steps.hasBegun(now)) {
            return true;
        }
        if (current == null) {
            Mail mail = waiting.poll();
            if (mail != null) {
                mail.handle().accept(now);
            }
            return mail != null;
        }
        Step step = current.agenda().peek();
        if (step == null) {
            procedure = null;
            current.whenDone().accept(now);
            return true;
        }
        boolean done = steps.isDone(step, now);
        if (done) {
            current.agenda().remove();
        }
        return done;
    }
}
