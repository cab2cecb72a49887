package io.coppice.supervision.core;

import io.coppice.supervision.core.Procedure.Action;
import io.coppice.supervision.core.Procedure.Step;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.Shutdown;
import io.coppice.supervision.spec.SupervisorSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The children of an ordered supervisor: their places, one step with one of them, and how all of them stop. */
abstract class OrderedChildren extends CoreSupport {

    final Mailbox mailbox = new Mailbox(this::isDone);
    private @Nullable ExitReason killed;
    private boolean ended;
    private int nextPlace;

    OrderedChildren(SupervisorSpec spec) {
        super(spec);
        spec.children().forEach(this::addEntries);
    }

    /** One entry for each instance, behind all others. */
    final List<ChildEntry> addEntries(ChildSpec child) {
        List<ChildEntry> added = new ArrayList<>(child.instances());
        int place = nextPlace++;
        for (int i = 0; i < child.instances(); i++) {
            String id = child.instances() == 1 ? child.id() : child.id() + "#" + i;
            ChildEntry entry = new ChildEntry(id, child, place);
            entries.put(id, entry);
            added.add(entry);
        }
        return added;
    }

    /** The child with this id, or all instances of the spec with this id. */
    final List<ChildEntry> withId(String id) {
        ChildEntry one = entries.get(id);
        if (one != null) {
            return List.of(one);
        }
        return entries.values().stream().filter(e -> e.spec().id().equals(id)).toList();
    }

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
            report(kindOf(own), entry, own, now);
        }
        return own != null || !entry.isAlive();
    }

    final void down(ChildEntry entry, long now) {
        stopped(entry);
        mailbox.stepDone(entry, now);
        endIfKilled();
    }

    /** It is down and stays so; a temporary child's spec goes with it (S03). */
    final void stopped(ChildEntry entry) {
        entry.state = ChildState.STOPPED;
        entry.pendingExit = null;
        if (entry.spec().restart() == RestartType.TEMPORARY) {
            entries.remove(entry.id(), entry);
        }
    }

    // The end

    @Override
    public List<Command> stop(ExitReason reason, long now) {
        if (!mailbox.isClosed()) {
            terminate(reason, now);
        }
        return taken();
    }

    /** S11, S15. A start or stop that is under way comes to its end first, so that there is one at a time (S14). */
    final void terminate(ExitReason reason, long now) {
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
            for (ChildEntry entry : List.copyOf(entries.values())) {
                if (isDown(entry, now)) {
                    stopped(entry);
                } else {
                    beginStop(entry, Shutdown.BRUTAL_KILL);
                }
            }
            endIfKilled();
        }
        return taken();
    }

    private void endIfKilled() {
        if (killed != null && entries.values().stream().noneMatch(ChildEntry::isAlive)) {
            end(killed);
        }
    }

    private void end(ExitReason reason) {
        ended = true;
        emit(new Command.Ended(reason));
    }

    static void nothing() {}
}
