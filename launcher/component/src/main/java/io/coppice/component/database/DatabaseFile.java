package io.coppice.component.database;

import io.coppice.component.config.ComponentConfig;
import java.nio.file.Path;

/** Where a component's SQLite file is. */
public final class DatabaseFile {

    /** The key of the configuration. */
    public static final String KEY = "database";

    private DatabaseFile() {}

    /**
     * Reads {@code database}, a file's name; by default one in the node's data folder.
     *
     * @param byDefault the name of that one, such as {@code traininglog.db}
     * @throws IllegalArgumentException if there is neither
     */
    public static Path of(ComponentConfig config, String byDefault) {
        String file = config.text(KEY)
                .or(() -> config.dataFolder()
                        .map(folder -> Path.of(folder, byDefault).toString()))
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + KEY + "\" must name the file of the database where the host gives no data folder"));
        if (file.contains("://")) {
            throw new IllegalArgumentException("\"" + KEY + "\" must be the name of a file, not " + file);
        }
        return Path.of(file).toAbsolutePath();
    }
}
