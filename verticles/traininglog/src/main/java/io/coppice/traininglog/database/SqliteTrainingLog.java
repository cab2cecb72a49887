package io.coppice.traininglog.database;

import io.coppice.component.database.DatabaseException;
import io.coppice.component.database.SqliteSession;
import io.coppice.traininglog.training.Movement;
import io.coppice.traininglog.training.TrainingEntry;
import io.coppice.traininglog.training.UserName;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** A training log in a SQLite file. */
final class SqliteTrainingLog implements TrainingLog {

    private static final List<String> SCHEMA = List.of("CREATE TABLE IF NOT EXISTS training_log ("
            + "username TEXT NOT NULL, number INTEGER NOT NULL, movement_name TEXT NOT NULL, "
            + "rep TEXT NOT NULL, weight TEXT NOT NULL, "
            + "PRIMARY KEY (username, number)) STRICT, WITHOUT ROWID");

    private static final String INSERT =
            "INSERT INTO training_log (username, number, movement_name, rep, weight) VALUES (?, ?, ?, ?, ?)";
    private static final String EXISTS = "SELECT 1 FROM training_log WHERE username = ? LIMIT 1";
    private static final String SIZE = "SELECT count(*), coalesce(max(number), 0) FROM training_log WHERE username = ?";
    private static final String FIELDS =
            "SELECT number, movement_name, rep, weight FROM training_log WHERE username = ? AND number ";
    private static final String NEWEST = FIELDS + "< ? ORDER BY number DESC LIMIT ?";
    private static final String OLDEST = FIELDS + "> ? ORDER BY number LIMIT ?";

    private final SqliteSession session;

    private SqliteTrainingLog(SqliteSession session) {
        this.session = session;
    }

    /** Opens the file for writing, after a check of its pages and with the tables made. */
    static SqliteTrainingLog writer(Path file, String... morePragmas) throws DatabaseException {
        return new SqliteTrainingLog(SqliteSession.writer(file, SCHEMA, morePragmas));
    }

    /** Opens the file for reading only. */
    static SqliteTrainingLog reader(Path file) throws DatabaseException {
        return new SqliteTrainingLog(SqliteSession.reader(file));
    }

    @Override
    public BitSet record(List<NumberedEntry> entries) throws DatabaseException {
        return session.transaction(connection -> {
            BitSet refused = new BitSet();
            PreparedStatement insert = connection.prepared(INSERT);
            for (int i = 0; i < entries.size(); i++) {
                if (!insert(insert, entries.get(i))) {
                    refused.set(i);
                }
            }
            return refused;
        });
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
    public boolean exists(UserName user) throws DatabaseException {
        return session.call(connection -> {
            PreparedStatement exists = connection.prepared(EXISTS);
            exists.setString(1, user.value());
            try (ResultSet rows = exists.executeQuery()) {
                return rows.next();
            }
        });
    }

    @Override
    public Size size(UserName user) throws DatabaseException {
        return session.call(connection -> {
            PreparedStatement size = connection.prepared(SIZE);
            size.setString(1, user.value());
            try (ResultSet rows = size.executeQuery()) {
                return new Size(rows.getInt(1), rows.getLong(2));
            }
        });
    }

    @Override
    public List<NumberedEntry> newest(UserName user, long below, int limit) throws DatabaseException {
        return entries(NEWEST, user, below, limit);
    }

    @Override
    public List<NumberedEntry> oldest(UserName user, long above, int limit) throws DatabaseException {
        return entries(OLDEST, user, above, limit);
    }

    private List<NumberedEntry> entries(String sql, UserName user, long bound, int limit) throws DatabaseException {
        return session.call(connection -> {
            PreparedStatement read = connection.prepared(sql);
            read.setString(1, user.value());
            read.setLong(2, bound);
            read.setInt(3, limit);
            List<NumberedEntry> entries = new ArrayList<>();
            try (ResultSet rows = read.executeQuery()) {
                while (rows.next()) {
                    entries.add(new NumberedEntry(user, rows.getLong(1), entry(rows)));
                }
            }
            return entries;
        });
    }

    private static TrainingEntry entry(ResultSet row) throws SQLException {
        String word = row.getString(2);
        Movement movement = Movement.of(word).orElseThrow(() -> new SQLException("no movement is named " + word));
        return new TrainingEntry(movement, row.getString(3), row.getString(4));
    }

    @Override
    public void close() {
        session.close();
    }
}
