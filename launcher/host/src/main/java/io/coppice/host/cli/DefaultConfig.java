package io.coppice.host.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The configuration that is meant where none is named. */
final class DefaultConfig {

    private static final Path FILE = Path.of("conf", "host.json");

    private DefaultConfig() {}

    /** {@code conf/host.json} in the current folder, or else that of the installation. */
    static Path file() {
        @Nullable String home = System.getProperty("coppice.home");
        if (home == null || Files.exists(FILE)) {
            return FILE;
        }
        return Path.of(home).resolve(FILE);
    }
}
