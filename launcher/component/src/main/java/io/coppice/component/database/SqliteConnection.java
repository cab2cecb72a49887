package io.coppice.component.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.sqlite.JDBC;

/** A connection to a SQLite file, set up for durable commits, with its prepared statements. */
public final class SqliteConnection {

    /**
     * In this order: the time to wait for a lock counts for those after it. WAL with FULL syncs the log once a commit, so that
     * what is committed survives the loss of power as well.
     */
    private static final List<String> PRAGMAS = List.of(
            "busy_timeout = 5000",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "temp_store = MEMORY");

    private final Connection connection;
    private final Statement statement;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    private SqliteConnection(Connection connection) throws SQLException {
        this.connection = connection;
        this.statement = connection.createStatement();
    }

    static SqliteConnection open(Path file, List<String> morePragmas) throws SQLException {
        Connection connection = JDBC.createConnection(JDBC.PREFIX + file, new Properties());
        boolean done = false;
        try {
            SqliteConnection opened = new SqliteConnection(connection);
            for (String pragma : PRAGMAS) {
                opened.execute("PRAGMA " + pragma);
            }
            for (String pragma : morePragmas) {
                opened.execute("PRAGMA " + pragma);
            }
            done = true;
            return opened;
        } finally {
            if (!done) {
                connection.close();
            }
        }
    }

    /** Executes a statement that is not prepared. */
    public void execute(String sql) throws SQLException {
        statement.execute(sql);
    }

    /** A statement that is prepared once. */
    public PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement known = prepared.get(sql);
        if (known == null) {
            known = connection.prepareStatement(sql);
            prepared.put(sql, known);
        }
        return known;
    }

    /** Reads every page once. */
    void check() throws SQLException {
        String verdict = single("PRAGMA quick_check(1)");
        if (!verdict.equals("ok")) {
            throw new SQLException("the database is damaged: " + verdict + "; restore it from a backup");
        }
    }

    /**
     * Brings the tables to what the program knows: all statements that the file has not seen yet.
     *
     * @param schema the statements, in order; the file keeps how many it has seen, and one of a later program is refused
     */
    void createTables(List<String> schema) throws SQLException {
        int version = Integer.parseInt(single("PRAGMA user_version"));
        if (version > schema.size()) {
            throw new SQLException("the database was written by a later version of this program");
        }
        if (version < schema.size()) {
            execute("BEGIN IMMEDIATE");
            // Another writer may have been quicker.
            int seen = Integer.parseInt(single("PRAGMA user_version"));
            for (String statement : schema.subList(seen, schema.size())) {
                execute(statement);
            }
            execute("PRAGMA user_version = " + schema.size());
            execute("COMMIT");
        }
    }

    String single(String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            return rows.getString(1);
        }
    }

    void close() throws SQLException {
        connection.close();
    }
}
