package io.coppice.traininglog.database;

import io.coppice.component.database.DatabaseException;
import io.coppice.traininglog.training.UserName;
import java.util.BitSet;
import java.util.List;

/**
 * One connection to a database of training logs; for one thread at a time, and blocking.
 *
 * <p>The number of an entry is its place in the book and its fence: of two writers that both believe to own a book, one is told
 * that its number is taken. A book is read in parts, as it may be long. After an exception the connection may be used again: it has kept nothing of the call that failed.
 */
public interface TrainingLog extends AutoCloseable {

    /**
     * Keeps entries in one transaction; they are durable when it returns.
     *
     * @return the places in the list of those that were not kept because their number was taken; the others were
     * @throws DatabaseException if none was kept
     */
    BitSet record(List<NumberedEntry> entries) throws DatabaseException;

    /** Whether a user has at least one entry. */
    boolean exists(UserName user) throws DatabaseException;

    /**
     * How long a book is.
     *
     * @param count how many entries it has
     * @param last the highest number; 0 where there is no entry
     */
    record Size(int count, long last) {}

    Size size(UserName user) throws DatabaseException;

    /** Entries with numbers below one, the newest first, no more than the limit. */
    List<NumberedEntry> newest(UserName user, long below, int limit) throws DatabaseException;

    /** Entries with numbers above one, the oldest first, no more than the limit. */
    List<NumberedEntry> oldest(UserName user, long above, int limit) throws DatabaseException;

    @Override
    void close();
}
