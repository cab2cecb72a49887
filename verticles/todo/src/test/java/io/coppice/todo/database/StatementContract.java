package io.coppice.todo.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.component.bus.Failure;
import io.coppice.component.database.DatabaseException;
import io.coppice.component.database.Outcome;
import io.coppice.component.database.SqlSession;
import io.coppice.todo.entries.Task;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the workers do, in whichever database. */
@SuppressWarnings("NullAway.Init")
abstract class StatementContract {

    private static final int MOST = 3;

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

    private Outcome run(Statement statement) throws DatabaseException {
        return session.write(statement::execute);
    }

    private static Statement add(String list, String key, String title) {
        return new Statement.Add(list, key, new Task(LocalDate.of(2026, 11, 20), title), MOST);
    }

    private long id(Statement add) throws DatabaseException {
        return run(add).reply().getLong("id");
    }

    private List<String> titles(String list) throws DatabaseException {
        JsonArray entries = run(new Statement.Load(list)).reply().getJsonArray("entries");
        return entries.stream()
                .map(entry -> ((JsonObject) entry).getString("title"))
                .toList();
    }

    @Test
    void anAdditionWithTheSameKeyIsTheSame() throws DatabaseException {
        long first = id(add("bob", "k1", "Dentist"));

        assertThat(id(add("bob", "k1", "Dentist"))).isEqualTo(first);
        assertThat(id(add("eve", "k1", "Dentist"))).as("of another list").isEqualTo(1);
        assertThat(titles("bob")).containsExactly("Dentist");
    }

    @Test
    void aNumberIsNeverGivenTwice() throws DatabaseException {
        id(add("bob", "k1", "Dentist"));
        long last = id(add("bob", "k2", "Movies"));
        run(new Statement.Delete("bob", last));

        assertThat(id(add("bob", "k3", "Shopping"))).isGreaterThan(last);
    }

    @Test
    void aFullListRefusesMoreAndStillKnowsWhatItHas() throws DatabaseException {
        for (int i = 1; i <= MOST; i++) {
            id(add("bob", "k" + i, "Entry " + i));
        }

        assertThat(run(add("bob", "k4", "One more")).failure()).isEqualTo(Failure.FULL);
        assertThat(id(add("bob", "k2", "Entry 2"))).isEqualTo(2);
        run(new Statement.Delete("bob", 1));
        assertThat(run(new Statement.Delete("bob", 1)).failure()).isEqualTo(Failure.NOT_FOUND);
        assertThat(run(add("bob", "k4", "One more")).failure()).isNull();
        assertThat(run(add("bob", "k5", "Too much")).failure()).isEqualTo(Failure.FULL);
    }

    @Test
    void whatIsNotThereIsNotChanged() throws DatabaseException {
        Outcome update = run(new Statement.Update("bob", 7, new Task(LocalDate.of(2026, 11, 20), "x")));

        assertThat(update.failure()).isEqualTo(Failure.NOT_FOUND);
        assertThat(update.why()).isEqualTo("the list bob has no entry 7");
    }

    @Test
    void whatWasChangedIsRead() throws DatabaseException {
        id(add("bob", "k1", "Dentist"));
        run(new Statement.Update("bob", 1, new Task(LocalDate.of(2026, 12, 1), "Movies — at eight")));

        assertThat(run(new Statement.Load("bob")).reply())
                .isEqualTo(new JsonObject()
                        .put(
                                "entries",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("id", 1L)
                                                .put("date", "2026-12-01")
                                                .put("title", "Movies — at eight"))));
    }
}
