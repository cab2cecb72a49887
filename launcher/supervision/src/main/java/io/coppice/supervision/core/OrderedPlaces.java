package io.coppice.supervision.core;

import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Shutdown;
import io.coppice.supervision.spec.SupervisorSpec;
import java.time.Duration;
import java.util.List;

/** The claims to those children of an ordered supervisor that the cluster has once, as they come and go. */
abstract class OrderedPlaces extends OrderedChanges {

    OrderedPlaces(SupervisorSpec spec) {
        super(spec);
    }

    abstract void startAlone(ChildEntry entry, long now);

    abstract void restartOrGiveUp(ChildEntry entry, boolean allowed, Duration delay, long now);

    @Override
    public final List<Command> claimed(String id, String where, int restarts, List<Long> times, long now) {
        ChildEntry entry = entries.get(id);
        if (entry != null && entry.seat != null && !Seats.isOut(entry)) {
            entry.seat.held(where, times);
            entry.restarts = Math.max(entry.restarts, restarts);
            if (due.contains(entry)) {
                takeOver(entry, now);
                mailbox.proceed(now);
            } else {
                mailbox.add(t -> takeOver(entry, t), OrderedChildren::nothing, now);
            }
        }
        return taken();
    }

    /** In its turn. One restart or move too many on the way here parks it, and nothing starts. */
    private void takeOver(ChildEntry entry, long now) {
        Seat seat = entry.seat;
        if (seat == null || !seat.isHeld()) {
            return;
        }
        if (isLeft(entry) && !due.contains(entry)) {
            // It was to rest before this node lost the claim that it has again.
            seats.rest(entry, "stopped on this node");
        } else if (entry.state == ChildState.STANDBY) {
            entry.state = ChildState.STOPPED;
            if (seat.window.isOver(now)) {
                entry.downFor(
                        ExitReason.shutdown("it was restarted or moved more than " + spec.maxRestarts() + " times"));
                restartOrGiveUp(entry, false, Duration.ZERO, now);
            } else if (!due.contains(entry)) {
                startAlone(entry, now);
            }
        }
    }

    @Override
    public final List<Command> unclaimed(String id, String where, boolean isResting, long now) {
        ChildEntry entry = entries.get(id);
        if (entry != null && entry.seat != null && !Seats.isOut(entry)) {
            boolean wasHeld = entry.seat.isHeld();
            entry.seat.elsewhere(where, isResting);
            if (due.contains(entry)) {
                // Its supervisor is up without it (S01).
                stopped(entry);
                entry.isLeftDown();
                entry.state = ChildState.STANDBY;
                mailbox.proceed(now);
            } else if (wasHeld || (!isResting && isLeft(entry))) {
                entry.seat.isToStandBy = true;
                killAtOnce(entry);
                mailbox.add(t -> standBy(entry, t), OrderedChildren::nothing, now);
            }
        }
        return taken();
    }

    private static boolean isLeft(ChildEntry entry) {
        return entry.state == ChildState.STOPPED || entry.state == ChildState.PARKED;
    }

    /** Not in its turn: another node may have started it already. */
    private void killAtOnce(ChildEntry entry) {
        if (entry.isAlive() && entry.pendingExit == null) {
            beginStop(entry, Shutdown.BRUTAL_KILL);
        }
    }

    private void standBy(ChildEntry entry, long now) {
        if (entry.seat != null && entry.seat.isToStandBy && !Seats.isOut(entry)) {
            entry.seat.isToStandBy = false;
            mailbox.run(
                    Procedure.stopping(
                            List.of(entry),
                            t -> {
                                entry.isLeftDown();
                                entry.state = ChildState.STANDBY;
                                // The claim may be this node's again.
                                takeOver(entry, t);
                            },
                            OrderedChildren::nothing),
                    now);
        }
    }

    /** Why it was stopped: where it is now, if this node has lost it. */
    static ExitReason unlessLost(ChildEntry entry, ExitReason reason) {
        return entry.seat != null && Seats.isLost(entry) ? ExitReason.killed(entry.seat.where) : reason;
    }
}
