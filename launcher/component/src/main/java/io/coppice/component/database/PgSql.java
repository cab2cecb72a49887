package io.coppice.component.database;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A PostgreSQL database under the interface of both databases.
 *
 * <p>Other nodes write to it as well. A transaction that PostgreSQL undid because one of theirs was in its way, or was quicker with a
 * unique value, is done again: then it sees what the other has written.
 */
final class PgSql implements SqlSession {

    private static final int MOST_TRIES = 5;

    /** Not serializable; a deadlock; a unique value that another transaction has written meanwhile. */
    private static final Set<String> IN_THE_WAY = Set.of("40001", "40P01", "23505");

    private final PgSession session;
    private final Statements statements;

    private PgSql(PgSession session) {
        this.session = session;
        this.statements = new Statements(session);
    }

    /** Connects for writing, with the tables made. */
    static PgSql writer(Vertx vertx, PgSettings settings, SqlSchema schema) throws DatabaseException {
        PgSession session = new PgSession(vertx, settings, false);
        session.createTables(schema.postgresql());
        return new PgSql(session);
    }

    /** Connects for reading only. */
    static PgSql reader(Vertx vertx, PgSettings settings) throws DatabaseException {
        PgSession session = new PgSession(vertx, settings, true);
        session.read(connection -> connection.query("SELECT 1").execute());
        return new PgSql(session);
    }

    @Override
    public <T> T read(Work<T> work) throws DatabaseException {
        return work.on(statements);
    }

    @Override
    public <T> T write(Work<T> work) throws DatabaseException {
        for (int tries = 1; ; tries++) {
            try {
                return session.transaction(() -> work.on(statements));
            } catch (DatabaseException e) {
                if (tries == MOST_TRIES
                        || !(e.getCause() instanceof PgException refused)
                        || !IN_THE_WAY.contains(refused.getSqlState())) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void close() {
        session.close();
    }

    private record Statements(PgSession session, Map<String, String> numbered) implements Sql {

        Statements(PgSession session) {
            this(session, new ConcurrentHashMap<>());
        }

        @Override
        public int update(String sql, Object... values) throws DatabaseException {
            return execute(sql, values).rowCount();
        }

        @Override
        public List<SqlRow> query(String sql, Object... values) throws DatabaseException {
            List<SqlRow> found = new ArrayList<>();
            for (Row row : execute(sql, values)) {
                List<Object> columns = new ArrayList<>(row.size());
                for (int column = 0; column < row.size(); column++) {
                    columns.add(row.getValue(column));
                }
                found.add(new SqlRow(columns));
            }
            return found;
        }

        private RowSet<Row> execute(String sql, Object... values) throws DatabaseException {
            Tuple parameters = Tuple.tuple();
            for (Object value : values) {
                parameters.addValue(value instanceof Integer number ? Long.valueOf(number) : value);
            }
            String statement = numbered.computeIfAbsent(sql, Statements::withNumbers);
            return session.read(
                    connection -> connection.preparedQuery(statement).execute(parameters));
        }

        /** PostgreSQL numbers its parameters. No statement here has a question mark in a text. */
        private static String withNumbers(String sql) {
            StringBuilder statement = new StringBuilder();
            int parameters = 0;
            for (int i = 0; i < sql.length(); i++) {
                if (sql.charAt(i) == '?') {
                    statement.append('$').append(++parameters);
                } else {
                    statement.append(sql.charAt(i));
                }
            }
            return statement.toString();
        }
    }
}
