package io.coppice.supervision.core;

import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.Shutdown;
import io.coppice.supervision.spec.SupervisorSpec;
import java.math.BigDecimal;
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

    final SupervisorSpec spec;
    /** In start order. */
    final Map<String, ChildEntry> entries = new LinkedHashMap<>();

    private final RestartWindow window;
    private List<Command> commands = new ArrayList<>();
    private long incarnations;

    CoreSupport(SupervisorSpec spec) {
        this.spec = spec;
        this.window = new RestartWindow(spec.maxRestarts(), spec.window());
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

    final void beginStart(ChildEntry entry) {
        entry.ref = new ChildRef(entry.id(), ++incarnations);
        entry.state = ChildState.STARTING;
        entry.pendingExit = null;
        emit(new Command.StartChild(entry.ref, entry.spec()));
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
        entry.state = ChildState.RUNNING;
        if (entry.down) {
            entry.restarts++;
            entry.down = false;
            report(EventKind.RESTARTED, entry, ExitReason.NORMAL, now, now - entry.downSince);
        } else {
            report(EventKind.STARTED, entry, ExitReason.NORMAL, now);
        }
    }

    /** S04: false when this is one restart too many. */
    final boolean countRestart(long now) {
        return window.add(now);
    }

    /** S09: why the supervisor ends after one restart too many, which is reported here. */
    final ExitReason tooManyRestarts(ChildEntry last, long now) {
        String seconds = BigDecimal.valueOf(spec.window().toMillis(), 3)
                .stripTrailingZeros()
                .toPlainString();
        ExitReason reason = ExitReason.shutdown(
                "more than " + spec.maxRestarts() + " restarts within " + seconds + " s, the last of " + last.id());
        report(EventKind.GAVE_UP, null, reason, now);
        return reason;
    }

    final void report(EventKind kind, @Nullable ChildEntry entry, ExitReason reason, long now) {
        report(kind, entry, reason, now, 0);
    }

    private void report(EventKind kind, @Nullable ChildEntry entry, ExitReason reason, long now, long downNanos) {
        emit(new Command.Report(kind, entry, reason, window.count(now), downNanos));
    }

    final void refuse(long request, Refusal refusal, String id) {
        emit(new Command.Refuse(request, refusal, id, null));
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

    static EventKind kindOf(ExitReason reason) {
        return reason.isExpected() ? EventKind.EXITED : EventKind.CRASHED;
    }
}
