package io.coppice.supervision.core;

import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.Shutdown;
import java.time.Duration;
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

    /**
     * Put {@code tryAgain} at the end of the supervisor's own mailbox (S06), or let it come after a while.
     *
     * @param delay without jitter; zero for at once
     */
    record TryAgain(ChildRef ref, ChildSpec spec, Duration delay) implements Command {
        @Override
        public void accept(Visitor visitor) {
            visitor.tryAgain(this);
        }
    }

    /**
     * Answer with {@code answered}, once, when all addresses answer that the child waits for.
     *
     * @param isLimited whether they have no longer than the child's start may take: then {@code unanswered}, once, is the
     *     other answer
     */
    record Await(ChildRef ref, ChildSpec spec, boolean isLimited) implements Command {
        @Override
        public void accept(Visitor visitor) {
            visitor.await(this);
        }
    }

    /** Nobody needs the answer to a {@link TryAgain} with a delay or to an {@link Await} any more. */
    record Forget(ChildRef ref) implements Command {
        @Override
        public void accept(Visitor visitor) {
            visitor.forget(this);
        }
    }

    /** Tell the cluster about a child that it has once. */
    record Place(ChildEntry child, Ask ask, String why) implements Command {

        /** What is asked. */
        public enum Ask {
            /** To stand in line for the claim from now on; answered with {@code claimed} and {@code unclaimed}, any number of times. */
            STAND,
            /** To count a restart. */
            COUNT,
            /** That nobody runs it, for this reason, until somebody asks to resume. */
            REST,
            /** That it runs again, on this node. */
            RESUME,
            /** To stand in line no more, and to hand it over where this node has the claim; nothing runs any more. */
            LEAVE
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.place(this);
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
     * @param cause the incarnation whose end this is, or comes of: the child's own, a sibling's that takes it along, or the
     *     one restart too many; null where nothing ended before
     * @param again whether the child is to be started again
     */
    record Report(
            EventKind kind,
            @Nullable ChildEntry child,
            ExitReason reason,
            int restarts,
            long downNanos,
            @Nullable ChildRef cause,
            boolean again)
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

        void await(Await command);

        void forget(Forget command);

        void place(Place command);

        void up(Up command);

        void ended(Ended command);

        void reply(Reply command);

        void refuse(Refuse command);

        void report(Report command);
    }
}
