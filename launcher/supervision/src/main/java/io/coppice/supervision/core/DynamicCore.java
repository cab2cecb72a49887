package io.coppice.supervision.core;

import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.Shutdown;
import io.coppice.supervision.spec.SupervisorSpec;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A supervisor that starts empty and gets its children at run time: Elixir's {@code DynamicSupervisor} (S17).
 *
 * <p>Its children have no order and do not know of each other, so each starts, stops and restarts by itself, many at the
 * same time; decisions are taken one at a time all the same (S14).
 */
final class DynamicCore extends CoreSupport {

    /** The request that waits for a child's first start. */
    private final Map<ChildRef, Long> startRequests = new HashMap<>();

    private @Nullable ExitReason ending;
    private boolean ended;

    DynamicCore(SupervisorSpec spec) {
        super(spec);
    }

    @Override
    public List<Command> start(long now) {
        emit(new Command.Up());
        return taken();
    }

    /** The child whose current incarnation this is; null for old news, and for what only a replacement waits for. */
    private @Nullable ChildEntry unlessReplaced(ChildRef ref, ExitReason reason, long now) {
        if (replacements.down(ref, reason, now)) {
            endIfEmpty();
            return null;
        }
        return current(ref);
    }

    @Override
    public List<Command> started(ChildRef ref, long now) {
        ChildEntry entry = replacements.started(ref, now) ? null : current(ref);
        if (entry != null && entry.state == ChildState.STARTING) {
            up(entry, now);
            Long request = startRequests.remove(ref);
            if (request != null) {
                emit(new Command.Reply(request, ref));
            }
        }
        return taken();
    }

    /** S02: nothing is left of it, as a dynamic supervisor keeps no spec of what does not run. */
    @Override
    public List<Command> ignored(ChildRef ref, long now) {
        ChildEntry entry = unlessReplaced(ref, ExitReason.NORMAL, now);
        if (entry != null && (entry.state == ChildState.STARTING || entry.state == ChildState.STOPPING)) {
            Long request = startRequests.remove(ref);
            if (request != null) {
                emit(new Command.Reply(request, null));
            }
            callOffRestart(entry, ExitReason.NORMAL, now);
            gone(entry);
        }
        return taken();
    }

    @Override
    public List<Command> startFailed(ChildRef ref, ExitReason reason, long now) {
        ChildEntry entry = unlessReplaced(ref, reason, now);
        if (entry != null && entry.state == ChildState.STOPPING) {
            refuseStart(entry, reason);
            callOffRestart(entry, ExitReason.SHUTDOWN, now);
            gone(entry);
        } else if (entry != null && entry.state == ChildState.STARTING) {
            reportFailedStart(entry, reason, now);
            entry.downFor(reason);
            if (entry.leavesPark) {
                refuseStart(entry, reason);
                parkAgain(entry);
            } else if (startRequests.containsKey(ref)) {
                refuseStart(entry, reason);
                gone(entry);
            } else {
                // S06
                tryLater(entry, entry.nextDelay(), false);
            }
        }
        return taken();
    }

    @Override
    public List<Command> exited(ChildRef ref, ExitReason reason, long now) {
        ChildEntry entry = unlessReplaced(ref, reason, now);
        if (entry != null && entry.state == ChildState.STOPPING) {
            reportStop(entry, reason, now);
            refuseStart(entry, reason);
            gone(entry);
        } else if (entry != null && entry.state == ChildState.RUNNING) {
            // S03
            boolean restarts = entry.spec().restart().restartsAfter(reason);
            boolean allowed = restarts && countRestart(entry, now);
            reportEnd(entry, reason, allowed, now);
            entry.state = ChildState.STOPPED;
            entry.endedAt(now);
            if (restarts) {
                entry.wentDown(now);
                entry.cause = entry.ref;
                entry.downFor(reason);
                restartOrGiveUp(entry, allowed, allowed ? entry.nextDelay() : Duration.ZERO, now);
            } else {
                gone(entry);
            }
        }
        return taken();
    }

    /** S06 */
    @Override
    public List<Command> tryAgain(ChildRef ref, long now) {
        ChildEntry entry = current(ref);
        if (entry != null && entry.state == ChildState.RESTARTING && !entry.waits()) {
            entry.state = ChildState.STOPPED;
            boolean allowed = countAttempt(entry, now);
            restartOrGiveUp(entry, allowed, Duration.ZERO, now);
        }
        return taken();
    }

    @Override
    public List<Command> answered(ChildRef ref, long now) {
        ChildEntry entry = current(ref);
        if (entry != null && hasAnswered(entry)) {
            restart(entry);
        }
        return taken();
    }

    /** Nothing: a restart waits without a limit. */
    @Override
    public List<Command> unanswered(ChildRef ref, ExitReason reason, long now) {
        return taken();
    }

    private void restart(ChildEntry entry) {
        if (!mustWait(entry)) {
            beginStart(entry);
        }
    }

    /** S09 */
    private void restartOrGiveUp(ChildEntry entry, boolean allowed, Duration delay, long now) {
        if (allowed && delay.isZero()) {
            restart(entry);
        } else if (allowed) {
            tryLater(entry, delay, true);
        } else if (entry.spec().parks()) {
            park(entry, now);
        } else {
            ExitReason reason = tooManyRestarts(entry, now);
            gone(entry);
            terminate(reason);
        }
    }

    @Override
    public boolean isEnding() {
        return ending != null;
    }

    @Override
    public List<Command> stop(ExitReason reason, long now) {
        if (ending == null) {
            terminate(reason);
        }
        return taken();
    }

    /** S11: in parallel. */
    private void terminate(ExitReason reason) {
        replacements.stop(false);
        List.copyOf(entries.values()).forEach(entry -> stop(entry, entry.spec().shutdown()));
        ending = reason;
        endIfEmpty();
    }

    /** S10: those that were stopping already are cut short. */
    @Override
    public List<Command> kill(ExitReason reason, long now) {
        if (!ended) {
            replacements.stop(true);
            for (ChildEntry entry : List.copyOf(entries.values())) {
                if (entry.state == ChildState.STOPPING) {
                    beginStop(entry, Shutdown.BRUTAL_KILL);
                } else {
                    stop(entry, Shutdown.BRUTAL_KILL);
                }
            }
            ending = reason;
            endIfEmpty();
        }
        return taken();
    }

    private void stop(ChildEntry entry, Shutdown shutdown) {
        switch (entry.state) {
            case RUNNING, STARTING -> beginStop(entry, shutdown);
            case STOPPING -> {}
            case STOPPED, RESTARTING, PARKED, STANDBY -> gone(entry);
        }
    }

    /** Forgets a child that is down, and answers who waited for that. */
    private void gone(ChildEntry entry) {
        waitsNoMore(entry);
        entry.state = ChildState.STOPPED;
        entries.remove(entry.id());
        if (entry.stopRequests != null) {
            entry.stopRequests.forEach(request -> emit(new Command.Reply(request, null)));
        }
        endIfEmpty();
    }

    private void endIfEmpty() {
        if (ending != null && !ended && entries.isEmpty() && replacements.isEmpty()) {
            ended = true;
            emit(new Command.Ended(ending));
        }
    }

    // S13

    @Override
    public List<Command> startChild(long request, ChildSpec child, long now) {
        if (ending != null) {
            refuse(request, Refusal.SHUTTING_DOWN, child.id());
        } else if (child.instances() != 1
                || child.significant()
                || child.extras().isPlaced()) {
            refuse(request, Refusal.NOT_SUPPORTED, child.id());
        } else if (entries.containsKey(child.id())) {
            refuse(request, refusalOf(entries.get(child.id())), child.id());
        } else if (spec.maxChildren().isPresent()
                && entries.size() >= spec.maxChildren().getAsInt()) {
            // S17
            refuse(request, Refusal.MAX_CHILDREN, child.id());
        } else {
            ChildEntry entry = new ChildEntry(child.id(), child, 0);
            entries.put(child.id(), entry);
            beginStart(entry);
            startRequests.put(entry.ref, request);
        }
        return taken();
    }

    private static Refusal refusalOf(@Nullable ChildEntry present) {
        boolean isParked = present != null && present.state == ChildState.PARKED;
        return isParked ? Refusal.ALREADY_PRESENT : Refusal.ALREADY_STARTED;
    }

    /** Answers who waited for the first start of a child that did not come up, if that is what it was. */
    private void refuseStart(ChildEntry entry, ExitReason reason) {
        Long request = startRequests.remove(entry.ref);
        if (request != null && ending != null) {
            refuse(request, Refusal.SHUTTING_DOWN, entry.id());
        } else if (request != null) {
            emit(new Command.Refuse(request, Refusal.START_FAILED, entry.id(), reason));
        }
    }

    @Override
    public List<Command> terminateChild(long request, String id, long now) {
        ChildEntry entry = entries.get(id);
        if (ended) {
            refuse(request, Refusal.SHUTTING_DOWN, id);
        } else if (entry == null) {
            refuse(request, Refusal.NOT_FOUND, id);
        } else {
            entry.answerWhenDown(request);
            if (entry.state == ChildState.RESTARTING) {
                callOffRestart(entry, ExitReason.SHUTDOWN, now);
            }
            stop(entry, entry.spec().shutdown());
        }
        return taken();
    }

    @Override
    public List<Command> look(long request, @Nullable String id, Consumer<Collection<ChildEntry>> view, long now) {
        ChildEntry one = id == null ? null : entries.get(id);
        if (ending != null) {
            refuse(request, Refusal.SHUTTING_DOWN, id == null ? "" : id);
        } else if (id == null) {
            see(request, "", entries.values(), view);
        } else {
            see(request, id, one == null ? List.of() : List.of(one), view);
        }
        return taken();
    }

    /** Its flags; it has no specs but those of its children, which are theirs. */
    @Override
    public List<Command> change(long request, SupervisorSpec next, long now) {
        if (ending != null) {
            refuse(request, Refusal.SHUTTING_DOWN, "");
        } else if (!next.dynamic()) {
            refuse(request, Refusal.NOT_SUPPORTED, "");
        } else {
            changeFlags(next);
            emit(new Command.Reply(request, null));
        }
        return taken();
    }

    /** Only one that is parked: no other child of a dynamic supervisor has a spec that outlives it. */
    @Override
    public List<Command> restartChild(long request, String id, long now) {
        ChildEntry entry = entries.get(id);
        if (ending == null && entry != null && entry.state == ChildState.PARKED) {
            entry.leavesPark = true;
            beginStart(entry);
            startRequests.put(entry.ref, request);
        } else {
            refuse(request, Refusal.NOT_SUPPORTED, id);
        }
        return taken();
    }

    @Override
    public List<Command> replaceChild(long request, String id, long now) {
        ChildEntry entry = entries.get(id);
        if (ending != null) {
            refuse(request, Refusal.SHUTTING_DOWN, id);
        } else {
            replacements.begin(request, id, entry == null ? List.of() : List.of(entry));
        }
        return taken();
    }

    /** Refused: it has no spec that outlives it. */
    @Override
    public List<Command> deleteChild(long request, String id, long now) {
        refuse(request, Refusal.NOT_SUPPORTED, id);
        return taken();
    }
}
