package io.coppice.traininglog.database;

import io.coppice.component.database.DatabaseException;
import io.coppice.traininglog.training.TrainingEntry;
import io.coppice.traininglog.training.UserName;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * One connection to a database of training logs; for one thread at a time, and blocking.
 *
 * <p>The number of an entry is its place in the book and its fence: of two writers that both believe to own a book, one is told
 * that its number is taken. After an exception the connection may be used again: it has kept nothing of the call that failed.
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
     * Hands over a user's entries, newest first.
     *
     * @return the highest number; 0 where there is no entry
     */
    long read(UserName user, Consumer<TrainingEntry> eachEntry) throws DatabaseException;

    @Override
    void close();
}
