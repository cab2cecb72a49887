package io.coppice.supervision.core;

import io.coppice.supervision.spec.ExitReason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * A sequence of stops and starts that a supervisor carries out one after another, while its mailbox waits (S14).
 *
 * @param agenda what is still to do; the first is under way or next
 * @param whenDone called with the time when all is done
 * @param whenStartFailed called when a start failed; the rest of the agenda is dropped
 * @param whenCancelled called when the supervisor is told to end meanwhile
 */
record Procedure(ArrayDeque<Step> agenda, LongConsumer whenDone, StartFailure whenStartFailed, Runnable whenCancelled) {

    /** Stops in reverse order (S11); nothing in it starts. */
    static Procedure stopping(List<ChildEntry> inStartOrder, LongConsumer whenDone, Runnable whenCancelled) {
        return new Procedure(stops(inStartOrder), whenDone, (entry, reason, now) -> {}, whenCancelled);
    }

    /** The start of one child. */
    static Procedure starting(ChildEntry entry, StartFailure whenStartFailed) {
        ArrayDeque<Step> agenda = new ArrayDeque<>();
        agenda.add(new Step(Action.START, entry));
        return new Procedure(agenda, now -> {}, whenStartFailed, () -> {});
    }

    /** One step for each, last first. */
    private static ArrayDeque<Step> stops(List<ChildEntry> inStartOrder) {
        List<ChildEntry> reversed = new ArrayList<>(inStartOrder);
        Collections.reverse(reversed);
        ArrayDeque<Step> agenda = new ArrayDeque<>();
        reversed.forEach(entry -> agenda.add(new Step(Action.STOP, entry)));
        return agenda;
    }

    /** Stop or start one child. */
    record Step(Action action, ChildEntry entry) {}

    enum Action {
        START,
        STOP
    }

    /** What to do when a child of the agenda did not start. */
    @FunctionalInterface
    interface StartFailure {
        void handle(ChildEntry entry, ExitReason reason, long now);
    }
}
