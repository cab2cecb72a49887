package io.coppice.supervision.core;

import io.coppice.supervision.core.Procedure.Action;
import io.coppice.supervision.core.Procedure.Step;
import io.coppice.supervision.spec.AutoShutdown;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The requests to an ordered supervisor, each in its turn (S13, S14). */
abstract class OrderedRequests extends OrderedGroups {

    OrderedRequests(SupervisorSpec spec) {
        super(spec);
    }

    @Override
    public final List<Command> startChild(long request, ChildSpec child, long now) {
        inTurn(request, child.id(), now, t -> {
            Refusal refusal = unlessNew(child);
            if (refusal != null) {
                refuse(request, refusal, child.id());
            } else if (child.extras().isPlaced()) {
                standInLine(request, addEntries(child).get(0));
            } else {
                start(request, child.id(), addEntries(child), true, t);
            }
        });
        return taken();
    }

    @Override
    public final List<Command> restartChild(long request, String id, long now) {
        inTurn(request, id, now, t -> {
            List<ChildEntry> present = withId(id);
            Refusal refusal = present.stream().anyMatch(this::isDue) ? Refusal.RESTARTING : unlessStopped(present);
            if (refusal != null) {
                refuse(request, refusal, id);
            } else if (present.get(0).seat != null) {
                standInLine(request, present.get(0));
            } else {
                start(request, id, present, false, t);
            }
        });
        return taken();
    }

    /** It is the cluster's: whoever is first in line starts it, which nobody waits for here. */
    private void standInLine(long request, ChildEntry entry) {
        seats.mustClaim(entry);
        seats.resume(entry);
        emit(new Command.Reply(request, null));
    }

    /** Started by hand: not a restart, so it does not count, and a failure is the answer. */
    private void start(long request, String id, List<ChildEntry> started, boolean isNew, long now) {
        ArrayDeque<Step> agenda = new ArrayDeque<>();
        started.forEach(entry -> {
            entry.leavesPark = entry.state == ChildState.PARKED;
            entry.state = ChildState.STOPPED;
            entry.settled();
            agenda.add(new Step(Action.START, entry));
        });
        mailbox.run(
                new Procedure(
                        agenda,
                        t -> emit(new Command.Reply(request, firstUp(started))),
                        (entry, reason, t) -> undo(request, id, started, isNew, reason, t),
                        () -> refuseEnding(request, id)),
                now);
    }

    /** Null where all ignored their start, or have ended already. */
    private static @Nullable ChildRef firstUp(List<ChildEntry> started) {
        for (ChildEntry entry : started) {
            if (entry.state == ChildState.RUNNING && entry.pendingExit == null) {
                return entry.ref;
            }
        }
        return null;
    }

    /** Several instances stand or fall together. */
    private void undo(long request, String id, List<ChildEntry> started, boolean isNew, ExitReason reason, long now) {
        started.forEach(entry -> entry.downFor(reason));
        mailbox.run(
                Procedure.stopping(
                        started,
                        t -> {
                            if (isNew) {
                                forget(started);
                            }
                            started.forEach(OrderedRequests.this::stayDown);
                            emit(new Command.Refuse(request, Refusal.START_FAILED, id, reason));
                        },
                        () -> refuseEnding(request, id)),
                now);
    }

    /** One that was parked is so again. */
    private void stayDown(ChildEntry entry) {
        if (entry.leavesPark) {
            parkAgain(entry);
        } else {
            entry.isLeftDown();
        }
    }

    @Override
    public final List<Command> terminateChild(long request, String id, long now) {
        inTurn(request, id, now, t -> {
            List<ChildEntry> present = withId(id);
            if (present.isEmpty()) {
                refuse(request, Refusal.NOT_FOUND, id);
                return;
            }
            boolean isCalledOff = present.stream().anyMatch(OrderedGroups::isToBeTried);
            boolean endsDelay = present.stream().anyMatch(entry -> entry.wait == Wait.DELAY);
            present.forEach(entry -> callOffRestart(entry, ExitReason.SHUTDOWN, t));
            mailbox.run(
                    Procedure.stopping(
                            present,
                            t2 -> {
                                present.forEach(ChildEntry::isLeftDown);
                                present.forEach(seats::stopByHand);
                                if (isCalledOff) {
                                    goOnWithout(endsDelay, t2);
                                }
                                emit(new Command.Reply(request, null));
                            },
                            () -> refuseEnding(request, id)),
                    t);
        });
        return taken();
    }

    @Override
    public final List<Command> deleteChild(long request, String id, long now) {
        inTurn(request, id, now, t -> {
            List<ChildEntry> present = withId(id);
            Refusal refusal = unlessStopped(present);
            if (refusal != null) {
                refuse(request, refusal, id);
            } else {
                present.forEach(entry -> comesBackNoMore(entry, t));
                forget(present);
                emit(new Command.Reply(request, null));
            }
        });
        return taken();
    }

    @Override
    public final List<Command> look(
            long request, @Nullable String id, Consumer<Collection<ChildEntry>> view, long now) {
        String whose = id == null ? "" : id;
        inTurn(request, whose, now, t -> see(request, whose, id == null ? entries.values() : withId(id), view));
        return taken();
    }

    final void inTurn(long request, String id, long now, LongConsumer handle) {
        if (mailbox.isClosed()) {
            refuseEnding(request, id);
        } else if (mailbox.isFull()) {
            refuse(request, Refusal.OVERLOADED, id);
        } else {
            mailbox.add(handle, () -> refuseEnding(request, id), now);
        }
    }

    private void refuseEnding(long request, String id) {
        refuse(request, Refusal.SHUTTING_DOWN, id);
    }

    private void forget(List<ChildEntry> children) {
        children.forEach(entry -> {
            due.remove(entry);
            forget(entry);
        });
    }

    private @Nullable Refusal unlessNew(ChildSpec child) {
        if (child.extras().isPlaced() && spec.strategy() != RestartStrategy.ONE_FOR_ONE) {
            return Refusal.NOT_SUPPORTED;
        }
        if (child.significant() && spec.autoShutdown() == AutoShutdown.NEVER) {
            return Refusal.NOT_SUPPORTED;
        }
        List<ChildEntry> present = withId(child.id());
        if (present.isEmpty()) {
            return null;
        }
        boolean running = present.stream().anyMatch(e -> e.state == ChildState.RUNNING);
        return running ? Refusal.ALREADY_STARTED : Refusal.ALREADY_PRESENT;
    }

    private static @Nullable Refusal unlessStopped(List<ChildEntry> present) {
        if (present.isEmpty()) {
            return Refusal.NOT_FOUND;
        }
        if (present.stream().anyMatch(e -> e.state == ChildState.RESTARTING)) {
            return Refusal.RESTARTING;
        }
        return present.stream().allMatch(OrderedRequests::isStopped) ? null : Refusal.RUNNING;
    }

    /** Also one that the cluster has once and that nobody is to run. */
    private static boolean isStopped(ChildEntry entry) {
        boolean rests = entry.state == ChildState.STANDBY && entry.seat != null && entry.seat.isResting;
        return entry.state == ChildState.STOPPED || entry.state == ChildState.PARKED || rests;
    }
}
