package io.coppice.supervision.core;

import java.util.List;

/**
 * What a node knows of its claim to a child that the cluster has once.
 *
 * <p>Restarts and moves of such a child count in a window of its own, which goes along with the claim, and not in its
 * supervisor's.
 */
final class Seat {

    enum State {
        /** It does not stand in line. */
        OUT,
        /** It stands in line, and has not been answered. */
        ASKED,
        HELD,
        /** Another node has the claim, or nobody. */
        ELSEWHERE
    }

    final RestartWindow window;
    State state = State.OUT;
    /** What to tell people of it. */
    String where = "";
    /** Whether it was killed because the claim was lost, and is to stand by when it is down. */
    boolean isToStandBy;
    /** Whether nobody is to run it until it is started by hand. */
    boolean isResting;

    Seat(RestartWindow window) {
        this.window = window;
    }

    boolean isHeld() {
        return state == State.HELD;
    }

    void held(String text, List<Long> times) {
        state = State.HELD;
        where = text;
        isResting = false;
        window.replace(times);
    }

    void elsewhere(String text, boolean resting) {
        state = State.ELSEWHERE;
        where = text;
        isResting = resting;
    }
}
