package io.coppice.shopping.database;

import io.coppice.component.bus.Failure;
import io.coppice.component.database.DatabaseException;
import io.coppice.component.database.Outcome;
import io.coppice.component.database.Sql;
import io.coppice.component.database.SqlRow;
import io.coppice.component.database.SqlSchema;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** The tables of the shop: sessions that run, with their events, and sales. */
final class ShopTables {

    static final SqlSchema SCHEMA = new SqlSchema(
            List.of(
                    "CREATE TABLE session (key TEXT PRIMARY KEY, id TEXT NOT NULL, number INTEGER NOT NULL,"
                            + " touched INTEGER NOT NULL) STRICT, WITHOUT ROWID",
                    "CREATE INDEX session_touched ON session (touched)",
                    "CREATE TABLE event (id TEXT NOT NULL, number INTEGER NOT NULL, event TEXT NOT NULL,"
                            + " PRIMARY KEY (id, number)) STRICT, WITHOUT ROWID",
                    "CREATE TABLE sale (id TEXT PRIMARY KEY, key TEXT NOT NULL, at INTEGER NOT NULL, sale TEXT NOT NULL)"
                            + " STRICT",
                    "CREATE INDEX sale_key ON sale (key, at)",
                    "ALTER TABLE sale ADD COLUMN superseded INTEGER NOT NULL DEFAULT 0"),
            List.of(
                    "CREATE TABLE IF NOT EXISTS session (key text COLLATE \"C\" PRIMARY KEY, id text NOT NULL,"
                            + " number bigint NOT NULL, touched bigint NOT NULL)",
                    "CREATE INDEX IF NOT EXISTS session_touched ON session (touched)",
                    "CREATE TABLE IF NOT EXISTS event (id text NOT NULL, number bigint NOT NULL, event text NOT NULL,"
                            + " PRIMARY KEY (id, number))",
                    "CREATE TABLE IF NOT EXISTS sale (id text PRIMARY KEY, key text COLLATE \"C\" NOT NULL,"
                            + " at bigint NOT NULL, sale text NOT NULL)",
                    "CREATE INDEX IF NOT EXISTS sale_key ON sale (key, at)",
                    "ALTER TABLE sale ADD COLUMN IF NOT EXISTS superseded bigint NOT NULL DEFAULT 0"));

    /** So many sessions are swept at once, so that others who write wait for no longer than for one group. */
    private static final int MOST_SWEPT = 500;

    private ShopTables() {}

    static Outcome write(Sql sql, Change change) throws DatabaseException {
        return switch (change.kind()) {
            case START -> start(sql, change);
            case APPEND -> append(sql, change);
            case CHECKOUT -> checkout(sql, change);
            case EXPIRE -> expire(sql, change);
            case SWEEP -> sweep(sql, change);
        };
    }

    private static Outcome start(Sql sql, Change change) throws DatabaseException {
        int rows = sql.update(
                "INSERT INTO session (key, id, number, touched) VALUES (?, ?, 1, ?) ON CONFLICT DO NOTHING",
                change.key(),
                change.id(),
                change.at());
        if (rows == 0) {
            return Outcome.refused(Failure.TAKEN, "there is a session named " + change.key() + " already");
        }
        sql.update("UPDATE sale SET superseded = 1 WHERE key = ? AND superseded = 0", change.key());
        return event(sql, change);
    }

    private static Outcome append(Sql sql, Change change) throws DatabaseException {
        int rows = sql.update(
                "UPDATE session SET number = ?, touched = ? WHERE key = ? AND id = ? AND number = ?",
                change.number(),
                change.at(),
                change.key(),
                change.id(),
                change.number() - 1);
        return rows == 0 ? overtaken(change) : event(sql, change);
    }

    private static Outcome event(Sql sql, Change change) throws DatabaseException {
        sql.update(
                "INSERT INTO event (id, number, event) VALUES (?, ?, ?)", change.id(), change.number(), change.text());
        return Outcome.done(new JsonObject());
    }

    private static Outcome checkout(Sql sql, Change change) throws DatabaseException {
        Outcome ended = expire(sql, change);
        if (ended.failure() == null) {
            sql.update(
                    "INSERT INTO sale (id, key, at, sale) VALUES (?, ?, ?, ?)",
                    change.id(),
                    change.key(),
                    change.at(),
                    change.text());
        }
        return ended;
    }

    private static Outcome expire(Sql sql, Change change) throws DatabaseException {
        int rows = sql.update(
                "DELETE FROM session WHERE key = ? AND id = ? AND number = ?",
                change.key(),
                change.id(),
                change.number());
        if (rows == 0) {
            return overtaken(change);
        }
        sql.update("DELETE FROM event WHERE id = ?", change.id());
        return Outcome.done(new JsonObject());
    }

    /** Only sessions that are old still when it is their turn: another node may be writing to one. */
    private static Outcome sweep(Sql sql, Change change) throws DatabaseException {
        List<SqlRow> swept = sql.query(
                "DELETE FROM session WHERE touched < ? AND key IN"
                        + " (SELECT key FROM session WHERE touched < ? ORDER BY touched, key LIMIT ?) RETURNING id",
                change.at(),
                change.at(),
                MOST_SWEPT);
        for (SqlRow session : swept) {
            sql.update("DELETE FROM event WHERE id = ?", session.text(0));
        }
        return Outcome.done(new JsonObject().put("expired", swept.size()));
    }

    private static Outcome overtaken(Change change) {
        return Outcome.refused(Failure.TAKEN, "somebody else has written to the session " + change.key());
    }

    /** The events of a session in their order; none where there is no session of this name. */
    static JsonArray events(Sql sql, String key) throws DatabaseException {
        JsonArray events = new JsonArray();
        sql.query("SELECT event FROM event WHERE id = (SELECT id FROM session WHERE key = ?) ORDER BY number", key)
                .forEach(row -> events.add(row.text(0)));
        return events;
    }

    /** The newest sale under a name. */
    static Optional<String> sale(Sql sql, String key) throws DatabaseException {
        return first(sql.query("SELECT sale FROM sale WHERE key = ? ORDER BY superseded, at DESC LIMIT 1", key));
    }

    /** The sale of the session that was the last to begin under a name; nothing where that was not sold. */
    static Optional<String> lastSale(Sql sql, String key) throws DatabaseException {
        return first(sql.query("SELECT sale FROM sale WHERE key = ? AND superseded = 0 ORDER BY at DESC LIMIT 1", key));
    }

    private static Optional<String> first(List<SqlRow> rows) {
        return rows.stream().findFirst().map(row -> row.text(0));
    }
}
