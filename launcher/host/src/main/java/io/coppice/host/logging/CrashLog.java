package io.coppice.host.logging;

import io.coppice.supervision.SupervisionEvent;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.spec.HandledMessage;
import java.math.BigDecimal;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what happens in the supervision tree to the log, each event as one entry. */
public final class CrashLog implements Consumer<SupervisionEvent> {

    private final Logger log;
    private final BooleanSupplier ready;

    /**
     * A log of a tree.
     *
     * @param ready whether the whole tree was up once; a failed start before that ends the node, which tells why itself
     */
    public CrashLog(BooleanSupplier ready) {
        this(LoggerFactory.getLogger("supervision"), ready);
    }

    CrashLog(Logger log, BooleanSupplier ready) {
        this.log = log;
        this.ready = ready;
    }

    @Override
    public void accept(SupervisionEvent event) {
        String path = event.path();
        switch (event.kind()) {
            case CRASHED ->
                log.error(
                        "{} ({}) {}{} ({})",
                        path,
                        event.start(),
                        event.reason(),
                        handling(event),
                        count(event),
                        event.reason().cause());
            case START_FAILED -> startFailed(event);
            case RESTARTED ->
                log.info(
                        "{} ({}) is back after {} ms ({})",
                        path,
                        event.start(),
                        event.down().toMillis(),
                        count(event));
            case GAVE_UP -> log.error("{} gave up: {}", path, event.reason());
            case PARKED -> log.error("{} is parked until it is started by hand: {}", path, event.reason());
            case ABANDONED ->
                log.warn(
                        "{} was killed, and its code still holds a thread",
                        path,
                        event.reason().cause());
            case BLOCKED ->
                log.warn(
                        "{} holds its thread, and all others on it have to wait",
                        path,
                        event.reason().cause());
            case STARTED, EXITED, STOPPED ->
                log.debug("{} {}: {}", path, event.kind().word(), event.reason());
        }
    }

    private void startFailed(SupervisionEvent event) {
        if (!ready.getAsBoolean()) {
            log.debug("{} did not start: {}", event.path(), event.reason());
            return;
        }
        @Nullable Throwable cause = event.reason().cause();
        if (cause instanceof SupervisionException named) {
            // Its message has path and cause already.
            log.warn("{} ({})", named.getMessage(), count(event), named.getCause());
        } else {
            log.warn("{} did not start: {} ({})", event.path(), event.reason(), count(event), cause);
        }
    }

    /** The address only: a body may hold what does not belong in a log. */
    private static String handling(SupervisionEvent event) {
        HandledMessage message = event.reason().handling();
        return message == null ? "" : ", while handling a message to " + message.address();
    }

    private static String count(SupervisionEvent event) {
        BigDecimal seconds = BigDecimal.valueOf(event.window().toMillis(), 3).stripTrailingZeros();
        return "restarts: " + event.restarts() + " of " + event.maxRestarts() + " in " + seconds.toPlainString() + " s";
    }
}
