package io.coppice.kv.store;

/** Who is told of events. It is called on whatever thread, and must only take note. */
@FunctionalInterface
public interface Subscriber<T> {

    void accept(T event);

    /** So many events, or about so many, did not get here, and never will. */
    default void lost(long count) {}
}
