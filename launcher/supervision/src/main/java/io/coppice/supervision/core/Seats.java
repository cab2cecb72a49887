package io.coppice.supervision.core;

import io.coppice.supervision.core.Command.Place;
import io.coppice.supervision.core.Command.Place.Ask;
import java.util.function.Consumer;

/** What is asked of the cluster for the children that it has once; nothing for all others. */
final class Seats {

    private final Consumer<Command> emit;

    Seats(Consumer<Command> emit) {
        this.emit = emit;
    }

    /** Whether it may not be started, as this node has no claim to it; from now on it stands in line for one. */
    boolean mustClaim(ChildEntry entry) {
        Seat seat = entry.seat;
        if (seat == null || seat.isHeld()) {
            return false;
        }
        entry.state = ChildState.STANDBY;
        if (seat.state == Seat.State.OUT) {
            seat.state = Seat.State.ASKED;
            ask(entry, Ask.STAND, "");
        }
        return true;
    }

    /** Whether this node stands in line for it, and does not have it. */
    static boolean isLost(ChildEntry entry) {
        return entry.seat != null && entry.seat.state == Seat.State.ELSEWHERE;
    }

    /** It goes on in another way than to stand by after the loss of a claim. */
    static void forgetLoss(ChildEntry entry) {
        if (entry.seat != null) {
            entry.seat.isToStandBy = false;
        }
    }

    void count(ChildEntry entry) {
        if (isHeld(entry)) {
            ask(entry, Ask.COUNT, "");
        }
    }

    /** It stays down everywhere, if this node has it, which then has no claim to it any more. */
    void rest(ChildEntry entry, String why) {
        if (entry.seat != null && entry.seat.isHeld()) {
            entry.seat.elsewhere(why, true);
            ask(entry, Ask.REST, why);
        }
    }

    /** Somebody starts it by hand: its restarts are forgiven. */
    void resume(ChildEntry entry) {
        if (!isOut(entry)) {
            ask(entry, Ask.RESUME, "");
        }
    }

    /** Somebody stops it by hand: the one in the cluster where it runs, else this node's place in the line. */
    void stopByHand(ChildEntry entry) {
        forgetLoss(entry);
        if (isHeld(entry)) {
            rest(entry, "stopped by hand");
        } else {
            leave(entry);
        }
    }

    void leave(ChildEntry entry) {
        Seat seat = entry.seat;
        if (seat != null && seat.state != Seat.State.OUT) {
            seat.state = Seat.State.OUT;
            ask(entry, Ask.LEAVE, "");
        }
    }

    static boolean isOut(ChildEntry entry) {
        return entry.seat == null || entry.seat.state == Seat.State.OUT;
    }

    static boolean isHeld(ChildEntry entry) {
        return entry.seat != null && entry.seat.isHeld();
    }

    private void ask(ChildEntry entry, Ask ask, String why) {
        emit.accept(new Place(entry, ask, why));
    }
}
