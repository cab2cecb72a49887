package io.coppice.kv.log;

import io.coppice.component.database.SqliteConnection;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Reads a partition of a log page by page; each begins in an index where the one before has ended. */
final class LogPages {

    /** A page has about so many bytes, or one entry. */
    static final int BYTES = 512 * 1024;

    private static final String COLUMNS =
            "SELECT m.id, m.name, m.version, e.key, e.value, e.version, e.expires FROM map m";

    private final SqliteConnection connection;

    LogPages(SqliteConnection connection) {
        this.connection = connection;
    }

    /**
     * The next rows of a partition.
     *
     * @param name of the one map that is wanted; null for all
     * @param after the last row of the page before; 0 for the first page
     * @param afterKey its key; null where it had none
     */
    JsonObject page(int partition, byte @Nullable [] name, long after, byte @Nullable [] afterKey) throws SQLException {
        Page page = new Page();
        boolean isWhole = (afterKey == null || page.takes(restOf(partition, after, afterKey)))
                && page.takes(name == null ? behind(partition, after) : of(partition, name, after));
        return new JsonObject().put("rows", page.rows).put("more", !isWhole);
    }

    /** What one map has behind this key. */
    private PreparedStatement restOf(int partition, long map, byte[] key) throws SQLException {
        PreparedStatement select =
                connection.prepared(COLUMNS + " JOIN entry e ON e.map = m.id WHERE m.id = ?1 AND m.partition = ?2"
                        + " AND e.key > ?3 ORDER BY e.key");
        select.setLong(1, map);
        select.setInt(2, partition);
        select.setBytes(3, key);
        return select;
    }

    /** The maps behind this one. */
    private PreparedStatement behind(int partition, long map) throws SQLException {
        PreparedStatement select = connection.prepared(COLUMNS
                + " LEFT JOIN entry e ON e.map = m.id WHERE m.partition = ?1 AND m.id > ?2 ORDER BY m.id, e.key");
        select.setInt(1, partition);
        select.setLong(2, map);
        return select;
    }

    /** The map of this name, if it is behind this one. */
    private PreparedStatement of(int partition, byte[] name, long map) throws SQLException {
        PreparedStatement select = connection.prepared(
                COLUMNS
                        + " LEFT JOIN entry e ON e.map = m.id WHERE m.partition = ?1 AND m.name = ?2 AND m.id > ?3 ORDER BY e.key");
        select.setInt(1, partition);
        select.setBytes(2, name);
        select.setLong(3, map);
        return select;
    }

    private static final class Page {

        final JsonArray rows = new JsonArray();
        int bytes;

        /** Adds what is found; false where there is more than has its place here. */
        boolean takes(PreparedStatement select) throws SQLException {
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    if (bytes > BYTES) {
                        return false;
                    }
                    JsonObject found = LogRows.of(row);
                    rows.add(found);
                    bytes += LogRows.size(found);
                }
            }
            return true;
        }
    }
}
