package io.coppice.host.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A look at what may be a plugin in a folder. What cannot be looked at is not gone: only what is surely not there is. */
final class FolderLook {

    private static final Logger LOG = LoggerFactory.getLogger(FolderLook.class);

    private FolderLook() {}

    /**
     * What is there now.
     *
     * @param last at the look before: so a file is taken to be that cannot be looked at
     * @throws IOException if the folder is not there or cannot be read: nothing is known of its files
     */
    static Map<Path, Fingerprint> at(Path folder, Map<Path, Fingerprint> last) throws IOException {
        Map<Path, Fingerprint> now = new HashMap<>();
        for (Path file : list(folder)) {
            try {
                now.put(file, Fingerprint.of(file));
            } catch (IOException unreadable) {
                LOG.debug("{} cannot be looked at: {}", file, unreadable.toString());
            }
        }
        last.forEach((file, fingerprint) -> {
            if (!isGone(file)) {
                now.putIfAbsent(file, fingerprint);
            }
        });
        return now;
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> PluginFile.of(file).isPresent()).toList();
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
    }

    private static boolean isGone(Path file) {
        return Files.notExists(file)
                || (Files.isDirectory(file) && Files.notExists(file.resolve(PluginFile.DESCRIPTOR)));
    }
}
