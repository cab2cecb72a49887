package io.coppice.supervision.runtime;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one at a time, in the order in which they came: on a thread of their own, or right where they come from.
 *
 * <p>To wake a thread takes longer than all that a supervisor does about a crash. So a {@link #executeHere guest's} task that
 * finds nothing else under way runs at once on the guest's thread, which then goes on with those of other guests, but never
 * with what was meant for the thread of their own: that may take long.
 */
final class SerialExecutor extends AbstractExecutorService {

    /** So many tasks of others a guest takes on; the rest goes to their own thread. */
    static final int MOST_AS_GUEST = 16;

    private record Task(Runnable code, boolean isForGuests) {}

    private final Executor home;
    // Guarded by this:
    private final Queue<Task> waiting = new ArrayDeque<>();
    private boolean busy;
    private boolean closed;

    /** @param home runs what it is given on a thread of its own, one after another */
    SerialExecutor(Executor home) {
        this.home = home;
    }

    /** On the thread of their own. */
    @Override
    public void execute(Runnable code) {
        synchronized (this) {
            refuseIfClosed();
            waiting.add(new Task(code, false));
            if (busy) {
                return;
            }
            busy = true;
        }
        goHome();
    }

    /** Here and now if nothing is under way; else later, by whoever gets to it. */
    void executeHere(Runnable code) {
        synchronized (this) {
            refuseIfClosed();
            if (busy) {
                waiting.add(new Task(code, true));
                return;
            }
            busy = true;
        }
        run(code);
        asGuest();
    }

    private void refuseIfClosed() {
        if (closed) {
            throw new RejectedExecutionException("Vert.x is closed");
        }
    }

    private void asGuest() {
        for (int taken = 0; taken < MOST_AS_GUEST; taken++) {
            Task next;
            synchronized (this) {
                next = waiting.peek();
                if (next == null) {
                    busy = false;
                    return;
                }
                if (!next.isForGuests()) {
                    break;
                }
                waiting.remove();
            }
            run(next.code());
        }
        goHome();
    }

    private void goHome() {
        try {
            home.execute(this::atHome);
        } catch (RejectedExecutionException gone) {
            shutdownNow();
            throw gone;
        }
    }

    private void atHome() {
        for (Task next = next(); next != null; next = next()) {
            run(next.code());
        }
    }

    private synchronized @Nullable Task next() {
        Task next = waiting.poll();
        busy = next != null;
        return next;
    }

    /** The tasks are Vert.x's own, which hand what they throw to their context: this is for an error in between. */
    private static void run(Runnable code) {
        try {
            code.run();
        } catch (Throwable t) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, t);
        }
    }

    @Override
    public synchronized void shutdown() {
        closed = true;
    }

    @Override
    public synchronized List<Runnable> shutdownNow() {
        closed = true;
        List<Runnable> dropped = waiting.stream().map(Task::code).toList();
        waiting.clear();
        return dropped;
    }

    @Override
    public synchronized boolean isShutdown() {
        return closed;
    }

    @Override
    public synchronized boolean isTerminated() {
        return closed && !busy;
    }

    /** Nobody waits for supervisors: who closes Vert.x stops them first. */
    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return isTerminated();
    }
}
