package io.coppice.supervision.core;

import io.coppice.supervision.core.Procedure.Action;
import io.coppice.supervision.core.Procedure.Step;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.Shutdown;
import io.coppice.supervision.spec.SupervisorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The children of an ordered supervisor: their places, one step with one of them, and how all of them stop. */
abstract class OrderedChildren extends CoreSupport {

    final Mailbox mailbox = new Mailbox(new Mailbox.Steps() {
        @Override
        public boolean isDone(Step step, long now) {
            return OrderedChildren.this.isDone(step, now);
        }

        @Override
        public boolean hasBegun(long now) {
            return hasStartedNext(now);
        }
    });
    final Due due = new Due();
    /** The entries of each spec that has several, so that nobody has to look through all children for them. */
    private final Map<String, List<ChildEntry>> instances = new HashMap<>();

    /** Whether its own start is complete (S01). */
    boolean isUp;

    private @Nullable ExitReason killed;
    /** How many were killed and are not down yet. */
    private int dying;

    private boolean ended;
    /** Why it ends, when the last replacement is over. */
    private @Nullable ExitReason endsFor;

    private int nextPlace;

    OrderedChildren(SupervisorSpec spec) {
        super(spec);
        Map<String, ChildEntry> none = new HashMap<>();
        spec.children().forEach(child -> addEntries(child, none));
    }

    /** One entry for each instance, behind all others. */
    final List<ChildEntry> addEntries(ChildSpec child) {
        return addEntries(child, new HashMap<>());
    }

    /** As above; those that are present already are moved from there, with the new spec. */
    private List<ChildEntry> addEntries(ChildSpec child, Map<String, ChildEntry> present) {
        List<ChildEntry> added = new ArrayList<>(child.instances());
        int place = nextPlace++;
        for (int i = 0; i < child.instances(); i++) {
            String id = child.instances() == 1 ? child.id() : child.id() + "#" + i;
            ChildEntry entry = present.remove(id);
            if (entry == null) {
                entry = new ChildEntry(id, child, place);
                if (child.extras().isPlaced()) {
                    entry.seat = new Seat(new RestartWindow(spec.maxRestarts(), spec.window()));
                }
            } else {
                entry.change(child, place);
            }
            entries.put(id, entry);
            added.add(entry);
        }
        if (child.instances() > 1) {
            instances.put(child.id(), new ArrayList<>(added));
        }
        return added;
    }

    /** These specs in this order, and behind them what is left of those that were before. */
    final void changeSpecs(List<ChildSpec> specs) {
        Map<String, ChildEntry> present = new LinkedHashMap<>(entries);
        entries.clear();
        nextPlace = 0;
        specs.forEach(child -> addEntries(child, present));
        int behind = nextPlace;
        for (ChildEntry left : present.values()) {
            left.change(left.spec(), behind + left.place);
            entries.put(left.id(), left);
            nextPlace = left.place + 1;
        }
    }

    /** The child with this id, or all instances of the spec with this id. */
    final List<ChildEntry> withId(String id) {
        ChildEntry one = entries.get(id);
        return one != null ? List.of(one) : List.copyOf(instances.getOrDefault(id, List.of()));
    }

    /** Its spec goes with it, or with the last of its instances. */
    final void forget(ChildEntry entry) {
        seats.leave(entry);
        entries.remove(entry.id(), entry);
        instances.computeIfPresent(entry.spec().id(), (id, several) -> {
            several.remove(entry);
            return several.isEmpty() ? null : several;
        });
    }

    /**
     * Starts the first child that is due; false where there is none, or where it waits for addresses: what it waits for may
     * be a sibling whose exit is in the mailbox, so all that waits there has its turn meanwhile.
     */
    abstract boolean hasStartedNext(long now);

    // Steps

    private boolean isDone(Step step, long now) {
        ChildEntry entry = step.entry();
        if (step.action() == Action.START) {
            if (entry.state == ChildState.STOPPED) {
                beginStart(entry);
            }
            return false;
        }
        if (isDown(entry, now)) {
            stopped(entry);
            return true;
        }
        if (entry.state != ChildState.STOPPING) {
            beginStop(entry);
        }
        return false;
    }

    /** Whether nothing of it runs. One that ended by itself meanwhile is reported with its own reason (S10). */
    private boolean isDown(ChildEntry entry, long now) {
        ExitReason own = entry.pendingExit;
        if (own != null) {
            boolean again = entry.comesBack();
            if (again) {
                // It comes back with the others, but it is down because of itself.
                entry.cause = entry.ref;
            }
            reportEnd(entry, own, again, now);
        }
        return own != null || !entry.isAlive();
    }

    final void down(ChildEntry entry, long now) {
        stopped(entry);
        mailbox.stepDone(entry, now);
        if (killed != null) {
            dying--;
            endIfKilled();
        }
    }

    /** It is down and stays so; a temporary child's spec goes with it (S03). */
    final void stopped(ChildEntry entry) {
        waitsNoMore(entry);
        due.remove(entry);
        if (isEnding()) {
            seats.leave(entry);
        }
        entry.state = ChildState.STOPPED;
        entry.pendingExit = null;
        if (entry.spec().restart() == RestartType.TEMPORARY) {
            forget(entry);
        }
    }

    // The end

    @Override
    public boolean isEnding() {
        return mailbox.isClosed();
    }

    @Override
    public List<Command> stop(ExitReason reason, long now) {
        if (!mailbox.isClosed()) {
            terminate(reason, now);
        }
        return taken();
    }

    /** S11, S15. A start or stop that is under way comes to its end first, so that there is one at a time (S14). */
    final void terminate(ExitReason reason, long now) {
        due.clear();
        replacements.stop(false);
        entries.values().forEach(entry -> entry.down = false);
        Procedure last = Procedure.stopping(List.copyOf(entries.values()), t -> end(reason), OrderedCore::nothing);
        entries.values().stream()
                .filter(e -> e.state == ChildState.STARTING || e.state == ChildState.STOPPING)
                .forEach(e -> last.agenda().addFirst(new Step(Action.STOP, e)));
        mailbox.runLast(last, now);
    }

    /** S10: all at once, and those that were stopping already are cut short. */
    @Override
    public List<Command> kill(ExitReason reason, long now) {
        if (!ended && killed == null) {
            killed = reason;
            mailbox.close();
            replacements.stop(true);
            for (ChildEntry entry : List.copyOf(entries.values())) {
                if (isDown(entry, now)) {
                    stopped(entry);
                } else {
                    beginStop(entry, Shutdown.BRUTAL_KILL);
                    dying++;
                }
            }
            endIfKilled();
        }
        return taken();
    }

    private void endIfKilled() {
        if (killed != null && dying == 0) {
            end(killed);
        }
    }

    private void end(ExitReason reason) {
        endsFor = reason;
        endIfReplaced();
    }

    final void endIfReplaced() {
        if (endsFor != null && !ended && replacements.isEmpty()) {
            ended = true;
            emit(new Command.Ended(endsFor));
        }
    }

    static void nothing() {}
}
