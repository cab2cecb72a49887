package io.coppice.shopping.database;

import io.coppice.component.bus.Failure;
import io.coppice.component.database.Outcome;
import io.coppice.component.database.SqliteConnection;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The tables of the shop: sessions that run, with their events, and sales. */
final class ShopTables {

    static final List<String> SCHEMA = List.of(
            "CREATE TABLE session (key TEXT PRIMARY KEY, id TEXT NOT NULL, number INTEGER NOT NULL,"
                    + " touched INTEGER NOT NULL) STRICT, WITHOUT ROWID",
            "CREATE INDEX session_touched ON session (touched)",
            "CREATE TABLE event (id TEXT NOT NULL, number INTEGER NOT NULL, event TEXT NOT NULL,"
                    + " PRIMARY KEY (id, number)) STRICT, WITHOUT ROWID",
            "CREATE TABLE sale (id TEXT PRIMARY KEY, key TEXT NOT NULL, at INTEGER NOT NULL, sale TEXT NOT NULL) STRICT",
            "CREATE INDEX sale_key ON sale (key, at)");

    /** So many sessions are swept at once, so that others who write wait for no longer than for one group. */
    private static final int MOST_SWEPT = 500;

    private ShopTables() {}

    static Outcome write(SqliteConnection connection, Change change) throws SQLException {
        return switch (change.kind()) {
            case START -> start(connection, change);
            case APPEND -> append(connection, change);
            case CHECKOUT -> checkout(connection, change);
            case EXPIRE -> expire(connection, change);
            case SWEEP -> sweep(connection, change);
        };
    }

    private static Outcome start(SqliteConnection connection, Change change) throws SQLException {
        int rows = update(
                connection,
                "INSERT INTO session (key, id, number, touched) VALUES (?, ?, 1, ?) ON CONFLICT DO NOTHING",
                change.key(),
                change.id(),
                change.at());
        if (rows == 0) {
            return Outcome.refused(Failure.TAKEN, "there is a session named " + change.key() + " already");
        }
        return event(connection, change);
    }

    private static Outcome append(SqliteConnection connection, Change change) throws SQLException {
        int rows = update(
                connection,
                "UPDATE session SET number = ?, touched = ? WHERE key = ? AND id = ? AND number = ?",
                change.number(),
                change.at(),
                change.key(),
                change.id(),
                change.number() - 1);
        return rows == 0 ? overtaken(change) : event(connection, change);
    }

    private static Outcome event(SqliteConnection connection, Change change) throws SQLException {
        update(
                connection,
                "INSERT INTO event (id, number, event) VALUES (?, ?, ?)",
                change.id(),
                change.number(),
                change.text());
        return Outcome.done(new JsonObject());
    }

    private static Outcome checkout(SqliteConnection connection, Change change) throws SQLException {
        Outcome ended = expire(connection, change);
        if (ended.failure() == null) {
            update(
                    connection,
                    "INSERT INTO sale (id, key, at, sale) VALUES (?, ?, ?, ?)",
                    change.id(),
                    change.key(),
                    change.at(),
                    change.text());
        }
        return ended;
    }

    private static Outcome expire(SqliteConnection connection, Change change) throws SQLException {
        int rows = update(
                connection,
                "DELETE FROM session WHERE key = ? AND id = ? AND number = ?",
                change.key(),
                change.id(),
                change.number());
        if (rows == 0) {
            return overtaken(change);
        }
        update(connection, "DELETE FROM event WHERE id = ?", change.id());
        return Outcome.done(new JsonObject());
    }

    private static Outcome sweep(SqliteConnection connection, Change change) throws SQLException {
        String old = "SELECT id FROM session WHERE touched < ? ORDER BY touched, key LIMIT " + MOST_SWEPT;
        update(connection, "DELETE FROM event WHERE id IN (" + old + ")", change.at());
        int rows = update(connection, "DELETE FROM session WHERE id IN (" + old + ")", change.at());
        return Outcome.done(new JsonObject().put("expired", rows));
    }

    private static Outcome overtaken(Change change) {
        return Outcome.refused(Failure.TAKEN, "somebody else has written to the session " + change.key());
    }

    private static int update(SqliteConnection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepared(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement.executeUpdate();
    }

    /** The events of a session in their order; none where there is no session of this name. */
    static JsonArray events(SqliteConnection connection, String key) throws SQLException {
        PreparedStatement select = connection.prepared(
                "SELECT event FROM event WHERE id = (SELECT id FROM session WHERE key = ?) ORDER BY number");
        select.setString(1, key);
        JsonArray events = new JsonArray();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                events.add(rows.getString(1));
            }
        }
        return events;
    }

    /** The newest sale under a name. */
    static Optional<String> sale(SqliteConnection connection, String key) throws SQLException {
        PreparedStatement select = connection.prepared("SELECT sale FROM sale WHERE key = ? ORDER BY at DESC LIMIT 1");
        select.setString(1, key);
        try (ResultSet rows = select.executeQuery()) {
            return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
        }
    }
}
