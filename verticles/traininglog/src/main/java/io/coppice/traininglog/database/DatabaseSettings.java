package io.coppice.traininglog.database;

import io.coppice.traininglog.config.ComponentConfig;
import java.nio.file.Path;

/**
 * Where the database is.
 *
 * @param file the SQLite file
 */
record DatabaseSettings(Path file) {

    static final String KEY = "database";

    /**
     * Reads {@code database}, a file's name; by default {@code traininglog.db} in the node's data folder.
     *
     * @throws IllegalArgumentException if there is neither
     */
    static DatabaseSettings of(ComponentConfig config) {
        String file = config.text(KEY)
                .or(() -> config.dataFolder()
                        .map(folder -> Path.of(folder, "traininglog.db").toString()))
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + KEY + "\" must name the file of the database where the host gives no data folder"));
        if (file.contains("://")) {
            throw new IllegalArgumentException("\"" + KEY + "\" must be the name of a file, not " + file);
        }
        return new DatabaseSettings(Path.of(file).toAbsolutePath());
    }

    /** Where the native library is unpacked. */
    Path nativeFolder() {
        return file.resolveSibling("native");
    }
}
