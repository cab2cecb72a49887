package io.coppice.component.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.component.bus.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteSessionTest {

    private static final String FIRST = "CREATE TABLE note (text TEXT NOT NULL) STRICT";
    private static final String SECOND = "ALTER TABLE note ADD COLUMN colour TEXT NOT NULL DEFAULT 'white'";

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("notes.db");
    }

    private static String single(SqliteSession session, String sql) throws DatabaseException {
        return session.call(connection -> connection.single(sql));
    }

    @Test
    void aLaterProgramAddsItsTablesAndKeepsWhatIsThere() throws DatabaseException {
        try (SqliteSession session = SqliteSession.writer(file(), List.of(FIRST))) {
            session.transaction(connection -> {
                connection.execute("INSERT INTO note VALUES ('milk')");
                return true;
            });
        }

        try (SqliteSession session = SqliteSession.writer(file(), List.of(FIRST, SECOND))) {
            assertThat(single(session, "SELECT text || ' ' || colour FROM note"))
                    .isEqualTo("milk white");
        }
        try (SqliteSession session = SqliteSession.writer(file(), List.of(FIRST, SECOND))) {
            assertThat(single(session, "PRAGMA user_version")).isEqualTo("2");
        }
    }

    @Test
    void aFileOfALaterProgramIsRefused() throws DatabaseException {
        SqliteSession.writer(file(), List.of(FIRST, SECOND)).close();

        assertThatThrownBy(() -> SqliteSession.writer(file(), List.of(FIRST)))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("later version");
    }

    @Test
    void aTransactionThatFailsLeavesNothingAndTheSessionGoesOn() throws DatabaseException {
        try (SqliteSession session = SqliteSession.writer(file(), List.of(FIRST))) {
            assertThatThrownBy(() -> session.transaction(connection -> {
                        connection.execute("INSERT INTO note VALUES ('milk')");
                        connection.execute("INSERT INTO nothing VALUES (1)");
                        return true;
                    }))
                    .isInstanceOfSatisfying(
                            DatabaseException.class,
                            e -> assertThat(e.failure()).isEqualTo(Failure.FAILED));

            assertThat(single(session, "SELECT count(*) FROM note")).isEqualTo("0");
        }
    }

    @Test
    void writersOfOneFileTakeTurns() throws DatabaseException {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<SqliteSession> sessions = new ArrayList<>();
        try {
            List<CompletableFuture<Void>> writers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                SqliteSession session = SqliteSession.writer(file(), List.of(FIRST), "busy_timeout = 0");
                sessions.add(session);
                writers.add(CompletableFuture.runAsync(() -> write(session, 50), threads));
            }

            writers.forEach(CompletableFuture::join);

            assertThat(single(sessions.get(0), "SELECT count(*) FROM note")).isEqualTo("200");
        } finally {
            threads.shutdownNow();
            sessions.forEach(SqliteSession::close);
        }
    }

    /** Without turns, and with no time to wait for a lock, this fails at once. */
    private static void write(SqliteSession session, int times) {
        try {
            for (int i = 0; i < times; i++) {
                session.transaction(connection -> {
                    connection.execute("INSERT INTO note VALUES ('milk')");
                    return true;
                });
            }
        } catch (DatabaseException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nothingOfTheNativeLibraryStays() throws IOException, DatabaseException {
        Path unpacked = Files.createDirectories(folder.resolve("native"));
        Files.writeString(unpacked.resolve("sqlite-3.0-leftover-libsqlitejdbc.so"), "of a process that was killed");

        SqliteSession.writer(file(), List.of(FIRST)).close();

        try (Stream<Path> left = Files.list(unpacked)) {
            assertThat(left).isEmpty();
        }
    }
}
