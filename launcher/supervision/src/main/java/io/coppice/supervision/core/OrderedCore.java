package io.coppice.supervision.core;

import io.coppice.supervision.core.Procedure.Action;
import io.coppice.supervision.core.Procedure.Step;
import io.coppice.supervision.spec.AutoShutdown;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import java.util.ArrayDeque;
import java.util.List;

/** A supervisor with an ordered list of children: OTP's {@code supervisor}. */
final class OrderedCore extends OrderedRequests {

    OrderedCore(SupervisorSpec spec) {
        super(spec);
    }

    /** S01; and S02: the first that does not start ends the start, whatever the window has left. */
    @Override
    public List<Command> start(long now) {
        ArrayDeque<Step> agenda = new ArrayDeque<>();
        entries.values().forEach(entry -> agenda.add(new Step(Action.START, entry)));
        mailbox.run(
                new Procedure(
                        agenda,
                        t -> emit(new Command.Up()),
                        (entry, reason, t) -> terminate(reason, t),
                        OrderedCore::nothing),
                now);
        return taken();
    }

    // News of children

    @Override
    public List<Command> started(ChildRef ref, long now) {
        ChildEntry entry = current(ref);
        if (entry != null && entry.state == ChildState.STARTING) {
            up(entry, now);
            mailbox.stepDone(entry, now);
        }
        return taken();
    }

    /** S02: its spec stays, unless it is temporary. */
    @Override
    public List<Command> ignored(ChildRef ref, long now) {
        ChildEntry entry = current(ref);
        if (entry != null && (entry.state == ChildState.STARTING || entry.state == ChildState.STOPPING)) {
            entry.down = false;
            down(entry, now);
        }
        return taken();
    }

    @Override
    public List<Command> startFailed(ChildRef ref, ExitReason reason, long now) {
        ChildEntry entry = current(ref);
        if (entry != null && entry.state == ChildState.STOPPING) {
            down(entry, now);
        } else if (entry != null && entry.state == ChildState.STARTING) {
            entry.state = ChildState.STOPPED;
            report(EventKind.START_FAILED, entry, reason, now);
            mailbox.startFailed(entry, reason, now);
        }
        return taken();
    }

    @Override
    public List<Command> exited(ChildRef ref, ExitReason reason, long now) {
        ChildEntry entry = current(ref);
        if (entry != null && entry.state == ChildState.STOPPING) {
            // S10: for whatever reason, it is down, and work goes on.
            report(EventKind.STOPPED, entry, reason, now);
            down(entry, now);
        } else if (entry != null && entry.state == ChildState.RUNNING && entry.pendingExit == null) {
            entry.pendingExit = reason;
            mailbox.add(t -> handleExit(ref, t), OrderedCore::nothing, now);
        }
        return taken();
    }

    /** S06: a failed restart counts, and is tried again as often as the window allows. */
    @Override
    public List<Command> tryAgain(ChildRef ref, long now) {
        mailbox.add(
                t -> {
                    ChildEntry entry = current(ref);
                    if (entry != null && entry.state == ChildState.RESTARTING) {
                        restartOrGiveUp(entry, countRestart(t), t);
                    }
                },
                OrderedCore::nothing,
                now);
        return taken();
    }

    /** S03: what is restarted. */
    private void handleExit(ChildRef ref, long now) {
        ChildEntry entry = current(ref);
        if (entry == null || entry.pendingExit == null) {
            return;
        }
        ExitReason reason = entry.pendingExit;
        boolean restarts = entry.spec().restart().restartsAfter(reason);
        boolean allowed = restarts && countRestart(now);
        report(kindOf(reason), entry, reason, now);
        entry.pendingExit = null;
        entry.state = ChildState.STOPPED;
        if (restarts) {
            restartOrGiveUp(entry, allowed, now);
        } else {
            stopped(entry);
            autoShutdown(entry, now);
        }
    }

    /** S09: past the window it ends with {@code shutdown}, and its parent decides. */
    private void restartOrGiveUp(ChildEntry entry, boolean allowed, long now) {
        if (allowed) {
            restart(entry, now);
        } else {
            ExitReason reason = tooManyRestarts(entry, now);
            stopped(entry);
            terminate(reason, now);
        }
    }

    /** S12: only the end of a significant child by itself comes here. */
    private void autoShutdown(ChildEntry entry, long now) {
        if (!entry.spec().significant() || spec.autoShutdown() == AutoShutdown.NEVER) {
            return;
        }
        boolean another = entries.values().stream()
                .anyMatch(e -> e.spec().significant() && (e.isAlive() || e.state == ChildState.RESTARTING));
        if (spec.autoShutdown() == AutoShutdown.ANY_SIGNIFICANT || !another) {
            terminate(ExitReason.shutdown("auto_shutdown: " + entry.id() + " has ended"), now);
        }
    }

    /** S05, S07, S08: the whole group stops, last first, and starts, first first; that counted once. */
    private void restart(ChildEntry crashed, long now) {
        List<ChildEntry> group = restartedWith(crashed);
        ArrayDeque<Step> agenda = Procedure.stops(group);
        for (ChildEntry entry : group) {
            if (!entry.down && (entry.isAlive() || entry == crashed)) {
                entry.wentDown(now);
            }
            if (entry.spec().restart() != RestartType.TEMPORARY) {
                agenda.add(new Step(Action.START, entry));
            }
        }
        mailbox.run(new Procedure(agenda, t -> {}, (entry, reason, t) -> tryLater(entry), OrderedCore::nothing), now);
    }

    private List<ChildEntry> restartedWith(ChildEntry crashed) {
        return switch (spec.strategy()) {
            case ONE_FOR_ONE -> List.of(crashed);
            case ONE_FOR_ALL -> List.copyOf(entries.values());
            case REST_FOR_ONE ->
                entries.values().stream()
                        .filter(e -> e == crashed || e.place > crashed.place)
                        .toList();
        };
    }

    /** S06: the next attempt is a message, so that others have their turn; it starts over from the one that failed. */
    private void tryLater(ChildEntry entry) {
        entry.state = ChildState.RESTARTING;
        emit(new Command.TryAgain(entry.ref));
    }
}
