package io.coppice.supervision.core;

import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ChildType;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.Shutdown;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The replacements of running children: a successor starts beside the incarnation that runs, takes its place when it is up,
 * and only then is the other told to stop.
 *
 * <p>A child is running throughout, so nothing of it counts as a restart. Where the running one ends meanwhile, its
 * supervisor deals with that as always, and the successor goes.
 */
final class Replacements {

    /** One request: the instances of a child, one after the other. */
    private static final class Replacement {
        final long request;
        final String id;
        final Deque<ChildEntry> left;
        /** The one that is to go. */
        ChildRef predecessor;

        Replacement(long request, String id, List<ChildEntry> children) {
            this.request = request;
            this.id = id;
            this.left = new ArrayDeque<>(children);
            this.predecessor = children.get(0).ref;
        }

        ChildEntry child() {
            return left.element();
        }
    }

    private final CoreSupport core;
    /** By the incarnation that is waited for: a successor until it is up or down, a predecessor until it is down. */
    private final Map<ChildRef, Replacement> underWay = new HashMap<>();

    Replacements(CoreSupport core) {
        this.core = core;
    }

    boolean isEmpty() {
        return underWay.isEmpty();
    }

    /** Begins one, or refuses it. */
    void begin(long request, String id, List<ChildEntry> children) {
        Refusal refusal = refusalOf(children);
        if (refusal != null) {
            core.refuse(request, refusal, id);
        } else {
            startNext(new Replacement(request, id, children));
        }
    }

    private @Nullable Refusal refusalOf(List<ChildEntry> children) {
        if (children.isEmpty()) {
            return Refusal.NOT_FOUND;
        }
        ChildSpec spec = children.get(0).spec();
        // Of a child that the cluster has once there are never two.
        if (spec.type() == ChildType.SUPERVISOR || spec.extras().isPlaced()) {
            return Refusal.NOT_SUPPORTED;
        }
        if (children.stream().anyMatch(this::isInTransit)) {
            return Refusal.RESTARTING;
        }
        return children.stream().allMatch(ChildEntry::isActive) ? null : Refusal.ALREADY_PRESENT;
    }

    private boolean isInTransit(ChildEntry entry) {
        return entry.isBeingRestarted()
                || underWay.values().stream().anyMatch(replacement -> replacement.left.contains(entry));
    }

    private void startNext(Replacement replacement) {
        ChildEntry entry = replacement.child();
        replacement.predecessor = entry.ref;
        ChildRef successor = core.nextRef(entry.id());
        underWay.put(successor, replacement);
        core.emit(new Command.StartChild(successor, entry.spec()));
    }

    /** False where this is no successor. */
    boolean started(ChildRef ref, long now) {
        Replacement replacement = underWay.get(ref);
        if (replacement == null || ref.equals(replacement.predecessor)) {
            return replacement != null;
        }
        ChildEntry entry = replacement.child();
        if (core.isEnding() || !entry.is(replacement.predecessor) || !entry.isActive()) {
            // It is too late: what it was to follow is gone.
            core.emit(new Command.StopChild(ref, entry.spec().shutdown()));
        } else {
            underWay.remove(ref);
            underWay.put(replacement.predecessor, replacement);
            core.succeed(entry, ref, now);
            core.emit(
                    new Command.StopChild(replacement.predecessor, entry.spec().shutdown()));
        }
        return true;
    }

    /** It is down, or did not start; false where this is neither a successor nor a predecessor that was replaced. */
    boolean down(ChildRef ref, ExitReason reason, long now) {
        Replacement replacement = underWay.remove(ref);
        if (replacement == null) {
            return false;
        }
        ChildEntry entry = replacement.left.remove();
        if (core.isEnding()) {
            core.refuse(replacement.request, Refusal.SHUTTING_DOWN, replacement.id);
        } else if (!ref.equals(replacement.predecessor)) {
            boolean isGone = !entry.is(replacement.predecessor);
            core.refuse(
                    replacement.request, isGone ? Refusal.RESTARTING : Refusal.START_FAILED, replacement.id, reason);
        } else if (replacement.left.isEmpty()) {
            core.reportStop(entry, reason, now);
            core.emit(new Command.Reply(replacement.request, entry.ref));
        } else if (replacement.left.stream().allMatch(ChildEntry::isActive)) {
            core.reportStop(entry, reason, now);
            startNext(replacement);
        } else {
            core.reportStop(entry, reason, now);
            core.refuse(replacement.request, Refusal.RESTARTING, replacement.id);
        }
        return true;
    }

    /** The supervisor ends: what is under way goes as well. */
    void stop(boolean kill) {
        underWay.forEach((ref, replacement) -> core.emit(new Command.StopChild(
                ref, kill ? Shutdown.BRUTAL_KILL : replacement.child().spec().shutdown())));
    }
}
