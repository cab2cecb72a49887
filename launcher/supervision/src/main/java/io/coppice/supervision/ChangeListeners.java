package io.coppice.supervision;

import io.coppice.supervision.Registry.Change;
import io.vertx.core.Context;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Those who are told of the changes of a registry, each on its own context. */
final class ChangeListeners<K, V> {

    private record Listener<K, V>(Context context, Consumer<Change<K, V>> handler) {}

    private final List<Listener<K, V>> listeners = new CopyOnWriteArrayList<>();

    /** Gives what removes it again. */
    Runnable add(Context context, Consumer<Change<K, V>> handler) {
        Listener<K, V> listener = new Listener<>(context, handler);
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    void tell(Change<K, V> change) {
        for (Listener<K, V> listener : listeners) {
            try {
                listener.context().runOnContext(v -> listener.handler().accept(change));
            } catch (RejectedExecutionException closed) {
                // Vert.x is closed, or its verticle is gone: nobody is there to be told.
            }
        }
    }
}
