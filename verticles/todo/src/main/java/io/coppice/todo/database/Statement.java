package io.coppice.todo.database;

import io.coppice.component.bus.Failure;
import io.coppice.component.database.DatabaseException;
import io.coppice.component.database.Outcome;
import io.coppice.component.database.Sql;
import io.coppice.component.database.SqlRow;
import io.coppice.component.database.SqlSchema;
import io.coppice.todo.entries.Task;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What a worker does for one request, inside the transaction of its group. */
sealed interface Statement {

    /** A list keeps the highest number that it gave, so that none is given twice, also after the entry was deleted. */
    SqlSchema SCHEMA = new SqlSchema(
            List.of(
                    "CREATE TABLE list (name TEXT NOT NULL PRIMARY KEY, last INTEGER NOT NULL, size INTEGER NOT NULL) "
                            + "STRICT, WITHOUT ROWID",
                    "CREATE TABLE entry (list TEXT NOT NULL, id INTEGER NOT NULL, key TEXT NOT NULL, "
                            + "date TEXT NOT NULL, title TEXT NOT NULL, "
                            + "PRIMARY KEY (list, id), UNIQUE (list, key)) STRICT, WITHOUT ROWID"),
            List.of(
                    "CREATE TABLE IF NOT EXISTS list (name text COLLATE \"C\" PRIMARY KEY, last bigint NOT NULL, "
                            + "size bigint NOT NULL)",
                    "CREATE TABLE IF NOT EXISTS entry (list text COLLATE \"C\" NOT NULL, id bigint NOT NULL, "
                            + "key text COLLATE \"C\" NOT NULL, date text NOT NULL, title text NOT NULL, "
                            + "PRIMARY KEY (list, id), UNIQUE (list, key))"));

    Outcome execute(Sql sql) throws DatabaseException;

    private static Outcome found(int rows, String list, long id) {
        return rows == 1
                ? Outcome.done(new JsonObject())
                : Outcome.refused(Failure.NOT_FOUND, "the list " + list + " has no entry " + id);
    }

    /** Reads a list. */
    record Load(String list) implements Statement {

        @Override
        public Outcome execute(Sql sql) throws DatabaseException {
            JsonArray entries = new JsonArray();
            for (SqlRow row : sql.query("SELECT id, date, title FROM entry WHERE list = ? ORDER BY id", list)) {
                entries.add(new JsonObject()
                        .put("id", row.number(0))
                        .put("date", row.text(1))
                        .put("title", row.text(2)));
            }
            return Outcome.done(new JsonObject().put("entries", entries));
        }
    }

    /** Adds an entry, unless one has the key already or the list is full. */
    record Add(String list, String key, Task task, int mostEntries) implements Statement {

        @Override
        public Outcome execute(Sql sql) throws DatabaseException {
            List<SqlRow> known = sql.query("SELECT id FROM entry WHERE list = ? AND key = ?", list, key);
            if (!known.isEmpty()) {
                return id(known);
            }
            List<SqlRow> next = sql.query(
                    "INSERT INTO list (name, last, size) VALUES (?, 1, 1) ON CONFLICT (name) DO UPDATE "
                            + "SET last = list.last + 1, size = list.size + 1 WHERE list.size < ? RETURNING last",
                    list,
                    mostEntries);
            if (next.isEmpty()) {
                return Outcome.refused(Failure.FULL, "the list " + list + " is full: it has " + mostEntries);
            }
            sql.update(
                    "INSERT INTO entry (list, id, key, date, title) VALUES (?, ?, ?, ?, ?)",
                    list,
                    next.get(0).number(0),
                    key,
                    task.date().toString(),
                    task.title());
            return id(next);
        }

        private static Outcome id(List<SqlRow> rows) {
            return Outcome.done(new JsonObject().put("id", rows.get(0).number(0)));
        }
    }

    /** Gives an entry another day and title. */
    record Update(String list, long id, Task task) implements Statement {

        @Override
        public Outcome execute(Sql sql) throws DatabaseException {
            int rows = sql.update(
                    "UPDATE entry SET date = ?, title = ? WHERE list = ? AND id = ?",
                    task.date().toString(),
                    task.title(),
                    list,
                    id);
            return found(rows, list, id);
        }
    }

    /** Takes an entry away. */
    record Delete(String list, long id) implements Statement {

        @Override
        public Outcome execute(Sql sql) throws DatabaseException {
            int rows = sql.update("DELETE FROM entry WHERE list = ? AND id = ?", list, id);
            sql.update("UPDATE list SET size = size - ? WHERE name = ?", rows, list);
            return found(rows, list, id);
        }
    }
}
