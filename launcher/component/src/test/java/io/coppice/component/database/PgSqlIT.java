package io.coppice.component.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.component.bus.Failure;
import io.coppice.component.config.ComponentConfig;
import io.coppice.test.PostgresServer;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init")
class PgSqlIT extends SqlSessionContract {

    private static final String UPDATE = "UPDATE note SET count = count + 1 WHERE name = ?";
    private static final String CUT = "SELECT pg_terminate_backend(pg_backend_pid())";

    private static final Vertx VERTX = Vertx.vertx();
    private static PostgresServer server;

    @BeforeAll
    static void startServer() throws IOException {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stopServer() throws IOException, TimeoutException {
        VERTX.close().await(20, TimeUnit.SECONDS);
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void dropTheTable() throws TimeoutException {
        execute("DROP TABLE IF EXISTS note CASCADE");
    }

    private static void execute(String sql) throws TimeoutException {
        PgConnection.connect(VERTX, settings().options(false))
                .compose(connection -> connection.query(sql).execute().eventually(connection::close))
                .await(20, TimeUnit.SECONDS);
    }

    private static PgSettings settings() {
        return PgSettings.of(
                new ComponentConfig(server.config().getJsonObject("postgresql"), PgSettings.KEYS), "notes");
    }

    @Override
    SqlSession openWriter() throws DatabaseException {
        return PgSql.writer(VERTX, settings(), SCHEMA);
    }

    @Override
    SqlSession openReader() throws DatabaseException {
        return PgSql.reader(VERTX, settings());
    }

    @Test
    void aConnectionThatIsLostWithinATransactionLeavesNothingOfIt() throws DatabaseException {
        SqlSession writer = closing(openWriter());

        assertFails(
                () -> writer.write(sql -> {
                    sql.update("INSERT INTO note (name, count) VALUES ('a', 1)");
                    try {
                        sql.query(CUT);
                    } catch (DatabaseException lost) {
                        // As if nobody had noticed yet: what comes next must not go to another connection.
                    }
                    return sql.update("INSERT INTO note (name, count) VALUES ('b', 2)");
                }),
                Failure.UNAVAILABLE,
                "was lost within a transaction");

        assertThat(rows(writer)).isEmpty();
    }

    @Test
    void aConnectionThatIsLostInTheCommitLeavesItsOutcomeUnknown() throws Exception {
        SqlSession writer = closing(openWriter());
        execute("CREATE OR REPLACE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END';"
                + " CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON note DEFERRABLE INITIALLY DEFERRED"
                + " FOR EACH ROW EXECUTE FUNCTION cut()");

        assertFails(() -> insert(writer, "a", 1), Failure.UNKNOWN_OUTCOME, "look before you post it again");

        execute("DROP TRIGGER cut ON note");
        assertThat(insert(writer, "a", 1)).isEqualTo(1);
    }

    @Test
    void ofTwoThatWaitForEachOtherBothAreDoneInTheEnd() throws Exception {
        SqlSession one = closing(openWriter());
        SqlSession two = closing(openWriter());
        insert(one, "a", 0);
        insert(one, "b", 0);
        CountDownLatch bothHaveOne = new CountDownLatch(2);
        AtomicInteger tries = new AtomicInteger();

        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> updateBoth(two, "b", "a", bothHaveOne, tries));
        updateBoth(one, "a", "b", bothHaveOne, tries);
        other.get(30, TimeUnit.SECONDS);

        assertThat(rows(one)).extracting(row -> row.number(1)).containsExactly(2L, 2L);
        assertThat(tries).as("one was undone and done again").hasValueGreaterThan(2);
    }

    private static void updateBoth(
            SqlSession session, String first, String second, CountDownLatch bothHaveOne, AtomicInteger tries) {
        try {
            session.write(sql -> {
                tries.incrementAndGet();
                sql.update(UPDATE, first);
                bothHaveOne.countDown();
                await(bothHaveOne);
                return sql.update(UPDATE, second);
            });
        } catch (DatabaseException e) {
            throw new CompletionException(e);
        }
    }

    @Test
    void aUniqueValueThatAnotherWroteMeanwhileIsSeenInTheNextTry() throws Exception {
        SqlSession one = closing(openWriter());
        SqlSession two = closing(openWriter());
        AtomicInteger tries = new AtomicInteger();

        List<SqlRow> known = one.write(sql -> {
            List<SqlRow> found = sql.query("SELECT count FROM note WHERE name = 'a'");
            if (tries.getAndIncrement() == 0) {
                insert(two, "a", 7);
            }
            if (found.isEmpty()) {
                sql.update("INSERT INTO note (name, count) VALUES ('a', 1)");
            }
            return found;
        });

        assertThat(tries).hasValue(2);
        assertThat(known).extracting(row -> row.number(0)).containsExactly(7L);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
