package io.coppice.supervision.core;

import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.Shutdown;
import io.coppice.supervision.spec.SupervisorSpec;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What both cores have: the children, the window, and the commands of the event that is being handled. */
abstract class CoreSupport implements Core {

    volatile SupervisorSpec spec;
    /** In start order. */
    final Map<String, ChildEntry> entries;

    final Seats seats = new Seats(this::emit);

    private final RestartWindow window;
    private List<Command> commands = new ArrayList<>();
    private long incarnations;
    final Replacements replacements = new Replacements(this);

    CoreSupport(SupervisorSpec spec) {
        this.spec = spec;
        this.entries = new LinkedHashMap<>(2 * spec.children().size());
        this.window = new RestartWindow(spec.maxRestarts(), spec.window());
    }

    @Override
    public SupervisorSpec spec() {
        return spec;
    }

    /** From now on other flags; restarts that were made still count. */
    final void changeFlags(SupervisorSpec next) {
        spec = next;
        window.change(next.maxRestarts(), next.window());
        for (ChildEntry entry : entries.values()) {
            if (entry.seat != null) {
                entry.seat.window.change(next.maxRestarts(), next.window());
            }
        }
    }

    @Override
    public Collection<ChildEntry> children() {
        return entries.values();
    }

    @Override
    public @Nullable ChildEntry child(String id) {
        return entries.get(id);
    }

    /** The child whose current incarnation this is; null for old news. */
    final @Nullable ChildEntry current(ChildRef ref) {
        ChildEntry entry = entries.get(ref.id());
        return entry != null && entry.is(ref) ? entry : null;
    }

    final void emit(Command command) {
        commands.add(command);
    }

    /** The commands since the last call. */
    final List<Command> taken() {
        List<Command> result = commands;
        commands = new ArrayList<>();
        return result;
    }

    @Override
    public List<Command> claimed(String id, String where, int restarts, List<Long> times, long now) {
        return taken();
    }

    @Override
    public List<Command> unclaimed(String id, String where, boolean isResting, long now) {
        return taken();
    }

    final void beginStart(ChildEntry entry) {
        entry.ref = nextRef(entry.id());
        entry.state = ChildState.STARTING;
        Seats.forgetLoss(entry);
        entry.pendingExit = null;
        emit(new Command.StartChild(entry.ref, entry.spec()));
    }

    final ChildRef nextRef(String id) {
        return new ChildRef(id, ++incarnations);
    }

    /** Another incarnation runs in its place from now on. */
    final void succeed(ChildEntry entry, ChildRef successor, long now) {
        entry.ref = successor;
        entry.upSince = now;
        report(EventKind.STARTED, entry, ExitReason.NORMAL, now, null, false);
    }

    /** S10 */
    final void beginStop(ChildEntry entry) {
        beginStop(entry, entry.spec().shutdown());
    }

    final void beginStop(ChildEntry entry, Shutdown shutdown) {
        entry.state = ChildState.STOPPING;
        emit(new Command.StopChild(entry.ref, shutdown));
    }

    /** Marks a child as up, and reports how long it was down if it was. */
    final void up(ChildEntry entry, long now) {
        boolean wasDown = entry.down;
        ChildRef cause = entry.cause;
        entry.isUp(now);
        if (wasDown) {
            entry.restarts++;
            report(EventKind.RESTARTED, entry, ExitReason.NORMAL, now, now - entry.downSince, cause, false);
        } else {
            report(EventKind.STARTED, entry, ExitReason.NORMAL, now, cause, false);
        }
    }

    /** S06: the next attempt is a message, so that others have their turn; it may come after a delay. */
    final void tryLater(ChildEntry entry, Duration delay, boolean isCounted) {
        entry.state = ChildState.RESTARTING;
        entry.wait = delay.isZero() ? Wait.NONE : Wait.DELAY;
        entry.isCounted = isCounted;
        emit(new Command.TryAgain(entry.ref, entry.spec(), delay));
    }

    /** Whether this attempt may be made: it counts, unless it did when the child ended (S04). */
    final boolean countAttempt(ChildEntry entry, long now) {
        boolean allowed = entry.isCounted || countRestart(entry, now);
        entry.isCounted = false;
        entry.wait = Wait.NONE;
        return allowed;
    }

    /** Whether it is to be started later, because addresses that it waits for have not answered yet. */
    final boolean mustWait(ChildEntry entry) {
        if (entry.wait == Wait.ANSWERED || entry.spec().extras().waitFor().isEmpty()) {
            entry.wait = Wait.NONE;
            return false;
        }
        entry.state = ChildState.RESTARTING;
        entry.wait = Wait.ADDRESSES;
        emit(new Command.Await(entry.ref, entry.spec(), entry.isFirstStart));
        return true;
    }

    /** Whether this is news for a child that waits for it. */
    final boolean hasAnswered(@Nullable ChildEntry entry) {
        if (entry == null || !entry.waits()) {
            return false;
        }
        entry.wait = Wait.ANSWERED;
        return true;
    }

    /** Its delay or its wait is over: it goes on in another way. */
    final void waitsNoMore(ChildEntry entry) {
        boolean isPending = entry.wait == Wait.DELAY || entry.wait == Wait.ADDRESSES;
        entry.wait = Wait.NONE;
        entry.isCounted = false;
        if (isPending) {
            emit(new Command.Forget(entry.ref));
        }
    }

    /** In place of giving up: the restart that was one too many is not made, and all others go on. */
    final void park(ChildEntry entry, long now) {
        windowOf(entry).takeBack();
        ExitReason reason = entry.downFor() == null ? ExitReason.NORMAL : entry.downFor();
        ChildRef cause = entry.cause();
        parkAgain(entry);
        seats.rest(entry, "parked: " + reason);
        report(EventKind.PARKED, entry, reason, now, cause, false);
    }

    final void parkAgain(ChildEntry entry) {
        ExitReason reason = entry.downFor();
        entry.isLeftDown();
        entry.state = ChildState.PARKED;
        if (reason != null) {
            entry.downFor(reason);
        }
    }

    /** S04: false when this is one restart too many. */
    final boolean countRestart(ChildEntry entry, long now) {
        seats.count(entry);
        return windowOf(entry).add(now);
    }

    private RestartWindow windowOf(@Nullable ChildEntry entry) {
        return entry == null || entry.seat == null ? window : entry.seat.window;
    }

    /** S09: why the supervisor ends after one restart too many, which is reported here. */
    final ExitReason tooManyRestarts(ChildEntry last, long now) {
        String seconds = BigDecimal.valueOf(spec.window().toMillis(), 3)
                .stripTrailingZeros()
                .toPlainString();
        ExitReason reason = ExitReason.shutdown(
                "more than " + spec.maxRestarts() + " restarts within " + seconds + " s, the last of " + last.id());
        report(EventKind.GAVE_UP, null, reason, now, last.cause(), false);
        return reason;
    }

    /** A child has ended by itself. */
    final void reportEnd(ChildEntry entry, ExitReason reason, boolean again, long now) {
        EventKind kind = reason.isExpected() ? EventKind.EXITED : EventKind.CRASHED;
        report(kind, entry, reason, now, entry.ref, again);
    }

    /** Its supervisor has stopped it. */
    final void reportStop(ChildEntry entry, ExitReason reason, long now) {
        report(EventKind.STOPPED, entry, reason, now, entry.cause, entry.comesBack());
    }

    /** It did not start; where it is on its way back, it is tried again (S06). */
    final void reportFailedStart(ChildEntry entry, ExitReason reason, long now) {
        report(EventKind.START_FAILED, entry, reason, now, entry.cause, entry.cause != null);
    }

    /** It stays down, because somebody wants it so or because it wants nothing more to run. */
    final void callOffRestart(ChildEntry entry, ExitReason reason, long now) {
        if (entry.cause != null) {
            report(EventKind.STOPPED, entry, reason, now, entry.cause, false);
        }
        entry.settled();
    }

    private void report(
            EventKind kind,
            @Nullable ChildEntry entry,
            ExitReason reason,
            long now,
            @Nullable ChildRef cause,
            boolean again) {
        report(kind, entry, reason, now, 0, cause, again);
    }

    private void report(
            EventKind kind,
            @Nullable ChildEntry entry,
            ExitReason reason,
            long now,
            long downNanos,
            @Nullable ChildRef cause,
            boolean again) {
        emit(new Command.Report(kind, entry, reason, windowOf(entry).count(now), downNanos, cause, again));
    }

    final void refuse(long request, Refusal refusal, String id) {
        emit(new Command.Refuse(request, refusal, id, null));
    }

    final void refuse(long request, Refusal refusal, String id, ExitReason reason) {
        emit(new Command.Refuse(request, refusal, id, reason));
    }

    /** The turn of a look has come; an empty id is for all children. */
    final void see(long request, String id, Collection<ChildEntry> seen, Consumer<Collection<ChildEntry>> view) {
        if (seen.isEmpty() && !id.isEmpty()) {
            refuse(request, Refusal.NOT_FOUND, id);
        } else {
            view.accept(Collections.unmodifiableCollection(seen));
            emit(new Command.Reply(request, null));
        }
    }
}
