package io.coppice.supervision.runtime;

import io.coppice.supervision.SupervisionEvent;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells the listeners and the event bus what happened (S16). */
final class Reports {

    /** Every event is published here, on this node only, as JSON. */
    static final String ADDRESS = "supervisor.events";

    private static final Logger LOG = System.getLogger(Reports.class.getName());
    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

    private final Vertx vertx;
    private final List<Consumer<SupervisionEvent>> listeners = new CopyOnWriteArrayList<>();

    private final CrashHistory history = new CrashHistory();

    Reports(Vertx vertx) {
        this.vertx = vertx;
    }

    CrashHistory history() {
        return history;
    }

    Runnable listen(Consumer<SupervisionEvent> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
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
            vertx.eventBus().publish(ADDRESS, event.toJson(), LOCAL);
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
