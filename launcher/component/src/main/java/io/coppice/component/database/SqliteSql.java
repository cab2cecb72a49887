package io.coppice.component.database;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A SQLite file under the interface of both databases. */
final class SqliteSql implements SqlSession {

    private final SqliteSession session;

    private SqliteSql(SqliteSession session) {
        this.session = session;
    }

    static SqliteSql writer(Path file, SqlSchema schema) throws DatabaseException {
        return new SqliteSql(SqliteSession.writer(file, schema.sqlite()));
    }

    static SqliteSql reader(Path file) throws DatabaseException {
        return new SqliteSql(SqliteSession.reader(file));
    }

    @Override
    public <T> T read(Work<T> work) throws DatabaseException {
        return session.call(connection -> work.on(new Statements(session, connection)));
    }

    @Override
    public <T> T write(Work<T> work) throws DatabaseException {
        return session.transaction(connection -> work.on(new Statements(session, connection)));
    }

    @Override
    public void close() {
        session.close();
    }

    private record Statements(SqliteSession session, SqliteConnection connection) implements Sql {

        private PreparedStatement bound(String sql, Object... values) throws SQLException {
            PreparedStatement statement = connection.prepared(sql);
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement;
        }

        @Override
        public int update(String sql, Object... values) throws DatabaseException {
            try {
                return bound(sql, values).executeUpdate();
            } catch (SQLException e) {
                throw session.failure(e);
            }
        }

        @Override
        public List<SqlRow> query(String sql, Object... values) throws DatabaseException {
            try (ResultSet rows = bound(sql, values).executeQuery()) {
                int columns = rows.getMetaData().getColumnCount();
                List<SqlRow> found = new ArrayList<>();
                while (rows.next()) {
                    List<Object> row = new ArrayList<>(columns);
                    for (int column = 1; column <= columns; column++) {
                        row.add(rows.getObject(column));
                    }
                    found.add(new SqlRow(row));
                }
                return found;
            } catch (SQLException e) {
                throw session.failure(e);
            }
        }
    }
}
