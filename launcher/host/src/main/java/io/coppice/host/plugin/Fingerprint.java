package io.coppice.host.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringJoiner;
import java.util.stream.Stream;

/**
 * The names, sizes and times of the files of a plugin: what is the same is taken for unchanged.
 *
 * @param text a line a file
 */
record Fingerprint(String text) {

    private static final int MOST_FILES = 10_000;

    static Fingerprint of(Path plugin) throws IOException {
        try (Stream<Path> walk = Files.walk(plugin)) {
            StringJoiner lines = new StringJoiner("\n");
            for (Path file : walk.limit(MOST_FILES).sorted().toList()) {
                long size = Files.isRegularFile(file) ? Files.size(file) : 0;
                lines.add(file + " " + size + " "
                        + Files.getLastModifiedTime(file).toMillis());
            }
            return new Fingerprint(lines.toString());
        } catch (UncheckedIOException gone) {
            throw gone.getCause();
        }
    }
}
