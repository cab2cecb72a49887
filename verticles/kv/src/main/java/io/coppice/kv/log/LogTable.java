package io.coppice.kv.log;

import io.coppice.component.database.SqliteConnection;
import io.coppice.supervision.nodes.Write;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tables of a log: of each partition what there is, and how far it is. All of it is for one thread, in a transaction. */
final class LogTable {

    static final List<String> SCHEMA = List.of(
            "CREATE TABLE spread (partitions INTEGER NOT NULL)",
            "CREATE TABLE partition (id INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, number INTEGER NOT NULL)",
            "CREATE TABLE map (id INTEGER PRIMARY KEY, partition INTEGER NOT NULL, name BLOB NOT NULL,"
                    + " version INTEGER NOT NULL, UNIQUE (partition, name))",
            "CREATE INDEX map_of_partition ON map (partition)",
            "CREATE TABLE entry (id INTEGER PRIMARY KEY, map INTEGER NOT NULL REFERENCES map ON DELETE CASCADE,"
                    + " key BLOB NOT NULL, value BLOB NOT NULL, version INTEGER NOT NULL, expires INTEGER NOT NULL,"
                    + " UNIQUE (map, key))");

    /** A page of what is read has about so many bytes, or one entry. */
    private static final int PAGE_BYTES = 512 * 1024;

    private static final byte[] FIRST = {};

    private final SqliteConnection connection;

    LogTable(SqliteConnection connection) {
        this.connection = connection;
    }

    /** Over how many partitions the names are spread; the first to ask says it. */
    int spread(int partitions) throws SQLException {
        try (ResultSet row =
                connection.prepared("SELECT partitions FROM spread").executeQuery()) {
            if (row.next()) {
                return row.getInt(1);
            }
        }
        PreparedStatement insert = connection.prepared("INSERT INTO spread VALUES (?)");
        insert.setInt(1, partitions);
        insert.executeUpdate();
        return partitions;
    }

    LogPosition position(int partition) throws SQLException {
        PreparedStatement select = connection.prepared("SELECT epoch, number FROM partition WHERE id = ?");
        select.setInt(1, partition);
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? new LogPosition(row.getLong(1), row.getLong(2)) : LogPosition.NONE;
        }
    }

    void moveTo(int partition, LogPosition position) throws SQLException {
        PreparedStatement upsert = connection.prepared("INSERT INTO partition VALUES (?, ?, ?)"
                + " ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch, number = excluded.number");
        upsert.setInt(1, partition);
        upsert.setLong(2, position.epoch());
        upsert.setLong(3, position.number());
        upsert.executeUpdate();
    }

    void clear(int partition) throws SQLException {
        PreparedStatement delete = connection.prepared("DELETE FROM map WHERE partition = ?");
        delete.setInt(1, partition);
        delete.executeUpdate();
    }

    void apply(int partition, Write write) throws SQLException {
        switch (write.kind()) {
            case CREATE -> map(partition, write);
            case DROP -> drop(partition, write.map());
            case PUT -> put(map(partition, write), write);
            case REMOVE -> remove(map(partition, write), write.key());
        }
    }

    /** The number of the map, which is there from now on. */
    private long map(int partition, Write write) throws SQLException {
        PreparedStatement upsert = connection.prepared("INSERT INTO map (partition, name, version) VALUES (?, ?, ?)"
                + " ON CONFLICT (partition, name) DO UPDATE SET version = max(version, excluded.version) RETURNING id");
        upsert.setInt(1, partition);
        upsert.setBytes(2, write.map());
        upsert.setLong(3, write.version());
        try (ResultSet row = upsert.executeQuery()) {
            return row.getLong(1);
        }
    }

    private void drop(int partition, byte[] map) throws SQLException {
        PreparedStatement delete = connection.prepared("DELETE FROM map WHERE partition = ? AND name = ?");
        delete.setInt(1, partition);
        delete.setBytes(2, map);
        delete.executeUpdate();
    }

    private void put(long map, Write write) throws SQLException {
        PreparedStatement upsert = connection.prepared(
                "INSERT INTO entry (map, key, value, version, expires) VALUES (?, ?, ?, ?, ?) ON CONFLICT (map, key)"
                        + " DO UPDATE SET value = excluded.value, version = excluded.version, expires = excluded.expires");
        upsert.setLong(1, map);
        upsert.setBytes(2, write.key());
        upsert.setBytes(3, write.value());
        upsert.setLong(4, write.version());
        upsert.setLong(5, write.expiresAt());
        upsert.executeUpdate();
    }

    private void remove(long map, byte[] key) throws SQLException {
        PreparedStatement delete = connection.prepared("DELETE FROM entry WHERE map = ? AND key = ?");
        delete.setLong(1, map);
        delete.setBytes(2, key);
        delete.executeUpdate();
    }

    /**
     * The next rows of a partition.
     *
     * @param name of the one map that is wanted; null for all
     * @param after the last row of the page before; 0 for the first page
     * @param afterKey its key
     */
    JsonObject page(int partition, byte @Nullable [] name, long after, byte @Nullable [] afterKey) throws SQLException {
        PreparedStatement select = connection.prepared("SELECT m.id, m.name, m.version, e.key, e.value, e.version,"
                + " e.expires FROM map m LEFT JOIN entry e ON e.map = m.id WHERE m.partition = ?1"
                + " AND (?2 IS NULL OR m.name = ?2) AND m.id >= ?3 AND (m.id > ?3 OR e.key > ?4)"
                + " ORDER BY m.id, e.key");
        select.setInt(1, partition);
        select.setBytes(2, name);
        select.setLong(3, after);
        select.setBytes(4, afterKey == null ? FIRST : afterKey);
        JsonArray rows = new JsonArray();
        int bytes = 0;
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                if (bytes > PAGE_BYTES) {
                    return new JsonObject().put("rows", rows).put("more", true);
                }
                JsonObject found = LogRows.of(row);
                rows.add(found);
                bytes += LogRows.size(found);
            }
        }
        return new JsonObject().put("rows", rows).put("more", false);
    }
}
