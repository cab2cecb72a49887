package io.coppice.supervision.core;

import io.coppice.supervision.spec.Backoff;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.RestartType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a supervisor knows of one child; written by its core alone. */
public final class ChildEntry {

    private final String id;
    private ChildSpec spec;
    /** The position in the start order; the instances of one spec share it (S07, S08). */
    int place;

    ChildState state = ChildState.STOPPED;
    /** Null but for a child that the cluster has once. */
    @Nullable
    Seat seat;

    ChildRef ref;
    int restarts;
    /** When it went down, while it is down because of a restart. */
    long downSince;

    boolean down;
    /**
     * The incarnation whose end it is stopped and started for: its own, or a sibling's that takes it along; null at all
     * other times.
     */
    @Nullable
    ChildRef cause;
    /** When it came up, the last time. */
    long upSince;
    /** The reason of an end that is known but not handled yet, because the supervisor is busy. */
    @Nullable
    ExitReason pendingExit;
    /** Requests to answer when it is down. */
    @Nullable
    List<Long> stopRequests;

    /** Why it is down, while it is being restarted or parked. */
    private @Nullable ExitReason downFor;
    /** Whether it was parked, and the start by hand that ends that is not done yet. */
    boolean leavesPark;
    /** Whether its supervisor's own start is not complete without it (S01). */
    boolean isFirstStart;
    /** Whether it is one of those that are to be started next; set by {@link Due} alone. */
    boolean isDue;
    /** What its start is put off for. */
    Wait wait = Wait.NONE;
    /** Whether the restart that it is in the delay of has been counted (S04). */
    boolean isCounted;

    private int delays;

    ChildEntry(String id, ChildSpec spec, int place) {
        this.id = id;
        this.spec = spec;
        this.place = place;
        this.ref = new ChildRef(id, 0);
    }

    /** Another spec, for its next start and stop: what runs stays as it is. */
    void change(ChildSpec next, int nextPlace) {
        spec = next;
        place = nextPlace;
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

    /** Where the cluster has it, in words; null but for a child that it has once. */
    public @Nullable String place() {
        return seat == null || seat.where.isEmpty() ? null : seat.where;
    }

    /** How many times it was started again, on whatever node. */
    public int restarts() {
        return restarts;
    }

    /** Whether it runs, as far as is known: an end that waits for its turn counts (S13). */
    public boolean isActive() {
        return state == ChildState.RUNNING && pendingExit == null;
    }

    /** When it came up, in the time of its core's events; of use only while it runs. */
    public long upSince() {
        return upSince;
    }

    /** Why it ended or did not start, while it is being restarted or parked; else null. */
    public @Nullable ExitReason downFor() {
        return downFor;
    }

    /** Whether its start waits for addresses. */
    public boolean waits() {
        return wait == Wait.ADDRESSES;
    }

    /** Whether its end is being dealt with, or it is down until its restart is done. */
    public boolean isBeingRestarted() {
        return state != ChildState.PARKED && (down || pendingExit != null);
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
        if (!down) {
            down = true;
            downSince = now;
        }
    }

    void downFor(ExitReason reason) {
        downFor = reason;
    }

    void isUp(long now) {
        state = ChildState.RUNNING;
        settled();
        downFor = null;
        leavesPark = false;
        isFirstStart = false;
        upSince = now;
    }

    /** Nobody restarts it any more. */
    void isLeftDown() {
        state = ChildState.STOPPED;
        pendingExit = null;
        settled();
        downFor = null;
        leavesPark = false;
        isFirstStart = false;
        delays = 0;
    }

    /** How long its next restart is to be put off: longer each time, until it was up for long enough. */
    Duration nextDelay() {
        Optional<Backoff> backoff = spec.extras().backoff();
        return backoff.isEmpty() ? Duration.ZERO : backoff.get().delay(delays++);
    }

    /** It ended by itself. */
    void endedAt(long now) {
        Optional<Backoff> backoff = spec.extras().backoff();
        if (backoff.isPresent() && now - upSince >= backoff.get().resetAfter().toNanos()) {
            delays = 0;
        }
    }

    /** The end that is to blame should it be one too many. */
    ChildRef cause() {
        return cause == null ? ref : cause;
    }

    /** Whether it is to be started again where its supervisor stops it now. */
    boolean comesBack() {
        return cause != null && spec.restart() != RestartType.TEMPORARY;
    }

    /** It is not on its way back, or not any more. */
    void settled() {
        down = false;
        cause = null;
    }

    void answerWhenDown(long request) {
        if (stopRequests == null) {
            stopRequests = new ArrayList<>(1);
        }
        stopRequests.add(request);
    }
}
