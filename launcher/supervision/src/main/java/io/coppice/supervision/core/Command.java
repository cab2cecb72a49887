package io.coppice.supervision.core;

import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.Shutdown;
import org.jspecify.annotations.Nullable;

/** Something that a core wants done. */
public sealed interface Command {

    void accept(Visitor visitor);

    /** Start it; answer with {@code started}, {@code startFailed} or {@code ignored}, once. */
    record StartChild(ChildRef ref, ChildSpec spec) implements Command {
        @Override
        public void accept(Visitor visitor) {
            visitor.startChild(this);
        }
    }

    /**
     * Stop it; answer with {@code exited}, or {@code startFailed} or {@code ignored} where it was still starting, once.
     * A second one, with a brutal kill, cuts the first short and has no answer of its own.
     */
    record StopChild(ChildRef ref, Shutdown shutdown) implements Command {
        @Override
        public void accept(Visitor visitor) {
            visitor.stopChild(this);
        }
    }

    /** Put {@code tryAgain} at the end of the supervisor's own mailbox (S06). */
    record TryAgain(ChildRef ref) implements Command {
        @Override
        public void accept(Visitor visitor) {
            visitor.tryAgain(this);
        }
    }

    /** The supervisor's own start is complete (S01). */
    record Up() implements Command {
        @Override
        public void accept(Visitor visitor) {
            visitor.up(this);
        }
    }

    /** The supervisor has ended, and nothing of it runs; before {@link Up} it means that its start failed (S02). */
    record Ended(ExitReason reason) implements Command {
        @Override
        public void accept(Visitor visitor) {
            visitor.ended(this);
        }
    }

    /** A request succeeded; with the child that it started, if it started one. */
    record Reply(long request, @Nullable ChildRef child) implements Command {
        @Override
        public void accept(Visitor visitor) {
            visitor.reply(this);
        }
    }

    /** A request was refused. */
    record Refuse(
            long request,
            Refusal refusal,
            String id,
            @Nullable ExitReason reason) implements Command {
        @Override
        public void accept(Visitor visitor) {
            visitor.refuse(this);
        }
    }

    /**
     * Tell the world (S16).
     *
     * @param child null when it is about the supervisor itself
     * @param restarts how many restarts are in the window now
     * @param downNanos how long the child was down; 0 where it was not
     */
    record Report(EventKind kind, @Nullable ChildEntry child, ExitReason reason, int restarts, long downNanos)
            implements Command {
        @Override
        public void accept(Visitor visitor) {
            visitor.report(this);
        }
    }

    /** Carries commands out; a new command is a new method, so that no interpreter can forget it. */
    interface Visitor {
        void startChild(StartChild command);

        void stopChild(StopChild command);

        void tryAgain(TryAgain command);

        void up(Up command);

        void ended(Ended command);

        void reply(Reply command);

        void refuse(Refuse command);

        void report(Report command);
    }
}
