package io.coppice.todo.database;

import io.coppice.component.bus.Failure;
import io.coppice.component.database.Outcome;
import io.coppice.component.database.SqliteConnection;
import io.coppice.todo.entries.Task;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;

/** What a worker does for one request, inside the transaction of its group. */
sealed interface Statement {

    /** A list keeps the highest number that it gave, so that none is given twice, also after the entry was deleted. */
    List<String> SCHEMA = List.of(
            "CREATE TABLE list (name TEXT NOT NULL PRIMARY KEY, last INTEGER NOT NULL, size INTEGER NOT NULL) "
                    + "STRICT, WITHOUT ROWID",
            "CREATE TABLE entry (list TEXT NOT NULL, id INTEGER NOT NULL, key TEXT NOT NULL, "
                    + "date TEXT NOT NULL, title TEXT NOT NULL, "
                    + "PRIMARY KEY (list, id), UNIQUE (list, key)) STRICT, WITHOUT ROWID");

    Outcome execute(SqliteConnection connection) throws SQLException;

    private static Outcome found(int rows, String list, long id) {
        return rows == 1
                ? Outcome.done(new JsonObject())
                : Outcome.refused(Failure.NOT_FOUND, "the list " + list + " has no entry " + id);
    }

    /** Reads a list. */
    record Load(String list) implements Statement {

        @Override
        public Outcome execute(SqliteConnection connection) throws SQLException {
            PreparedStatement select =
                    connection.prepared("SELECT id, date, title FROM entry WHERE list = ? ORDER BY id");
            select.setString(1, list);
            JsonArray entries = new JsonArray();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    entries.add(new JsonObject()
                            .put("id", rows.getLong(1))
                            .put("date", rows.getString(2))
                            .put("title", rows.getString(3)));
                }
            }
            return Outcome.done(new JsonObject().put("entries", entries));
        }
    }

    /** Adds an entry, unless one has the key already or the list is full. */
    record Add(String list, String key, Task task, int mostEntries) implements Statement {

        @Override
        public Outcome execute(SqliteConnection connection) throws SQLException {
            PreparedStatement known = connection.prepared("SELECT id FROM entry WHERE list = ? AND key = ?");
            known.setString(1, list);
            known.setString(2, key);
            OptionalLong before = number(known);
            if (before.isPresent()) {
                return Outcome.done(new JsonObject().put("id", before.getAsLong()));
            }
            PreparedStatement next = connection.prepared("INSERT INTO list (name, last, size) VALUES (?, 1, 1) "
                    + "ON CONFLICT DO UPDATE SET last = last + 1, size = size + 1 WHERE size < ? RETURNING last");
            next.setString(1, list);
            next.setInt(2, mostEntries);
            OptionalLong id = number(next);
            if (id.isEmpty()) {
                return Outcome.refused(Failure.FULL, "the list " + list + " is full: it has " + mostEntries);
            }
            PreparedStatement insert =
                    connection.prepared("INSERT INTO entry (list, id, key, date, title) VALUES (?, ?, ?, ?, ?)");
            insert.setString(1, list);
            insert.setLong(2, id.getAsLong());
            insert.setString(3, key);
            insert.setString(4, task.date().toString());
            insert.setString(5, task.title());
            insert.executeUpdate();
            return Outcome.done(new JsonObject().put("id", id.getAsLong()));
        }

        private static OptionalLong number(PreparedStatement query) throws SQLException {
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    /** Gives an entry another day and title. */
    record Update(String list, long id, Task task) implements Statement {

        @Override
        public Outcome execute(SqliteConnection connection) throws SQLException {
            PreparedStatement update =
                    connection.prepared("UPDATE entry SET date = ?, title = ? WHERE list = ? AND id = ?");
            update.setString(1, task.date().toString());
            update.setString(2, task.title());
            update.setString(3, list);
            update.setLong(4, id);
            return found(update.executeUpdate(), list, id);
        }
    }

    /** Takes an entry away. */
    record Delete(String list, long id) implements Statement {

        @Override
        public Outcome execute(SqliteConnection connection) throws SQLException {
            PreparedStatement delete = connection.prepared("DELETE FROM entry WHERE list = ? AND id = ?");
            delete.setString(1, list);
            delete.setLong(2, id);
            int rows = delete.executeUpdate();
            PreparedStatement count = connection.prepared("UPDATE list SET size = size - ? WHERE name = ?");
            count.setInt(1, rows);
            count.setString(2, list);
            count.executeUpdate();
            return found(rows, list, id);
        }
    }
}
