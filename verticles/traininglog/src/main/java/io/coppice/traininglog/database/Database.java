package io.coppice.traininglog.database;

import io.coppice.component.config.ComponentConfig;
import io.coppice.component.database.DatabaseFile;
import io.coppice.component.database.Opener;
import io.coppice.component.database.PgSettings;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The database that the configuration names.
 *
 * @param writer opens a connection that writes, and makes the tables
 * @param reader opens one that only reads
 * @param file the file where it is SQLite's; empty for a server that other nodes reach as well
 */
record Database(Opener<TrainingLog> writer, Opener<TrainingLog> reader, Optional<Path> file) {

    private static final String NAME = "traininglog";

    /** The keys that {@link #of} reads. */
    static final List<String> KEYS = List.of(DatabaseFile.KEY);

    /**
     * Reads {@code database}: the name of a SQLite file, by default {@code traininglog.db} in the node's data folder, or
     * {@code {"postgresql": {...}}} as {@link PgSettings} has it.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    static Database of(Vertx vertx, ComponentConfig config) {
        Optional<PgSettings> server = PgSettings.in(config, NAME);
        if (server.isPresent()) {
            PgSettings settings = server.get();
            return new Database(
                    () -> PgTrainingLog.writer(vertx, settings),
                    () -> PgTrainingLog.reader(vertx, settings),
                    Optional.empty());
        }
        Path file = DatabaseFile.of(config, NAME + ".db");
        return new Database(
                () -> SqliteTrainingLog.writer(file), () -> SqliteTrainingLog.reader(file), Optional.of(file));
    }
}
