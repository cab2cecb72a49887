package io.coppice.component.database;

import io.coppice.component.bus.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * A SQLite file in use by one worker: a connection that is replaced after a failure. For one thread at a time, and blocking.
 *
 * <p>After a failure its connection is closed, which rolls back, and opened again for the next call: whether SQLite has ended the
 * transaction by itself depends on the failure, and JDBC does not tell.
 */
public final class SqliteSession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteSession.class);

    private final Path file;
    private final List<String> pragmas;
    private @Nullable SqliteConnection open;

    private SqliteSession(Path file, List<String> pragmas) {
        this.file = file;
        this.pragmas = pragmas;
    }

    /** Something done with a connection. */
    @FunctionalInterface
    public interface Call<T> {
        T on(SqliteConnection connection) throws SQLException, DatabaseException;
    }

    /**
     * Opens a file for writing, after a check of its pages and with the tables made.
     *
     * @param schema the statements that make the tables; a later program adds its own at the end
     */
    public static SqliteSession writer(Path file, List<String> schema, String... morePragmas) throws DatabaseException {
        return opened(file, List.of(morePragmas), connection -> {
            connection.check();
            connection.createTables(schema);
            return true;
        });
    }

    /** Opens a file for reading only. */
    public static SqliteSession reader(Path file) throws DatabaseException {
        return opened(file, List.of("query_only = ON"), connection -> true);
    }

    private static SqliteSession opened(Path file, List<String> pragmas, Call<Boolean> first) throws DatabaseException {
        try {
            NativeLibrary.load(file.resolveSibling("native"));
        } catch (IOException e) {
            throw new DatabaseException(Failure.NOT_WRITABLE, String.valueOf(e.getMessage()), e);
        }
        SqliteSession session = new SqliteSession(file, pragmas);
        session.call(first);
        return session;
    }

    /** Reads, or does what needs no transaction. */
    public <T> T call(Call<T> call) throws DatabaseException {
        boolean done = false;
        try {
            SqliteConnection connection = open;
            if (connection == null) {
                connection = SqliteConnection.open(file, pragmas);
                open = connection;
            }
            T result = call.on(connection);
            done = true;
            return result;
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            if (!done) {
                close();
            }
        }
    }

    /**
     * Writes in one transaction, which is durable when this returns. Writers of the file in this process take turns.
     *
     * @throws DatabaseException if nothing was written; with {@link Failure#UNKNOWN_OUTCOME} if that is not known
     */
    public <T> T transaction(Call<T> work) throws DatabaseException {
        return WriterTurns.in(
                file,
                () -> call(connection -> {
                    connection.execute("BEGIN IMMEDIATE");
                    T result = work.on(connection);
                    commit(connection);
                    return result;
                }));
    }

    /** A commit whose outcome is not known: what was written before a sync that failed may still reach the disk. */
    private static final class DoubtfulCommit extends SQLException {

        private static final long serialVersionUID = 1L;

        DoubtfulCommit(SQLException cause) {
            super(cause);
        }
    }

    private static void commit(SqliteConnection connection) throws SQLException {
        try {
            connection.execute("COMMIT");
        } catch (SQLiteException e) {
            // A full disk is noticed before the commit is in the log.
            throw e.getResultCode() == SQLiteErrorCode.SQLITE_FULL ? e : new DoubtfulCommit(e);
        }
    }

    @Override
    public void close() {
        SqliteConnection connection = open;
        open = null;
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                LOG.warn("{} was not closed in order", file, e);
            }
        }
    }

    /** What a failure of SQLite means. */
    DatabaseException failure(SQLException e) {
        if (e instanceof DoubtfulCommit) {
            return new DatabaseException(
                    Failure.UNKNOWN_OUTCOME, "the commit failed, look before you post it again: " + e.getMessage(), e);
        }
        if (!(e instanceof SQLiteException sqlite)) {
            return new DatabaseException(Failure.FAILED, file + ": " + e.getMessage(), e);
        }
        SQLiteErrorCode primary = SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & 0xFF);
        return switch (primary) {
            case SQLITE_FULL -> new DatabaseException(Failure.NOT_WRITABLE, "the disk is full", e);
            case SQLITE_IOERR ->
                new DatabaseException(
                        Failure.NOT_WRITABLE,
                        "the disk failed (" + sqlite.getResultCode().name() + ")",
                        e);
            case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM ->
                new DatabaseException(Failure.NOT_WRITABLE, "the file of the database cannot be written or opened", e);
            case SQLITE_BUSY, SQLITE_LOCKED ->
                new DatabaseException(Failure.OVERLOADED, "another program holds the database", e);
            default -> new DatabaseException(Failure.FAILED, file + ": " + e.getMessage(), e);
        };
    }
}
