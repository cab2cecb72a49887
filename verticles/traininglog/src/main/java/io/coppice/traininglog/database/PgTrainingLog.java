package io.coppice.traininglog.database;

import io.coppice.component.bus.Failure;
import io.coppice.component.database.DatabaseException;
import io.coppice.component.database.PgSession;
import io.coppice.component.database.PgSettings;
import io.coppice.traininglog.training.Movement;
import io.coppice.traininglog.training.TrainingEntry;
import io.coppice.traininglog.training.UserName;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A training log in a PostgreSQL database, which other nodes may use as well.
 *
 * <p>A group is one statement, and so one transaction. PostgreSQL has no text with the character 0 in it, so that names are kept
 * as they are escaped in addresses.
 */
final class PgTrainingLog implements TrainingLog {

    private static final String CREATE = "CREATE TABLE IF NOT EXISTS training_log ("
            + "username text COLLATE \"C\" NOT NULL, number bigint NOT NULL,"
            + " movement_name text NOT NULL, rep text NOT NULL, weight text NOT NULL,"
            + " PRIMARY KEY (username, number))";

    private static final String INSERT = "INSERT INTO training_log (username, number, movement_name, rep, weight)"
            // In one order on all nodes: two groups that wait for each other's rows would be a deadlock.
            + " SELECT u, n, m, r, w FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[])"
            + " WITH ORDINALITY AS entries (u, n, m, r, w, i) ORDER BY u, n, i"
            + " ON CONFLICT DO NOTHING RETURNING username, number";
    private static final String EXISTS = "SELECT 1 FROM training_log WHERE username = $1 LIMIT 1";

    private static final String SIZE =
            "SELECT count(*), coalesce(max(number), 0) FROM training_log WHERE username = $1";
    private static final String FIELDS =
            "SELECT number, movement_name, rep, weight FROM training_log WHERE username = $1 AND number ";
    private static final String NEWEST = FIELDS + "< $2 ORDER BY number DESC LIMIT $3";
    private static final String OLDEST = FIELDS + "> $2 ORDER BY number LIMIT $3";

    private final PgSession session;

    private PgTrainingLog(PgSession session) {
        this.session = session;
    }

    /** Connects for writing, with the table made. */
    static PgTrainingLog writer(Vertx vertx, PgSettings settings) throws DatabaseException {
        PgSession session = new PgSession(vertx, settings, false);
        session.createTables(List.of(CREATE));
        return new PgTrainingLog(session);
    }

    /** Connects for reading only. */
    static PgTrainingLog reader(Vertx vertx, PgSettings settings) throws DatabaseException {
        PgSession session = new PgSession(vertx, settings, true);
        session.read(connection -> connection.query("SELECT 1").execute());
        return new PgTrainingLog(session);
    }

    private record Key(String user, long number) {}

    @Override
    public BitSet record(List<NumberedEntry> entries) throws DatabaseException {
        Tuple columns = Tuple.of(
                entries.stream().map(entry -> entry.user().escaped()).toArray(String[]::new),
                entries.stream().map(NumberedEntry::number).toArray(Long[]::new),
                entries.stream().map(entry -> entry.entry().movement().word()).toArray(String[]::new),
                entries.stream().map(entry -> entry.entry().rep()).toArray(String[]::new),
                entries.stream().map(entry -> entry.entry().weight()).toArray(String[]::new));
        RowSet<Row> inserted =
                session.write(connection -> connection.preparedQuery(INSERT).execute(columns));
        Set<Key> kept = new HashSet<>();
        inserted.forEach(row -> kept.add(new Key(row.getString(0), row.getLong(1))));
        BitSet refused = new BitSet();
        for (int i = 0; i < entries.size(); i++) {
            NumberedEntry entry = entries.get(i);
            // Of two in the group with one number the first is kept.
            if (!kept.remove(new Key(entry.user().escaped(), entry.number()))) {
                refused.set(i);
            }
        }
        return refused;
    }

    @Override
    public boolean exists(UserName user) throws DatabaseException {
        return session.read(connection -> connection.preparedQuery(EXISTS).execute(Tuple.of(user.escaped())))
                        .size()
                > 0;
    }

    @Override
    public Size size(UserName user) throws DatabaseException {
        Row row = session.read(connection -> connection.preparedQuery(SIZE).execute(Tuple.of(user.escaped())))
                .iterator()
                .next();
        return new Size(Math.toIntExact(row.getLong(0)), row.getLong(1));
    }

    @Override
    public List<NumberedEntry> newest(UserName user, long below, int limit) throws DatabaseException {
        return entries(NEWEST, user, below, limit);
    }

    @Override
    public List<NumberedEntry> oldest(UserName user, long above, int limit) throws DatabaseException {
        return entries(OLDEST, user, above, limit);
    }

    private List<NumberedEntry> entries(String sql, UserName user, long bound, int limit) throws DatabaseException {
        Tuple parameters = Tuple.of(user.escaped(), bound, (long) limit);
        List<NumberedEntry> entries = new ArrayList<>();
        for (Row row : session.read(connection -> connection.preparedQuery(sql).execute(parameters))) {
            entries.add(new NumberedEntry(user, row.getLong(0), entry(row)));
        }
        return entries;
    }

    private static TrainingEntry entry(Row row) throws DatabaseException {
        String word = row.getString(1);
        Movement movement = Movement.of(word)
                .orElseThrow(() -> new DatabaseException(Failure.FAILED, "no movement is named " + word, null));
        return new TrainingEntry(movement, row.getString(2), row.getString(3));
    }

    @Override
    public void close() {
        session.close();
    }
}
