package io.coppice.supervision.runtime;

import io.coppice.supervision.SupervisionEvent;
import io.coppice.supervision.runtime.CrashHistory.Note;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells the listeners and the event bus what happened (S16). */
final class Reports {

    /** Every event is published here, on this node only, as JSON. */
    static final String ADDRESS = "supervisor.events";

    private static final Logger LOG = System.getLogger(Reports.class.getName());
    private static final DeliveryOptions LOCAL =
            new DeliveryOptions().setLocalOnly(true).setCodecName(EventCodec.NAME);

    /** So often something may wait to be told. */
    static final int MOST_WAITING = 100_000;

    /** An event loop that takes longer to have them told is held, and another does it. */
    private static final long MOST_LATE_NANOS = 5_000_000;

    private final Queue<Runnable> untold = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong lost = new AtomicLong();
    /** Whether an event loop is about to have all told. */
    private volatile boolean isTimed;

    private volatile long timedAt;

    private final Vertx vertx;
    private final Context context;
    private final List<Consumer<SupervisionEvent>> listeners = new CopyOnWriteArrayList<>();

    private final CrashHistory history = new CrashHistory();

    /** @param context where events are told, one after another */
    Reports(Vertx vertx, Context context) {
        this.vertx = vertx;
        this.context = context;
        vertx.eventBus().registerCodec(new EventCodec());
    }

    CrashHistory history() {
        return history;
    }

    Runnable listen(Consumer<SupervisionEvent> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /**
     * In order, on a thread of their own: nothing that is told, and nobody who listens, keeps a child from coming back. Where
     * listeners fall behind by too much, what is told is lost, and the log says how much. All else here is called from there.
     */
    void later(Runnable news) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            lost.incrementAndGet();
            return;
        }
        untold.add(news);
        tellSoon();
    }

    /** From an event loop in a moment: it has a child to restart, and to wake the other thread takes as long as that. */
    @SuppressWarnings("FutureReturnValueIgnored") // nobody cancels it
    private void tellSoon() {
        ScheduledExecutorService loop = SupervisorThreads.callersLoop(vertx);
        long time = System.nanoTime();
        if (loop == null) {
            now();
        } else if (!isTimed || time - timedAt > MOST_LATE_NANOS) {
            timedAt = time;
            isTimed = true;
            loop.schedule(this::momentIsOver, 1, TimeUnit.MILLISECONDS);
        }
    }

    private void momentIsOver() {
        isTimed = false;
        now();
    }

    /** All that waits is told before what is given to the same thread from now on. */
    void now() {
        if (untold.isEmpty()) {
            return;
        }
        try {
            context.runOnContext(v -> tellAll());
        } catch (RejectedExecutionException closed) {
            tellAll();
        }
    }

    private void tellAll() {
        for (Runnable next = untold.poll(); next != null; next = untold.poll()) {
            tell(next);
        }
    }

    private void tell(Runnable news) {
        try {
            news.run();
        } finally {
            waiting.decrementAndGet();
        }
        long count = lost.getAndSet(0);
        if (count > 0) {
            log(
                    Level.WARNING,
                    "listeners of supervision events take too long: " + count + " times what happened is lost",
                    null);
        }
    }

    /** A promise whose listeners are told in order with the events, and hold up no turn. */
    <T> Promise<T> promise() {
        return VertxInternals.promise(context);
    }

    /** An event with its place in the history. */
    void tell(Note note) {
        history.note(note);
        tell(note.event());
    }

    void tell(SupervisionEvent event) {
        for (Consumer<SupervisionEvent> listener : listeners) {
            try {
                listener.accept(event);
            } catch (Throwable t) {
                log(Level.ERROR, "A listener of supervision events failed on " + event.path(), t);
            }
        }
        try {
            vertx.eventBus().publish(ADDRESS, event, LOCAL);
        } catch (Throwable t) {
            log(Level.ERROR, "An event of " + event.path() + " could not be published", t);
        }
    }

    /** What went wrong beside the rules: it changes nothing, and must not be lost. */
    void stray(String path, String what, @Nullable Throwable cause) {
        log(Level.WARNING, path + ": " + what, cause);
    }

    /** What is logged may be a plugin's own exception, whose code for it throws. */
    private static void log(Level level, String what, @Nullable Throwable cause) {
        try {
            LOG.log(level, what, cause);
        } catch (Throwable t) {
            LOG.log(
                    level,
                    what + ": "
                            + (cause == null ? "" : ExitReason.crashed(cause).detail()));
        }
    }
}
