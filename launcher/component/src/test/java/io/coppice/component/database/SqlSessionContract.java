package io.coppice.component.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.component.bus.Failure;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a database under the common interface must do. */
abstract class SqlSessionContract {

    static final SqlSchema SCHEMA = new SqlSchema(
            List.of("CREATE TABLE note (name TEXT NOT NULL PRIMARY KEY, count INTEGER NOT NULL) STRICT"),
            List.of("CREATE TABLE IF NOT EXISTS note (name text PRIMARY KEY, count bigint NOT NULL)"));

    private static final String INSERT = "INSERT INTO note (name, count) VALUES (?, ?)";

    private final List<SqlSession> opened = new ArrayList<>();

    /** A connection that may write; the first one makes the table. */
    abstract SqlSession openWriter() throws DatabaseException;

    /** Another connection to the same database, that only reads. */
    abstract SqlSession openReader() throws DatabaseException;

    final SqlSession closing(SqlSession session) {
        opened.add(session);
        return session;
    }

    @AfterEach
    void close() {
        opened.forEach(SqlSession::close);
    }

    static int insert(SqlSession session, String name, long count) throws DatabaseException {
        return session.write(sql -> sql.update(INSERT, name, count));
    }

    static List<SqlRow> rows(SqlSession session) throws DatabaseException {
        return session.read(sql -> sql.query("SELECT name, count FROM note ORDER BY name"));
    }

    static void assertFails(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, Failure failure, String words) {
        assertThatThrownBy(call)
                .hasMessageContaining(words)
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.failure()).isEqualTo(failure));
    }

    @Test
    void whatWasWrittenIsReadByOthers() throws DatabaseException {
        SqlSession writer = closing(openWriter());
        assertThat(insert(writer, "ü", 3_000_000_000L)).isEqualTo(1);

        List<SqlRow> rows = rows(closing(openReader()));

        assertThat(rows).singleElement().satisfies(row -> {
            assertThat(row.text(0)).isEqualTo("ü");
            assertThat(row.number(1)).isEqualTo(3_000_000_000L);
        });
    }

    @Test
    void aStatementMayChangeAndTell() throws DatabaseException {
        SqlSession writer = closing(openWriter());
        String count = "INSERT INTO note (name, count) VALUES (?, 1) ON CONFLICT (name) DO UPDATE"
                + " SET count = note.count + 1 WHERE note.count < ? RETURNING count";

        assertThat(writer.<List<SqlRow>>write(sql -> sql.query(count, "a", 2))
                        .get(0)
                        .number(0))
                .isEqualTo(1);
        assertThat(writer.<List<SqlRow>>write(sql -> sql.query(count, "a", 2))
                        .get(0)
                        .number(0))
                .isEqualTo(2);
        assertThat(writer.<List<SqlRow>>write(sql -> sql.query(count, "a", 2))).isEmpty();
    }

    @Test
    void aTransactionIsWholeOrNotAtAll() throws DatabaseException {
        SqlSession writer = closing(openWriter());

        assertFails(
                () -> writer.write(sql -> {
                    sql.update(INSERT, "a", 1);
                    return sql.update("UPDATE no_such_table SET count = ?", 1);
                }),
                Failure.FAILED,
                "no_such_table");

        assertThat(rows(writer)).isEmpty();
        assertThat(insert(writer, "a", 1)).as("and the session goes on").isEqualTo(1);
        assertThat(rows(closing(openReader()))).hasSize(1);
    }

    @Test
    void whatTheWorkItselfThrowsUndoesItToo() throws DatabaseException {
        SqlSession writer = closing(openWriter());

        assertThatThrownBy(() -> writer.write(sql -> {
                    sql.update(INSERT, "a", 1);
                    throw new IllegalStateException("planted");
                }))
                .hasMessage("planted");

        assertThat(rows(writer)).isEmpty();
    }

    @Test
    void aReaderCannotWrite() throws DatabaseException {
        closing(openWriter());
        SqlSession reader = closing(openReader());

        assertThatThrownBy(() -> insert(reader, "a", 1))
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.failure()).isEqualTo(Failure.NOT_WRITABLE));
    }

    @Test
    void theTablesAreMadeOnceAndKept() throws DatabaseException {
        insert(closing(openWriter()), "a", 1);

        assertThat(rows(closing(openWriter()))).hasSize(1);
    }
}
