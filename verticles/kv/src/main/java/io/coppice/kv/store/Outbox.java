package io.coppice.kv.store;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What one subscriber is still to be told: bounded, by itself and with all others together, so that who is slow loses events,
 * and holds up nobody.
 *
 * <p>Any thread offers; one takes, when it was woken, until {@link #poll} and {@link #takeLost} have nothing more. From the
 * first event that is lost on all are, until the rest is taken: so there is one gap, and it is where it is told of.
 */
public final class Outbox<T> implements Subscriber<T> {

    static final int MOST_EVENTS = 64 * 1024;
    static final int MOST_BYTES = 4 * 1024 * 1024;

    /** What an event needs besides its bytes, about. */
    static final int OVERHEAD = 64;

    private final ToIntFunction<T> sizeOf;
    private final Runnable wake;
    private final Budget.Share share;
    private final Queue<T> waiting = new ArrayDeque<>();
    private long bytes;
    private long lost;
    private boolean awake;
    private boolean closed;

    /**
     * An empty one.
     *
     * @param sizeOf the bytes of an event
     * @param wake called on the thread of whoever offers, for the first event after there was nothing and the first lost
     * @param budget of what waits for all together: who holds much of it when it is used up loses events
     */
    public Outbox(ToIntFunction<T> sizeOf, Runnable wake, Budget budget) {
        this.sizeOf = sizeOf;
        this.wake = wake;
        this.share = budget.share();
    }

    public void offer(T event) {
        if (add(event, sizeOf.applyAsInt(event))) {
            wake.run();
        }
    }

    @Override
    public void accept(T event) {
        offer(event);
    }

    /** They were lost on their way here: the gap is behind what waits. */
    @Override
    public void lost(long count) {
        if (lose(count)) {
            wake.run();
        }
    }

    private synchronized boolean lose(long count) {
        if (closed) {
            return false;
        }
        awake = true;
        lost += count;
        return lost == count;
    }

    private synchronized boolean add(T event, int size) {
        if (closed) {
            return false;
        }
        boolean wasAwake = awake;
        awake = true;
        boolean isFull = waiting.size() >= MOST_EVENTS || (bytes + size > MOST_BYTES && !waiting.isEmpty());
        if (lost > 0 || isFull || share.isFull()) {
            lost++;
            return lost == 1;
        }
        waiting.add(event);
        changeBy(size);
        return !wasAwake;
    }

    private void changeBy(int size) {
        bytes += size;
        share.hold(bytes + (long) OVERHEAD * waiting.size());
    }

    /** The next event; null where there is none, or some were lost behind the last. */
    public synchronized @Nullable T poll() {
        T event = waiting.poll();
        if (event != null) {
            changeBy(-sizeOf.applyAsInt(event));
        } else if (lost == 0) {
            awake = false;
        }
        return event;
    }

    /** How many were lost, when the last before them is taken; 0 for none. They count as told of from now on. */
    public synchronized long takeLost() {
        if (!waiting.isEmpty()) {
            return 0;
        }
        long count = lost;
        lost = 0;
        return count;
    }

    /** The subscriber is gone: what waits is let go of, and nothing is taken any more. */
    public synchronized void close() {
        closed = true;
        waiting.clear();
        bytes = 0;
        lost = 0;
        share.hold(0);
    }

    /** Whether events were lost that nobody was told of. */
    public synchronized boolean hasLost() {
        return lost > 0;
    }
}
