package io.coppice.traininglog.database;

import io.coppice.component.bus.Failure;
import io.coppice.component.database.DatabaseException;
import io.coppice.traininglog.training.Movement;
import io.coppice.traininglog.training.TrainingEntry;
import io.coppice.traininglog.training.UserName;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A training log in a PostgreSQL database, which other nodes may use as well.
 *
 * <p>A group is one statement, and so one transaction. PostgreSQL has no text with the character 0 in it, so that names are kept
 * as they are escaped in addresses.
 */
final class PgTrainingLog implements TrainingLog {

    /** Two nodes that start at once would both make the table, and one fail: the lock lets them in one by one. */
    private static final String CREATE = "BEGIN; SELECT pg_advisory_xact_lock(8237400041);"
            + " CREATE TABLE IF NOT EXISTS training_log (username text COLLATE \"C\" NOT NULL, number bigint NOT NULL,"
            + " movement_name text NOT NULL, rep text NOT NULL, weight text NOT NULL,"
            + " PRIMARY KEY (username, number)); COMMIT";

    private static final String INSERT = "INSERT INTO training_log (username, number, movement_name, rep, weight)"
            + " SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[])"
            + " ON CONFLICT DO NOTHING RETURNING username, number";
    private static final String EXISTS = "SELECT 1 FROM training_log WHERE username = $1 LIMIT 1";

    private static final int PAGE = 1_000;

    /** A page, so that a large book is never in memory twice. Entries are only added, with higher numbers. */
    private static final String READ = "SELECT number, movement_name, rep, weight FROM training_log"
            + " WHERE username = $1 AND number < $2 ORDER BY number DESC LIMIT " + PAGE;

    private final PgSession session;

    private PgTrainingLog(PgSession session) {
        this.session = session;
    }

    /** Connects for writing, with the table made. */
    static PgTrainingLog writer(Vertx vertx, PgSettings settings) throws DatabaseException {
        PgSession session = new PgSession(vertx, settings, false);
        session.read(connection -> connection.query(CREATE).execute());
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
    public long read(UserName user, Consumer<TrainingEntry> eachEntry) throws DatabaseException {
        long last = 0;
        long below = Long.MAX_VALUE;
        for (int rows = PAGE; rows == PAGE; ) {
            Tuple page = Tuple.of(user.escaped(), below);
            rows = 0;
            for (Row row :
                    session.read(connection -> connection.preparedQuery(READ).execute(page))) {
                rows++;
                below = row.getLong(0);
                last = Math.max(last, below);
                eachEntry.accept(entry(row));
            }
        }
        return last;
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
