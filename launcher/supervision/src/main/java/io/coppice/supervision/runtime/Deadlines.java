package io.coppice.supervision.runtime;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Comparator;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * The time limits of all supervisors of one Vert.x, with one timer for the next of them; used in their turns.
 *
 * <p>Each start and each stop has a limit, and nearly all are cancelled: a timer of Vert.x for each would cost more than the
 * rest of a restart. The timer is not cancelled with what it was set for, but looks again when it fires.
 */
final class Deadlines {

    private static final long NONE = -1;

    /** By the time that is left, as the origin of the clock is any. */
    private static final Comparator<Limit> BY_TIME =
            (a, b) -> a.at == b.at ? Long.compare(a.number, b.number) : Long.signum(a.at - b.at);

    private final Vertx vertx;
    private final Context mailbox;
    private final TreeSet<Limit> limits = new TreeSet<>(BY_TIME);
    private long numbers;
    private long timer = NONE;
    private long timerAt;

    Deadlines(Vertx vertx, Context mailbox) {
        this.vertx = vertx;
        this.mailbox = mailbox;
    }

    long nextNumber() {
        return numbers++;
    }

    void add(Limit limit) {
        limits.add(limit);
        if (timer == NONE || limit.at - timerAt < 0) {
            set(limit);
        }
    }

    void remove(Limit limit) {
        limits.remove(limit);
    }

    private void set(Limit next) {
        if (timer != NONE) {
            vertx.cancelTimer(timer);
        }
        timerAt = next.at;
        long nanos = next.at - System.nanoTime();
        // Vert.x knows no timer of 0 ms; and one more, so that the time is over when it fires.
        long millis = Math.max(0, TimeUnit.NANOSECONDS.toMillis(nanos)) + 1;
        timer = vertx.setTimer(millis, id -> mailbox.runOnContext(v -> fired(id)));
    }

    private void fired(long id) {
        if (id != timer) {
            return;
        }
        timer = NONE;
        long now = System.nanoTime();
        for (Limit next = limits.pollFirst(); next != null; next = limits.pollFirst()) {
            if (next.at - now > 0) {
                limits.add(next);
                break;
            }
            next.passed();
        }
        if (!limits.isEmpty()) {
            set(limits.first());
        }
    }
}
