package io.coppice.host.plugin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the plugin folder now and then, and deals with what has changed; on the thread of the deployer.
 *
 * <p>It asks for sizes and times, which works on any file system, and not for news of the system's, which does not.
 */
final class PluginWatch {

    static final long INTERVAL_MILLIS = 500;

    private static final Logger LOG = LoggerFactory.getLogger(PluginWatch.class);

    /** What is done about what it sees. */
    interface Changes {

        /** A file is new or has changed. */
        void changed(Path source) throws PluginException;

        /** A file is gone. */
        void removed(Path source) throws PluginException;
    }

    private final Path folder;
    private final Changes changes;
    private final Map<Path, Fingerprint> known;
    private Map<Path, Fingerprint> before = Map.of();
    private boolean isReadable = true;

    /** @param known what was dealt with when the node started, as it was then */
    PluginWatch(Path folder, Changes changes, Map<Path, Fingerprint> known) {
        this.folder = folder;
        this.changes = changes;
        this.known = new HashMap<>(known);
    }

    /** What is in this file now is dealt with by somebody else. */
    void handled(Path file) {
        if (!folder.equals(file.getParent())) {
            // It is a part of the installation, which is not watched.
            return;
        }
        try {
            known.put(file, Fingerprint.of(file));
        } catch (IOException unreadable) {
            LOG.debug("{} will be dealt with once more: {}", file, unreadable.toString());
        }
    }

    /** Somebody else has dealt with the end of this file; one that takes its place is new. */
    void forget(Path file) {
        known.remove(file);
    }

    /** Never throws, or there would be no next look. */
    void look() {
        try {
            Map<Path, Fingerprint> last = new HashMap<>(known);
            last.putAll(before);
            Map<Path, Fingerprint> now = FolderLook.at(folder, last);
            isReadable = true;
            FolderChanges found = FolderChanges.between(known, before, now);
            before = now;
            for (Path file : found.changed()) {
                known.put(file, now.getOrDefault(file, new Fingerprint("")));
                tell(file, () -> changes.changed(file));
            }
            for (Path file : found.removed()) {
                known.remove(file);
                tell(file, () -> changes.removed(file));
            }
        } catch (IOException unreadable) {
            if (isReadable && !known.isEmpty()) {
                LOG.warn(
                        "the plugin folder {} cannot be read; what runs of it goes on: {}",
                        folder,
                        unreadable.toString());
            }
            isReadable = false;
        } catch (RuntimeException e) {
            LOG.error("the plugin folder {} cannot be watched: {}", folder, e.toString());
        }
    }

    private interface Change {
        void make() throws PluginException;
    }

    private static void tell(Path file, Change change) {
        try {
            change.make();
        } catch (PluginException e) {
            LOG.error("the plugin {}: {}", file, e.getMessage());
        }
    }
}
