package io.coppice.language.process;

import io.coppice.language.GuestException;
import io.coppice.language.GuestSession;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/**
 * The watch over a process that may hang: it is asked, and has crashed when it neither says anything nor reads what waits
 * for it within its time limit.
 */
final class SignsOfLife {

    /** A process is asked so many times within its limit. */
    private static final int ASKED = 2;

    private final Vertx vertx;
    private final Duration limit;
    private final Outbox outbox;
    private final GuestSession.Owner owner;
    private final long timer;

    private boolean seen = true;
    private long written;
    private int misses;

    private SignsOfLife(Vertx vertx, Duration limit, Outbox outbox, GuestSession.Owner owner) {
        this.vertx = vertx;
        this.limit = limit;
        this.outbox = outbox;
        this.owner = owner;
        this.timer = limit.isZero() ? -1 : vertx.setPeriodic(Math.max(1, limit.toMillis() / ASKED), id -> look());
    }

    /** Begins to watch; a limit of zero is none. */
    static SignsOfLife watch(Vertx vertx, Duration limit, Outbox outbox, GuestSession.Owner owner) {
        return new SignsOfLife(vertx, limit, outbox, owner);
    }

    /** It has said something. */
    void seen() {
        seen = true;
    }

    void end() {
        vertx.cancelTimer(timer);
    }

    private void look() {
        long now = outbox.written();
        // What is asked may wait behind much else: who reads that is alive. The question itself does not count.
        boolean reads = now > written + 1;
        misses = seen || reads ? 0 : misses + 1;
        written = now;
        seen = false;
        if (misses >= ASKED) {
            end();
            owner.crashed(
                    new GuestException(
                            "it has not answered a ping for " + limit.toMillis() + " ms: it hangs, or is overloaded",
                            ""),
                    null);
        } else {
            outbox.offer(new JsonObject().put("type", "ping").encode());
        }
    }
}
