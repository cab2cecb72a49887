package io.coppice.traininglog.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.component.bus.Failure;
import io.coppice.component.config.ComponentConfig;
import io.coppice.component.database.DatabaseException;
import io.coppice.component.database.PgSession;
import io.coppice.component.database.PgSettings;
import io.coppice.test.PostgresServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnection;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

@SuppressWarnings("NullAway.Init")
class PgTrainingLogIT extends TrainingLogContract {

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
        execute("DROP TABLE IF EXISTS training_log CASCADE");
    }

    private static PgSettings settings(JsonObject changes) {
        JsonObject postgresql =
                server.config().getJsonObject("postgresql").copy().mergeIn(changes);
        return PgSettings.of(new ComponentConfig(postgresql, PgSettings.KEYS), "traininglog");
    }

    private static void execute(String sql) throws TimeoutException {
        PgConnection.connect(VERTX, settings(new JsonObject()).options(false))
                .compose(connection -> connection.query(sql).execute().eventually(connection::close))
                .await(20, TimeUnit.SECONDS);
    }

    @Override
    TrainingLog open() throws DatabaseException {
        return PgTrainingLog.writer(VERTX, settings(new JsonObject()));
    }

    @Override
    TrainingLog openReader() throws DatabaseException {
        return PgTrainingLog.reader(VERTX, settings(new JsonObject()));
    }

    private static void assertFails(Executable call, Failure failure, String words) {
        assertThatThrownBy(call::execute)
                .hasMessageContaining(words)
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.failure()).isEqualTo(failure));
    }

    @Test
    void commitsAreSyncedWhateverTheServerSays() throws Exception {
        // The server of the tests says off.
        PgSession session = new PgSession(VERTX, settings(new JsonObject()), false);
        try {
            assertThat(session.read(connection ->
                                    connection.query("SHOW synchronous_commit").execute())
                            .iterator()
                            .next()
                            .getString(0))
                    .isEqualTo("on");
        } finally {
            session.close();
        }
    }

    @Test
    void aWrongPasswordAndAWrongDatabaseAreNamed() {
        assertFails(
                () -> PgTrainingLog.writer(VERTX, settings(new JsonObject().put("password", "secret"))),
                Failure.FAILED,
                "password authentication failed for user \"coppice\"");
        String uri = server.config().getJsonObject("postgresql").getString("uri");
        assertFails(
                () -> PgTrainingLog.writer(VERTX, settings(new JsonObject().put("uri", uri + "x"))),
                Failure.FAILED,
                "database \"postgresx\" does not exist");
    }

    @Test
    void aServerThatIsNotThereIsNamed() {
        assertFails(
                () -> PgTrainingLog.writer(
                        VERTX, settings(new JsonObject().put("uri", "postgresql://coppice@127.0.0.1:1/books"))),
                Failure.UNAVAILABLE,
                "PostgreSQL at 127.0.0.1:1/books cannot be reached");
    }

    @Test
    void aStatementThatTakesTooLongIsEndedAndLeavesNothing() throws Exception {
        TrainingLog log = closing(PgTrainingLog.writer(VERTX, settings(new JsonObject().put("timeout", 300))));
        PgConnection other = PgConnection.connect(
                        VERTX, settings(new JsonObject()).options(false))
                .await(20, TimeUnit.SECONDS);
        other.query("BEGIN; LOCK TABLE training_log IN EXCLUSIVE MODE")
                .execute()
                .await(20, TimeUnit.SECONDS);

        assertFails(() -> log.record(List.of(entry(ALICE, 1, "1"))), Failure.OVERLOADED, "statement timeout");

        other.close().await(20, TimeUnit.SECONDS);
        assertThat(log.record(List.of(entry(ALICE, 1, "2"))).isEmpty()).isTrue();
    }

    @Test
    void aConnectionThatIsCutInAWriteLeavesItsOutcomeUnknownAndIsReplaced() throws Exception {
        TrainingLog log = closing(open());
        execute("CREATE OR REPLACE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END';"
                + " CREATE TRIGGER cut BEFORE INSERT ON training_log EXECUTE FUNCTION cut()");

        assertFails(
                () -> log.record(List.of(entry(ALICE, 1, "1"))),
                Failure.UNKNOWN_OUTCOME,
                "look before you post it again");

        execute("DROP TRIGGER cut ON training_log");
        assertThat(log.record(List.of(entry(ALICE, 1, "1"))).isEmpty()).isTrue();
    }

    @Test
    void aConnectionThatIsCutInAReadIsReplaced() throws Exception {
        TrainingLog writer = closing(open());
        writer.record(List.of(entry(ALICE, 1, "1")));
        TrainingLog reader = closing(openReader());
        execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE application_name = 'coppice traininglog' AND pid <> pg_backend_pid()");

        try {
            reader.exists(ALICE);
        } catch (DatabaseException e) {
            assertThat(e.failure()).isEqualTo(Failure.UNAVAILABLE);
        }

        assertThat(reader.exists(ALICE)).isTrue();
    }
}
