package io.coppice.kv.log;

import io.coppice.component.database.SqliteConnection;
import io.coppice.supervision.nodes.Write;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
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
                    + " UNIQUE (map, key))",
            "CREATE TABLE node (name TEXT PRIMARY KEY) STRICT");

    private final SqliteConnection connection;

    /** The map that was changed last: of many changes most are to the one before. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Known(int partition, byte[] name, long id, long version) {}

    private @Nullable Known last;

    LogTable(SqliteConnection connection) {
        this.connection = connection;
    }

    LogPages pages() {
        return new LogPages(connection);
    }

    /** Where a partition is made that takes the place of this one. */
    static int beside(int partition) {
        return -1 - partition;
    }

    /** The nodes that have asked for something. */
    List<String> nodes() throws SQLException {
        List<String> nodes = new ArrayList<>();
        try (ResultSet rows = connection.prepared("SELECT name FROM node").executeQuery()) {
            while (rows.next()) {
                nodes.add(rows.getString(1));
            }
        }
        return nodes;
    }

    void addNode(String name) throws SQLException {
        PreparedStatement insert = connection.prepared("INSERT INTO node VALUES (?)");
        insert.setString(1, name);
        insert.executeUpdate();
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

    /** Nothing is in the second before. */
    void rename(int partition, int other) throws SQLException {
        last = null;
        PreparedStatement update = connection.prepared("UPDATE map SET partition = ?2 WHERE partition = ?1");
        update.setInt(1, partition);
        update.setInt(2, other);
        update.executeUpdate();
    }

    void clear(int partition) throws SQLException {
        last = null;
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
        Known known = last;
        if (known != null
                && known.partition == partition
                && known.version >= write.version()
                && Arrays.equals(known.name, write.map())) {
            return known.id;
        }
        PreparedStatement upsert = connection.prepared("INSERT INTO map (partition, name, version) VALUES (?, ?, ?)"
                + " ON CONFLICT (partition, name) DO UPDATE SET version = max(version, excluded.version) RETURNING id");
        upsert.setInt(1, partition);
        upsert.setBytes(2, write.map());
        upsert.setLong(3, write.version());
        try (ResultSet row = upsert.executeQuery()) {
            long id = row.getLong(1);
            last = new Known(partition, write.map(), id, write.version());
            return id;
        }
    }

    private void drop(int partition, byte[] map) throws SQLException {
        last = null;
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
}
