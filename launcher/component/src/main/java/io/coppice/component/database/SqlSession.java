package io.coppice.component.database;

/** A database in use by one worker, SQLite or PostgreSQL: for one thread at a time, and blocking. */
public interface SqlSession extends AutoCloseable {

    /** Something done with statements. It may be done again, from its beginning, where it was undone. */
    @FunctionalInterface
    interface Work<T> {
        T on(Sql sql) throws DatabaseException;
    }

    /** Reads. */
    <T> T read(Work<T> work) throws DatabaseException;

    /**
     * Writes in one transaction, which is durable when this returns.
     *
     * @throws DatabaseException if nothing was written; with {@code UNKNOWN_OUTCOME} if that is not known
     */
    <T> T write(Work<T> work) throws DatabaseException;

    @Override
    void close();
}
