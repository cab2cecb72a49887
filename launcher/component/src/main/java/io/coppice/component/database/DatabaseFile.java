package io.coppice.component.database;

import io.coppice.component.config.ComponentConfig;
import io.coppice.supervision.nodes.StateScope;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a component's SQLite file is. */
public final class DatabaseFile {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseFile.class);

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

    /**
     * Says in the log, on a node of a cluster, that the other nodes do not have what is in the file.
     *
     * @param what is in it, such as {@code the books}
     */
    public static void warnInCluster(Vertx vertx, Path file, String what) {
        if (StateScope.isInCluster(vertx)) {
            LOG.warn(
                    "this node is in a cluster, and {} is its own: {} in it are one node's, unreachable while it is away;"
                            + " \"database\": {\"postgresql\": ...} keeps them for all nodes",
                    file,
                    what);
        }
    }
}
