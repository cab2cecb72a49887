package io.coppice.supervision.core;

import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import java.util.ArrayList;
import java.util.List;

/** Who is stopped and started along with whom, and what becomes of them when that is called off (S07, S08). */
abstract class OrderedGroups extends OrderedChildren {

    OrderedGroups(SupervisorSpec spec) {
        super(spec);
    }

    /** Those that are stopped and started because of it, in start order (S07, S08). */
    final List<ChildEntry> restartedWith(ChildEntry crashed) {
        return spec.strategy() == RestartStrategy.ONE_FOR_ONE
                ? List.of(crashed)
                : entries.values().stream()
                        .filter(entry -> isRestartedWith(entry, crashed))
                        .toList();
    }

    /** One that is parked is left alone. */
    private boolean isRestartedWith(ChildEntry entry, ChildEntry crashed) {
        boolean isOfGroup = switch (spec.strategy()) {
            case ONE_FOR_ONE -> false;
            case ONE_FOR_ALL -> entry.state != ChildState.PARKED;
            case REST_FOR_ONE -> entry.state != ChildState.PARKED && entry.place > crashed.place;
        };
        return isOfGroup || entry == crashed;
    }

    /** Whether an attempt to restart it, and its group with it, is still to come. */
    static boolean isToBeTried(ChildEntry entry) {
        return entry.state == ChildState.RESTARTING && (entry.wait == Wait.NONE || entry.wait == Wait.DELAY);
    }

    /** Whether it is down until a sibling's delay is over, or the addresses that a sibling waits for answer. */
    final boolean isPutOffWithAnother(ChildEntry entry) {
        return due.contains(entry)
                || (isStoppedForRestart(entry)
                        && entries.values().stream()
                                .anyMatch(other -> other.wait == Wait.DELAY && isRestartedWith(entry, other)));
    }

    private static boolean isStoppedForRestart(ChildEntry entry) {
        return entry.state == ChildState.STOPPED && (entry.cause != null || entry.isFirstStart);
    }

    /**
     * A restart is not made after all: those that were stopped for it, and for no other that is still to be tried, start
     * without it, or stay down as well.
     *
     * @param start whether they start, as after a delay or for one that is parked (B01, B02), and not as in OTP; those that
     *     the supervisor's own start needs do in any case (S01)
     */
    final void goOnWithout(boolean start, long now) {
        List<ChildEntry> tried =
                entries.values().stream().filter(OrderedGroups::isToBeTried).toList();
        List<ChildEntry> next = new ArrayList<>();
        for (ChildEntry entry : entries.values()) {
            boolean isLeft = !due.contains(entry)
                    && isStoppedForRestart(entry)
                    && tried.stream().noneMatch(other -> isRestartedWith(entry, other));
            if (due.contains(entry) || (isLeft && (start || entry.isFirstStart))) {
                next.add(entry);
            } else if (isLeft) {
                comesBackNoMore(entry, now);
            }
        }
        // In their places: one that waits may wait for one before it.
        due.clear();
        due.addAll(next);
    }

    /** It stays down; for one that was down before, that is no news. */
    final void comesBackNoMore(ChildEntry entry, long now) {
        if (entry.down) {
            callOffRestart(entry, ExitReason.SHUTDOWN, now);
        }
        entry.isLeftDown();
    }

    /** Whether its supervisor is about to start it, and may be up only then (S01). */
    final boolean isDue(ChildEntry entry) {
        return entry.state == ChildState.STOPPED && (entry.isFirstStart || due.contains(entry));
    }
}
