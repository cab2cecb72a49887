package io.coppice.shopping.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.component.bus.Failure;
import io.coppice.component.database.DatabaseException;
import io.coppice.component.database.Outcome;
import io.coppice.component.database.SqlSession;
import io.coppice.shopping.database.Change.Kind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept of sessions and sales, in whichever database. */
@SuppressWarnings("NullAway.Init")
abstract class ShopTablesContract {

    private SqlSession session;

    /** The database, empty. */
    abstract SqlSession empty() throws Exception;

    @BeforeEach
    void open() throws Exception {
        session = empty();
    }

    @AfterEach
    void close() {
        session.close();
    }

    private Outcome write(Kind kind, String key, String id, long number, long at, String text)
            throws DatabaseException {
        return session.write(sql -> ShopTables.write(sql, new Change(kind, key, id, number, at, text)));
    }

    private @Nullable Failure failure(Kind kind, String key, String id, long number, long at, String text)
            throws DatabaseException {
        return write(kind, key, id, number, at, text).failure();
    }

    private JsonArray events(String key) throws DatabaseException {
        return session.read(sql -> ShopTables.events(sql, key));
    }

    private Optional<String> sale(String key) throws DatabaseException {
        return session.read(sql -> ShopTables.sale(sql, key));
    }

    @Test
    void eventsAreReadInTheirOrder() throws DatabaseException {
        assertThat(failure(Kind.START, "alice", "1", 1, 100, "{\"event\":\"start\"}"))
                .isNull();
        for (int number = 2; number <= 12; number++) {
            assertThat(failure(Kind.APPEND, "alice", "1", number, 100 + number, "{" + number + "}"))
                    .isNull();
        }

        assertThat(events("alice"))
                .hasSize(12)
                .startsWith("{\"event\":\"start\"}", "{2}")
                .endsWith("{11}", "{12}");
        assertThat(events("bob")).isEmpty();
    }

    @Test
    void aNameIsGivenOnceAndOnlyTheNextNumberIsWritten() throws DatabaseException {
        write(Kind.START, "alice", "1", 1, 100, "{}");

        assertThat(failure(Kind.START, "alice", "2", 1, 100, "{}")).isEqualTo(Failure.TAKEN);
        assertThat(failure(Kind.APPEND, "alice", "1", 3, 100, "{}")).isEqualTo(Failure.TAKEN);
        assertThat(failure(Kind.APPEND, "alice", "2", 2, 100, "{}")).isEqualTo(Failure.TAKEN);
        assertThat(failure(Kind.CHECKOUT, "alice", "1", 2, 100, "{}")).isEqualTo(Failure.TAKEN);
        assertThat(events("alice")).hasSize(1);
    }

    @Test
    void aCheckoutLeavesTheSaleAndFreesTheName() throws DatabaseException {
        for (int i = 1; i <= 2; i++) {
            write(Kind.START, "alice", "id-" + i, 1, 100, "{}");
            assertThat(failure(Kind.CHECKOUT, "alice", "id-" + i, 1, 100 + i, "{\"sale\":" + i + "}"))
                    .isNull();
        }

        assertThat(events("alice")).isEmpty();
        assertThat(sale("alice")).contains("{\"sale\":2}");
        assertThat(sale("bob")).isEmpty();
    }

    @Test
    void whatIsOldIsSweptWithItsEventsAndNothingElse() throws DatabaseException {
        for (int i = 1; i <= 3; i++) {
            write(Kind.START, "session-" + i, "id-" + i, 1, 100L * i, "{}");
        }
        write(Kind.APPEND, "session-1", "id-1", 2, 1_000, "{}");

        assertThat(write(Kind.SWEEP, "", "", 0, 250, "").reply()).isEqualTo(new JsonObject().put("expired", 1));

        assertThat(events("session-1")).hasSize(2);
        assertThat(events("session-2")).isEmpty();
        assertThat(events("session-3")).hasSize(1);
        assertThat(session.<Long>read(
                        sql -> sql.query("SELECT count(*) FROM event").get(0).number(0)))
                .isEqualTo(3);
        assertThat(write(Kind.SWEEP, "", "", 0, 250, "").reply()).isEqualTo(new JsonObject().put("expired", 0));
    }
}
