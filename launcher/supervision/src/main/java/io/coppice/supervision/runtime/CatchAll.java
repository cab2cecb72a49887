package io.coppice.supervision.runtime;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The exception handler of Vert.x itself, where exceptions come that no context has a handler for: those of verticles that
 * a child deployed, and of contexts that Vert.x derived from a child's, such as a worker's HTTP server has.
 *
 * <p>Both this handler and a context's are single slots that anybody may overwrite, so a look every second takes them back.
 */
final class CatchAll {

    private static final Logger LOG = System.getLogger(CatchAll.class.getName());

    private static final Duration LOOK = Duration.ofSeconds(1);
    /** So many children are looked at each time, the next ones the next time: about a millisecond. */
    private static final int MOST_A_LOOK = 10_000;

    /** The exception that this thread has handed on: a handler that calls the one before it would bring it back. */
    private static final ThreadLocal<@Nullable Throwable> HANDED_ON = new ThreadLocal<>();

    private final SupervisionSystem system;
    private final Collection<ChildRunner> workers;
    private final Handler<Throwable> ours = this::uncaught;
    /** Whose the slot was before. */
    private volatile @Nullable Handler<Throwable> others;

    private final Context mailbox;
    // On the mailbox:
    private Iterator<ChildRunner> rest = Collections.emptyIterator();
    private @Nullable Limit next;

    CatchAll(SupervisionSystem system, Collection<ChildRunner> workers) {
        this.system = system;
        this.workers = workers;
        this.mailbox = system.newMailbox();
        takeBack();
        if (!VertxInternals.isClosing(system.vertx())) {
            mailbox.runOnContext(v -> lookLater());
        }
    }

    private void lookLater() {
        next = Limit.of(system.deadlines(), LOOK, this::look);
    }

    void close() {
        mailbox.runOnContext(v -> {
            if (next != null) {
                next.cancel();
            }
        });
    }

    /** Puts the handler back in its place, where somebody has put another; that one is asked after it from then on. */
    void takeBack() {
        Vertx vertx = system.vertx();
        Handler<Throwable> now = vertx.exceptionHandler();
        if (now != ours) {
            others = now;
            vertx.exceptionHandler(ours);
        }
    }

    private void look() {
        lookLater();
        takeBack();
        // An event loop that is held tells nothing in a moment.
        system.reports().now();
        if (!rest.hasNext()) {
            rest = workers.iterator();
        }
        for (int i = 0; i < MOST_A_LOOK && rest.hasNext(); i++) {
            rest.next().keepHandler();
        }
    }

    private void uncaught(Throwable cause) {
        Context context = Vertx.currentContext();
        ChildRunner child = context == null ? null : system.childOf(context);
        if (context != null && child != null) {
            child.crashedBelow(cause, context);
            return;
        }
        Handler<Throwable> other = others;
        if (other == null || HANDED_ON.get() == cause) {
            LOG.log(Level.ERROR, "Unhandled exception", cause);
            return;
        }
        HANDED_ON.set(cause);
        try {
            other.handle(cause);
        } finally {
            HANDED_ON.remove();
        }
    }
}
