package io.coppice.component.database;

import io.coppice.component.bus.Failure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server in use by one worker: a connection that is replaced after a failure. For one thread at a time, and blocking:
 * it is called on worker threads, as SQLite is.
 */
public final class PgSession implements AutoCloseable {

    /** A number that nobody else locks. */
    private static final long CREATING = 8_237_400_041L;

    /** The server ends a statement by itself; an answer that comes later than this has been lost. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** What is answered OK is on the disk of the server: nobody's configuration may take that away. */
    private static final String SYNC =
            "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";

    private final Vertx vertx;
    private final PgSettings settings;
    private final boolean readOnly;
    private @Nullable PgConnection open;
    private boolean inTransaction;

    /** The connection that ended by itself: nothing was lost with it, if nothing was under way. */
    private volatile @Nullable PgConnection ended;

    /**
     * A session that connects when it is first used.
     *
     * @param readOnly whether the server shall refuse to write
     */
    public PgSession(Vertx vertx, PgSettings settings, boolean readOnly) {
        this.vertx = vertx;
        this.settings = settings;
        this.readOnly = readOnly;
    }

    /** Does what may be done again: reads, or is a part of a transaction. */
    public <T> T read(Function<PgConnection, Future<T>> statement) throws DatabaseException {
        return call(statement, Failure.UNAVAILABLE, "was lost while it read");
    }

    /** Writes with one statement; it is committed when this returns. */
    public <T> T write(Function<PgConnection, Future<T>> statement) throws DatabaseException {
        return call(statement, Failure.UNKNOWN_OUTCOME, "was lost while it wrote, look before you post it again");
    }

    /** The statements of one transaction, each a {@link #read}. */
    @FunctionalInterface
    public interface Transaction<T> {
        T run() throws DatabaseException;
    }

    /**
     * Does several statements in one transaction; it is committed when this returns.
     *
     * @throws DatabaseException if nothing was done; with {@link Failure#UNKNOWN_OUTCOME} if that is not known
     */
    public <T> T transaction(Transaction<T> statements) throws DatabaseException {
        read(connection -> connection.query("BEGIN").execute());
        inTransaction = true;
        boolean done = false;
        try {
            T result = statements.run();
            write(connection -> connection.query("COMMIT").execute());
            done = true;
            return result;
        } finally {
            inTransaction = false;
            if (!done) {
                close();
            }
        }
    }

    /** Makes tables with statements that do nothing where they were done. Two nodes that start at once do it one by one. */
    public void createTables(List<String> statements) throws DatabaseException {
        transaction(() -> {
            read(connection -> connection
                    .query("SELECT pg_advisory_xact_lock(" + CREATING + ")")
                    .execute());
            for (String statement : statements) {
                read(connection -> connection.query(statement).execute());
            }
            return statements.size();
        });
    }

    private <T> T call(Function<PgConnection, Future<T>> statement, Failure whenLost, String lost)
            throws DatabaseException {
        PgConnection connection = open;
        if (inTransaction && (connection == null || connection == ended)) {
            // Another connection would not know what the transaction has done so far.
            throw new DatabaseException(Failure.UNAVAILABLE, settings.name() + " was lost within a transaction", null);
        }
        if (connection == null || connection == ended) {
            connection = connect();
            open = connection;
        }
        boolean done = false;
        try {
            T result = await(statement.apply(connection));
            done = true;
            return result;
        } catch (ExecutionException | TimeoutException e) {
            if (e.getCause() instanceof PgException refused && !isEndOfSession(refused)) {
                throw refused(refused);
            }
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new DatabaseException(whenLost, settings.name() + " " + lost + reason(cause), cause);
        } finally {
            if (!done) {
                close();
            }
        }
    }

    private PgConnection connect() throws DatabaseException {
        Future<PgConnection> connecting = PgConnection.connect(vertx, settings.options(readOnly))
                .compose(connection -> connection
                        .query(SYNC)
                        .execute()
                        .<PgConnection>map(connection)
                        .onFailure(e -> connection.close()));
        try {
            PgConnection connection = await(connecting);
            connection.closeHandler(v -> ended = connection);
            return connection;
        } catch (ExecutionException | TimeoutException e) {
            // It may come yet.
            connecting.onSuccess(PgConnection::close);
            if (e.getCause() instanceof PgException refused && !isAway(refused)) {
                throw refused(refused);
            }
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new DatabaseException(
                    Failure.UNAVAILABLE, settings.name() + " cannot be reached" + reason(cause), cause);
        }
    }

    private static String reason(Throwable cause) {
        return cause.getMessage() == null ? "" : ": " + cause.getMessage();
    }

    /** It is shutting down, or starting. */
    private static boolean isAway(PgException refused) {
        return refused.getSqlState().startsWith("57P") || refused.getSqlState().startsWith("08");
    }

    /** It ended the session, and what it did last is not known. */
    private static boolean isEndOfSession(PgException refused) {
        // 58: its disk failed, maybe behind the commit.
        return isAway(refused)
                || refused.getSqlState().startsWith("58")
                || Set.of("FATAL", "PANIC").contains(refused.getSeverity());
    }

    /** What the server itself refused: it has undone it. */
    private DatabaseException refused(PgException refused) {
        String why = settings.name() + ": " + refused.getErrorMessage();
        String state = refused.getSqlState();
        Failure failure = switch (state) {
            // The disk is full; the transaction is read-only.
            case "53100", "25006" -> Failure.NOT_WRITABLE;
            // Too many connections; a statement that took too long.
            case "53300", "57014" -> Failure.OVERLOADED;
            default -> Failure.FAILED;
        };
        return new DatabaseException(failure, why, refused);
    }

    /** Waits, whatever interrupts the thread: to leave a write alone helps nobody. */
    private <T> T await(Future<T> future) throws ExecutionException, TimeoutException {
        CompletableFuture<T> awaited = future.toCompletionStage().toCompletableFuture();
        long deadline = System.nanoTime() + settings.limit().plus(GRACE).toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return awaited.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Nobody waits for it: the server rolls back what is not committed. */
    @Override
    public void close() {
        PgConnection connection = open;
        open = null;
        if (connection != null) {
            connection.close();
        }
    }
}
