package io.coppice.supervision;

import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A part of an {@link EventManager}, called on the manager's context: it must not block.
 *
 * <p>A method that throws, gives a failed future, or one that takes longer than the manager allows, has the handler removed;
 * the manager and its other handlers go on.
 */
@FunctionalInterface
public interface EventHandler<E> {

    /** Handles an event; the next one comes when the future of this one is complete. */
    Future<?> handle(E event);

    /** Answers a {@link EventManager#call}; a handler that does not override this is removed by a call, as in GenEvent. */
    default Future<@Nullable Object> call(Object request) {
        return Future.failedFuture(new UnsupportedOperationException("it takes no calls"));
    }

    /**
     * Called when it is removed, also when the manager stops, but not when the manager is killed.
     *
     * @param reason normal when it was asked for, {@code shutdown} when its owner ended or the manager stops, else what it
     *     did wrong
     */
    default void terminate(ExitReason reason) {}

    /** A handler that is done when the function is. */
    static <E> EventHandler<E> of(Consumer<? super E> function) {
        return event -> {
            function.accept(event);
            return Future.succeededFuture();
        };
    }
}
