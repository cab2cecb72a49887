package io.coppice.component.database;

import io.coppice.component.config.ComponentConfig;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The database of a component, as its configuration names it.
 *
 * @param writer opens a connection that writes, and makes the tables
 * @param reader opens one that only reads
 * @param file the file where it is SQLite's; empty for a server that other nodes reach as well
 */
public record SqlDatabase(Opener<SqlSession> writer, Opener<SqlSession> reader, Optional<Path> file) {

    /** The keys that {@link #of} reads. */
    public static final List<String> KEYS = List.of(DatabaseFile.KEY);

    /**
     * Reads {@code database}: the name of a SQLite file, by default one in the node's data folder, or
     * {@code {"postgresql": {...}}} as {@link PgSettings} has it.
     *
     * @param component its name, and that of its file without {@code .db}
     * @throws IllegalArgumentException saying what is wrong
     */
    public static SqlDatabase of(Vertx vertx, ComponentConfig config, String component, SqlSchema schema) {
        Optional<PgSettings> server = PgSettings.in(config, component);
        if (server.isPresent()) {
            PgSettings settings = server.get();
            return new SqlDatabase(
                    () -> PgSql.writer(vertx, settings, schema), () -> PgSql.reader(vertx, settings), Optional.empty());
        }
        Path file = DatabaseFile.of(config, component + ".db");
        return new SqlDatabase(() -> SqliteSql.writer(file, schema), () -> SqliteSql.reader(file), Optional.of(file));
    }
}
