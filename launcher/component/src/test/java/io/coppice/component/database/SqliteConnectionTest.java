package io.coppice.component.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteConnectionTest {

    @TempDir
    private Path folder;

    /** What no test of this machine can show: that a commit outlives the loss of power. */
    @Test
    void commitsAreSynced() throws SQLException, IOException {
        NativeLibrary.load(folder.resolve("native"));
        SqliteConnection connection = SqliteConnection.open(folder.resolve("traininglog.db"), List.of());
        try {
            assertThat(connection.single("PRAGMA journal_mode")).isEqualTo("wal");
            assertThat(connection.single("PRAGMA synchronous")).as("FULL").isEqualTo("2");
            assertThat(connection.single("PRAGMA busy_timeout")).isEqualTo("5000");
            assertThat(connection.single("PRAGMA foreign_keys")).isEqualTo("1");
            assertThat(connection.single("PRAGMA temp_store")).as("MEMORY").isEqualTo("2");
        } finally {
            connection.close();
        }
    }
}
