package io.coppice.supervision.core;

import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a supervisor knows of one child; written by its core alone. */
public final class ChildEntry {

    private final String id;
    private final ChildSpec spec;
    /** The position in the start order; the instances of one spec share it (S07, S08). */
    final int place;

    ChildState state = ChildState.STOPPED;
    ChildRef ref;
    int restarts;
    /** When it went down, while it is down because of a restart. */
    long downSince;

    boolean down;
    /** The reason of an end that is known but not handled yet, because the supervisor is busy. */
    @Nullable
    ExitReason pendingExit;
    /** Requests to answer when it is down. */
    @Nullable
    List<Long> stopRequests;

    ChildEntry(String id, ChildSpec spec, int place) {
        this.id = id;
        this.spec = spec;
        this.place = place;
        this.ref = new ChildRef(id, 0);
    }

    public String id() {
        return id;
    }

    public ChildSpec spec() {
        return spec;
    }

    public ChildState state() {
        return state;
    }

    public ChildRef ref() {
        return ref;
    }

    /** How many times it was started again. */
    public int restarts() {
        return restarts;
    }

    /** Whether this is its current incarnation: news of others is old. */
    boolean is(ChildRef other) {
        return ref.equals(other);
    }

    /** Whether something of it may be running. */
    boolean isAlive() {
        return state == ChildState.RUNNING || state == ChildState.STARTING || state == ChildState.STOPPING;
    }

    void wentDown(long now) {
        down = true;
        downSince = now;
    }

    void answerWhenDown(long request) {
        if (stopRequests == null) {
            stopRequests = new ArrayList<>(1);
        }
        stopRequests.add(request);
    }
}
