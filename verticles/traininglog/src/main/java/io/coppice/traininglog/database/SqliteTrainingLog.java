package io.coppice.traininglog.database;

import io.coppice.traininglog.bus.Failure;
import io.coppice.traininglog.training.Movement;
import io.coppice.traininglog.training.TrainingEntry;
import io.coppice.traininglog.training.UserName;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * A training log in a SQLite file.
 *
 * <p>After a failure its connection is closed, which rolls back, and opened again for the next call: whether SQLite has ended the
 * transaction by itself depends on the failure, and JDBC does not tell.
 */
final class SqliteTrainingLog implements TrainingLog {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteTrainingLog.class);

    private static final String INSERT =
            "INSERT INTO training_log (username, number, movement_name, rep, weight) VALUES (?, ?, ?, ?, ?)";
    private static final String EXISTS = "SELECT 1 FROM training_log WHERE username = ? LIMIT 1";
    private static final String READ =
            "SELECT number, movement_name, rep, weight FROM training_log WHERE username = ? ORDER BY number DESC";

    private final Path file;
    private final List<String> pragmas;
    private @Nullable SqliteConnection open;

    private SqliteTrainingLog(Path file, List<String> pragmas) {
        this.file = file;
        this.pragmas = pragmas;
    }

    /** Opens the file for writing, after a check of its pages and with the tables made. */
    static SqliteTrainingLog writer(Path file, String... morePragmas) throws TrainingLogException {
        SqliteTrainingLog log = new SqliteTrainingLog(file, List.of(morePragmas));
        log.call(connection -> {
            connection.check();
            connection.createTables();
            return true;
        });
        return log;
    }

    /** Opens the file for reading only. */
    static SqliteTrainingLog reader(Path file) throws TrainingLogException {
        SqliteTrainingLog log = new SqliteTrainingLog(file, List.of("query_only = ON"));
        log.call(connection -> true);
        return log;
    }

    @Override
    public BitSet record(List<NumberedEntry> entries) throws TrainingLogException {
        return call(connection -> {
            BitSet refused = new BitSet();
            connection.execute("BEGIN IMMEDIATE");
            PreparedStatement insert = connection.prepared(INSERT);
            for (int i = 0; i < entries.size(); i++) {
                if (!insert(insert, entries.get(i))) {
                    refused.set(i);
                }
            }
            commit(connection);
            return refused;
        });
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

    /** Inserts a row unless its number is taken: then SQLite undoes this one statement and the transaction goes on. */
    private static boolean insert(PreparedStatement insert, NumberedEntry numbered) throws SQLException {
        insert.setString(1, numbered.user().value());
        insert.setLong(2, numbered.number());
        insert.setString(3, numbered.entry().movement().word());
        insert.setString(4, numbered.entry().rep());
        insert.setString(5, numbered.entry().weight());
        try {
            insert.executeUpdate();
            return true;
        } catch (SQLiteException e) {
            if (e.getResultCode() == SQLiteErrorCode.SQLITE_CONSTRAINT_PRIMARYKEY) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public boolean exists(UserName user) throws TrainingLogException {
        return call(connection -> {
            PreparedStatement exists = connection.prepared(EXISTS);
            exists.setString(1, user.value());
            try (ResultSet rows = exists.executeQuery()) {
                return rows.next();
            }
        });
    }

    @Override
    public long read(UserName user, Consumer<TrainingEntry> eachEntry) throws TrainingLogException {
        return call(connection -> {
            PreparedStatement read = connection.prepared(READ);
            read.setString(1, user.value());
            long last = 0;
            try (ResultSet rows = read.executeQuery()) {
                while (rows.next()) {
                    last = Math.max(last, rows.getLong(1));
                    eachEntry.accept(entry(rows));
                }
            }
            return last;
        });
    }

    private static TrainingEntry entry(ResultSet row) throws SQLException {
        String word = row.getString(2);
        Movement movement = Movement.of(word).orElseThrow(() -> new SQLException("no movement is named " + word));
        return new TrainingEntry(movement, row.getString(3), row.getString(4));
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

    /** Something done with a connection. */
    private interface Call<T> {
        T on(SqliteConnection connection) throws SQLException;
    }

    private <T> T call(Call<T> call) throws TrainingLogException {
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

    private TrainingLogException failure(SQLException e) {
        if (e instanceof DoubtfulCommit) {
            return new TrainingLogException(
                    Failure.UNKNOWN_OUTCOME, "the commit failed, look before you post it again: " + e.getMessage(), e);
        }
        if (!(e instanceof SQLiteException sqlite)) {
            return new TrainingLogException(Failure.FAILED, file + ": " + e.getMessage(), e);
        }
        SQLiteErrorCode primary = SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & 0xFF);
        return switch (primary) {
            case SQLITE_FULL -> new TrainingLogException(Failure.NOT_WRITABLE, "the disk is full", e);
            case SQLITE_IOERR ->
                new TrainingLogException(
                        Failure.NOT_WRITABLE,
                        "the disk failed (" + sqlite.getResultCode().name() + ")",
                        e);
            case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM ->
                new TrainingLogException(
                        Failure.NOT_WRITABLE, "the file of the database cannot be written or opened", e);
            case SQLITE_BUSY, SQLITE_LOCKED ->
                new TrainingLogException(Failure.OVERLOADED, "another program holds the database", e);
            default -> new TrainingLogException(Failure.FAILED, file + ": " + e.getMessage(), e);
        };
    }
}
