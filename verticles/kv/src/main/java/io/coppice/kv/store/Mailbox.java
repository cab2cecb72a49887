package io.coppice.kv.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The turns of one bucket: one at a time, in order of arrival, and nobody ever waits for one.
 *
 * <p>Who finds the bucket idle has its turn here and now, on its own thread; who finds it busy leaves its turn to whoever is
 * busy with it. So a command costs two atomic operations where a hop to the bucket's own event loop would cost waking a
 * thread, twice. The queue is bounded by what all clients may have in flight.
 *
 * <p>It is what a bucket is built on, and not an object of its own: of a million buckets each object that a command has to look
 * at is another wait for memory.
 */
abstract class Mailbox {

    /** After so many turns of others the rest goes to the bucket's own thread. */
    private static final int MOST_FOR_OTHERS = 256;

    private static final VarHandle PRESENT;

    static {
        try {
            PRESENT = MethodHandles.lookup().findVarHandle(Mailbox.class, "present", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** How many turns are here: under way or waiting. Who makes it one from zero is busy with the bucket. */
    @SuppressWarnings("unused") // by its handle
    private volatile int present;

    /** Null until two came at once: most buckets never see that. */
    private volatile @Nullable Queue<Turn> waiting;

    /** Has a turn; throws nothing. False when the turn is not over by that, and somebody else calls {@link Turn#taken}. */
    abstract boolean carryOut(Turn turn);

    /** Runs a task on the bucket's own thread. */
    abstract void execute(Runnable task);

    /** True when the turn is over, one way or the other; else it will be, on any thread, and {@link Turn#taken} is called then. */
    public final boolean offer(Turn turn) {
        if (PRESENT.compareAndSet(this, 0, 1)) {
            Queue<Turn> queue = waiting;
            if (queue == null || queue.isEmpty()) {
                boolean isOver = carryOut(turn);
                if ((int) PRESENT.getAndAdd(this, -1) > 1) {
                    takeWaiting();
                }
                return isOver;
            }
            // Idle, and yet a turn waits: whose it is has queued it and is about to count it. It may be this thread's
            // own last turn, which must not be overtaken.
            queue.add(turn);
            takeWaiting();
            return false;
        }
        Queue<Turn> queue = queue();
        queue.add(turn);
        if ((int) PRESENT.getAndAdd(this, 1) == 0) {
            takeWaiting();
        }
        return false;
    }

    private synchronized Queue<Turn> made() {
        Queue<Turn> queue = waiting;
        if (queue == null) {
            queue = new ConcurrentLinkedQueue<>();
            waiting = queue;
        }
        return queue;
    }

    private Queue<Turn> queue() {
        Queue<Turn> queue = waiting;
        return queue == null ? made() : queue;
    }

    /** To be called by who is busy with the bucket. At least as many are in the queue as are counted. */
    private void takeWaiting() {
        Queue<Turn> queue = queue();
        for (int taken = 0; taken < MOST_FOR_OTHERS; taken++) {
            Turn turn = queue.poll();
            if (turn == null) {
                throw new IllegalStateException("a turn was counted that is not there");
            }
            if (carryOut(turn)) {
                turn.taken();
            }
            if ((int) PRESENT.getAndAdd(this, -1) == 1) {
                return;
            }
        }
        execute(this::takeWaiting);
    }
}
