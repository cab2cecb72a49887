package io.coppice.supervision.core;

import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.SupervisorSpec;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The state of one supervisor: one method an event, each answering with the commands to carry out, in order.
 *
 * <p>Every {@code now} is nanoseconds of one monotonic clock and never smaller than the one before.
 */
public interface Core {

    /** The core for this kind of supervisor. */
    static Core of(SupervisorSpec spec) {
        return spec.dynamic() ? new DynamicCore(spec) : new OrderedCore(spec);
    }

    /** The supervisor is to start; to be called once, first. */
    List<Command> start(long now);

    List<Command> started(ChildRef ref, long now);

    List<Command> startFailed(ChildRef ref, ExitReason reason, long now);

    /** The child answered its start with <em>ignore</em>: nothing runs. */
    List<Command> ignored(ChildRef ref, long now);

    /** The child is down, whoever caused it. */
    List<Command> exited(ChildRef ref, ExitReason reason, long now);

    /** What {@link Command.TryAgain} asked for. */
    List<Command> tryAgain(ChildRef ref, long now);

    /** The addresses that the child waits for answer ({@link Command.Await}). */
    List<Command> answered(ChildRef ref, long now);

    /** Some of them did not in time; the reason names them. */
    List<Command> unanswered(ChildRef ref, ExitReason reason, long now);

    /**
     * This node has the claim to a child that the cluster has once ({@link Command.Place}).
     *
     * @param where what to tell of it
     * @param restarts how many restarts and moves there were
     * @param times when the last of them were, in the time of this core, in their order; the first may be before its start
     */
    List<Command> claimed(String id, String where, int restarts, List<Long> times, long now);

    /**
     * This node does not have the claim, or not any more: what runs of the child is killed.
     *
     * @param where where it is, or why nobody runs it
     * @param isResting whether nobody is to run it until somebody starts it by hand
     */
    List<Command> unclaimed(String id, String where, boolean isResting, long now);

    /** The parent or the owner wants it to stop, in order (S11, S15); it ends with this reason. */
    List<Command> stop(ExitReason reason, long now);

    /** Somebody kills it: its children are killed, all at once (S10, S15); it ends with this reason. */
    List<Command> kill(ExitReason reason, long now);

    List<Command> startChild(long request, ChildSpec spec, long now);

    List<Command> terminateChild(long request, String id, long now);

    List<Command> restartChild(long request, String id, long now);

    /**
     * Starts another incarnation of a running child beside it, and when that is up stops the one before: see
     * {@link Replacements}.
     */
    List<Command> replaceChild(long request, String id, long now);

    List<Command> deleteChild(long request, String id, long now);

    /**
     * Lets somebody see the children in their turn, and replies (S13).
     *
     * @param id of the child to be seen, or of a spec with several; null for all, in start order
     * @param view called with them when nothing that came before is under way; it must not keep them
     */
    List<Command> look(long request, @Nullable String id, Consumer<Collection<ChildEntry>> view, long now);

    /**
     * Replaces the flags and the specs of a running supervisor, and nothing else: no child starts, stops or is forgotten by it
     * (S13). Refused as a whole where it cannot be.
     */
    List<Command> change(long request, SupervisorSpec next, long now);

    /** Whether it is stopping or has ended: nothing is taken in any more. */
    boolean isEnding();

    /** What it goes by now; also for other threads. */
    SupervisorSpec spec();

    /** All children in start order. */
    Collection<ChildEntry> children();

    /** The child with this id, or null. */
    @Nullable
    ChildEntry child(String id);
}
