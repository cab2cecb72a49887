package io.coppice.language;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;

/**
 * Answers that wait for the next few of the same child, so that whoever waits for several is woken once: to wake a thread takes
 * longer than a short handler does. None waits for more messages than were there when it was given, and while that gains nothing,
 * or takes long, none waits at all. For any thread.
 */
final class HeldAnswers {

    static final int MOST = 8;

    /** What takes longer than this together is not worth waiting for. */
    static final Duration PATIENCE = Duration.ofNanos(200_000);

    /** So many answers do not wait after one that waited for nothing. */
    static final int AFTER_ALONE = 15;

    /** So many answers do not wait after some that waited for too long. */
    static final int AFTER_LATE = 255;

    private final Executor behind;
    private final LongSupplier nanoTime;
    private List<Runnable> held = new ArrayList<>(MOST);
    /** When the first of them was given. */
    private long since;
    /** The end of what waits for the child was asked for, and so many answers were held from then on. */
    private boolean isAsked;

    private int sinceAsked;
    /** So many of the next do not wait; then none is held. */
    private int atOnce;

    /**
     * Those of one child.
     *
     * @param behind runs a task when all messages that wait for the child now have been handled
     * @param nanoTime as {@link System#nanoTime}
     */
    HeldAnswers(Executor behind, LongSupplier nanoTime) {
        this.behind = behind;
        this.nanoTime = nanoTime;
    }

    /** @param answer gives it: run once, now or soon */
    void give(Runnable answer) {
        giveAll(add(answer));
    }

    /** None waits any longer. */
    void release() {
        giveAll(take());
    }

    /** Each, whatever comes of the others. */
    private static void giveAll(List<Runnable> due) {
        RuntimeException first = null;
        for (Runnable answer : due) {
            try {
                answer.run();
            } catch (RuntimeException wrong) {
                if (first == null) {
                    first = wrong;
                } else {
                    first.addSuppressed(wrong);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** Those that are due by it. */
    private synchronized List<Runnable> add(Runnable answer) {
        if (atOnce > 0) {
            atOnce--;
            return List.of(answer);
        }
        if (held.isEmpty()) {
            since = nanoTime.getAsLong();
        }
        held.add(answer);
        sinceAsked++;
        if (!isAsked) {
            try {
                behind.execute(() -> giveAll(end()));
            } catch (RejectedExecutionException ended) {
                // The child's context is closed: nothing comes behind.
                return take();
            }
            isAsked = true;
        }
        return held.size() < MOST ? List.of() : take();
    }

    private synchronized List<Runnable> end() {
        List<Runnable> due = take();
        if (sinceAsked == 1) {
            atOnce = Math.max(atOnce, AFTER_ALONE);
        }
        isAsked = false;
        sinceAsked = 0;
        return due;
    }

    private synchronized List<Runnable> take() {
        if (held.isEmpty()) {
            return List.of();
        }
        List<Runnable> due = held;
        held = new ArrayList<>(MOST);
        if (nanoTime.getAsLong() - since > PATIENCE.toNanos()) {
            atOnce = AFTER_LATE;
        }
        return due;
    }
}
