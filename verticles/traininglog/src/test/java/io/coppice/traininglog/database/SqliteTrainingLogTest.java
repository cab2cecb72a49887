package io.coppice.traininglog.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.component.bus.Failure;
import io.coppice.component.database.DatabaseException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.JDBC;

class SqliteTrainingLogTest extends TrainingLogContract {

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("traininglog.db");
    }

    @Override
    TrainingLog open() throws DatabaseException {
        return SqliteTrainingLog.writer(file());
    }

    @Override
    TrainingLog openReader() throws DatabaseException {
        return SqliteTrainingLog.reader(file());
    }

    @Test
    void aFullDatabaseKeepsNothingOfTheGroupAndIsStillRead() throws DatabaseException {
        TrainingLog log = closing(SqliteTrainingLog.writer(file(), "max_page_count = 8"));
        log.record(List.of(entry(ALICE, 1, "1")));
        List<NumberedEntry> many = LongStream.range(2, 5_000)
                .mapToObj(number -> entry(ALICE, number, "2"))
                .toList();

        assertThatThrownBy(() -> log.record(many))
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.failure()).isEqualTo(Failure.NOT_WRITABLE))
                .hasMessage("the disk is full");

        assertThat(log.size(ALICE).last()).isEqualTo(1);
        log.record(List.of(entry(ALICE, 2, "2")));
        assertThat(log.size(ALICE).last()).isEqualTo(2);
        assertThat(closing(open()).record(many.subList(1, many.size())).isEmpty())
                .isTrue();
    }

    @Test
    void aCommitThatFailsMayHaveCounted() throws DatabaseException, SQLException {
        TrainingLog log = closing(open());
        try (Connection other = JDBC.createConnection("jdbc:sqlite:" + file(), new Properties());
                Statement statement = other.createStatement()) {
            // A reference that is checked at the end: the way to fail a COMMIT without a broken disk.
            statement.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)");
            statement.execute("CREATE TABLE late (id INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)");
            statement.execute(
                    "CREATE TRIGGER fails AFTER INSERT ON training_log BEGIN INSERT INTO late VALUES (1); END");
        }

        assertThatThrownBy(() -> log.record(List.of(entry(ALICE, 1, "1"))))
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.failure()).isEqualTo(Failure.UNKNOWN_OUTCOME))
                .hasMessageContaining("look before you post it again");
    }

    @Test
    void aDamagedFileIsRefusedAtTheStart() throws DatabaseException, IOException {
        try (TrainingLog log = open()) {
            List<NumberedEntry> many = new ArrayList<>();
            LongStream.range(1, 5_000).forEach(number -> many.add(entry(ALICE, number, "1")));
            log.record(many);
        }
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            channel.write(
                    ByteBuffer.wrap("damage".repeat(2_000).getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
                    8_192);
        }

        assertThatThrownBy(this::open)
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("traininglog.db")
                .hasMessageContaining("damaged");
    }

    @Test
    void aFileThatIsNoDatabaseIsRefused() throws IOException {
        Files.writeString(file(), "this is a letter, not a database. ".repeat(100));

        assertThatThrownBy(this::open).isInstanceOf(DatabaseException.class).hasMessageContaining("not a database");
    }
}
