package io.coppice.component.database;

/** Opens a connection; called on a worker thread, where it may block. */
@FunctionalInterface
public interface Opener<C> {

    /**
     * Opens one.
     *
     * @throws Exception which fails the start of the worker that wants it
     */
    C open() throws Exception;
}
