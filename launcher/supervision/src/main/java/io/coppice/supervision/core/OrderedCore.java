package io.coppice.supervision.core;

import io.coppice.supervision.spec.AutoShutdown;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A supervisor with an ordered list of children: OTP's {@code supervisor}. */
final class OrderedCore extends OrderedPlaces {

    OrderedCore(SupervisorSpec spec) {
        super(spec);
    }

    /** S01; and S02: the first that does not start ends the start, whatever the window has left. */
    @Override
    public List<Command> start(long now) {
        entries.values().forEach(entry -> entry.isFirstStart = true);
        due.addAll(entries.values());
        mailbox.proceed(now);
        return taken();
    }

    @Override
    boolean hasStartedNext(long now) {
        if (due.isEmpty()) {
            return isUpNow();
        }
        ChildEntry entry = due.first();
        boolean mayStart = entry.state == ChildState.STOPPED || entry.wait == Wait.ANSWERED;
        if (entry.state == ChildState.STANDBY || (mayStart && seats.mustClaim(entry))) {
            return false;
        }
        if (entry.waits() || (mayStart && mustWait(entry))) {
            return false;
        }
        due.remove(entry);
        if (mayStart) {
            entry.state = ChildState.STOPPED;
            mailbox.run(Procedure.starting(entry, this::dueStartFailed), now);
        }
        return true;
    }

    /** S01 */
    private boolean isUpNow() {
        if (isUp || entries.values().stream().anyMatch(entry -> entry.isFirstStart)) {
            return false;
        }
        isUp = true;
        emit(new Command.Up());
        return true;
    }

    /** S02, S06 */
    private void dueStartFailed(ChildEntry entry, ExitReason reason, long now) {
        if (entry.isFirstStart) {
            terminate(reason, now);
        } else {
            restartedWith(entry).forEach(due::remove);
            restartFailed(entry, reason, now);
        }
    }

    /** S06: it starts over from the one that failed. */
    private void restartFailed(ChildEntry entry, ExitReason reason, long now) {
        entry.wentDown(now);
        entry.downFor(reason);
        tryLater(entry, entry.nextDelay(), false);
    }

    @Override
    public List<Command> answered(ChildRef ref, long now) {
        ChildEntry entry = current(ref);
        if (entry != null && hasAnswered(entry)) {
            // One that is due is started before this is handled.
            mailbox.add(
                    t -> {
                        if (entry.wait == Wait.ANSWERED && entry.is(ref) && !due.contains(entry)) {
                            entry.state = ChildState.STOPPED;
                            startAlone(entry, t);
                        }
                    },
                    OrderedCore::nothing,
                    now);
        }
        return taken();
    }

    /** S02: only a first start is limited. */
    @Override
    public List<Command> unanswered(ChildRef ref, ExitReason reason, long now) {
        ChildEntry entry = current(ref);
        if (entry != null && entry.waits() && entry.isFirstStart) {
            entry.wait = Wait.NONE;
            stopped(entry);
            reportFailedStart(entry, reason, now);
            terminate(reason, now);
        }
        return taken();
    }

    // News of children

    /** The child whose current incarnation this is; null for old news, and for what only a replacement waits for. */
    private @Nullable ChildEntry unlessReplaced(ChildRef ref, ExitReason reason, long now) {
        if (replacements.down(ref, reason, now)) {
            endIfReplaced();
            return null;
        }
        return current(ref);
    }

    @Override
    public List<Command> started(ChildRef ref, long now) {
        ChildEntry entry = replacements.started(ref, now) ? null : current(ref);
        if (entry != null && entry.state == ChildState.STARTING) {
            up(entry, now);
            mailbox.stepDone(entry, now);
        }
        return taken();
    }

    /** S02: its spec stays, unless it is temporary. */
    @Override
    public List<Command> ignored(ChildRef ref, long now) {
        ChildEntry entry = unlessReplaced(ref, ExitReason.NORMAL, now);
        if (entry != null && (entry.state == ChildState.STARTING || entry.state == ChildState.STOPPING)) {
            callOffRestart(entry, ExitReason.NORMAL, now);
            entry.isLeftDown();
            seats.rest(entry, "its start was ignored");
            down(entry, now);
        }
        return taken();
    }

    @Override
    public List<Command> startFailed(ChildRef ref, ExitReason reason, long now) {
        ChildEntry entry = unlessReplaced(ref, reason, now);
        if (entry != null && entry.state == ChildState.STOPPING) {
            down(entry, now);
        } else if (entry != null && entry.state == ChildState.STARTING) {
            entry.state = ChildState.STOPPED;
            reportFailedStart(entry, reason, now);
            mailbox.startFailed(entry, reason, now);
        }
        return taken();
    }

    @Override
    public List<Command> exited(ChildRef ref, ExitReason reason, long now) {
        ChildEntry entry = unlessReplaced(ref, reason, now);
        if (entry != null && entry.state == ChildState.STOPPING) {
            // S10: for whatever reason, it is down, and work goes on.
            reportStop(entry, unlessLost(entry, reason), now);
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
                    if (entry != null && isToBeTried(entry)) {
                        entry.state = ChildState.STOPPED;
                        boolean allowed = countAttempt(entry, t);
                        restartOrGiveUp(entry, allowed, Duration.ZERO, t);
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
        boolean restarts = entry.spec().restart().restartsAfter(reason) && !Seats.isLost(entry);
        boolean allowed = restarts && countRestart(entry, now);
        reportEnd(entry, reason, allowed, now);
        entry.pendingExit = null;
        entry.state = ChildState.STOPPED;
        entry.endedAt(now);
        if (restarts) {
            entry.downFor(reason);
            restartOrGiveUp(entry, allowed, allowed ? entry.nextDelay() : Duration.ZERO, now);
        } else {
            stopped(entry);
            entry.isLeftDown();
            seats.rest(entry, "ended: " + reason);
            autoShutdown(entry, now);
        }
    }

    /** S09: past the window it ends with {@code shutdown}, and its parent decides; or the child is parked. */
    @Override
    void restartOrGiveUp(ChildEntry entry, boolean allowed, Duration delay, long now) {
        if (allowed) {
            restart(entry, delay, now);
        } else if (entry.spec().parks()) {
            stopped(entry);
            park(entry, now);
            goOnWithout(true, now);
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
                .anyMatch(e -> e.spec().significant()
                        && (e.isAlive() || e.state == ChildState.RESTARTING || isPutOffWithAnother(e)));
        if (spec.autoShutdown() == AutoShutdown.ANY_SIGNIFICANT || !another) {
            terminate(ExitReason.shutdown("auto_shutdown: " + entry.id() + " has ended"), now);
        }
    }

    /** S05, S07, S08: the whole group stops at once, last first, and starts after the delay; that counted once. */
    private void restart(ChildEntry crashed, Duration delay, long now) {
        List<ChildEntry> group = restartedWith(crashed);
        ChildRef cause = crashed.cause();
        for (ChildEntry entry : group) {
            if (entry.isAlive() || entry == crashed) {
                entry.wentDown(now);
            }
            if (entry.cause == null) {
                entry.cause = cause;
            }
            due.remove(entry);
        }
        mailbox.run(
                Procedure.stopping(
                        group,
                        t -> {
                            if (delay.isZero()) {
                                start(group, t);
                            } else {
                                tryLater(crashed, delay, true);
                            }
                        },
                        OrderedCore::nothing),
                now);
    }

    private void start(List<ChildEntry> group, long now) {
        if (spec.strategy() == RestartStrategy.ONE_FOR_ONE) {
            startAlone(group.get(0), now);
        } else {
            group.stream().filter(entry -> entries.get(entry.id()) == entry).forEach(due::add);
        }
    }

    /** Nobody has to wait for a child that its siblings do not depend on. */
    @Override
    void startAlone(ChildEntry entry, long now) {
        // One that is lost is about to stand by.
        if (!Seats.isLost(entry) && !mustWait(entry)) {
            mailbox.run(Procedure.starting(entry, this::restartFailed), now);
        }
    }
}
