package io.coppice.host.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
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

    private final Path folder;
    private final PluginChanges changes;
    private final Map<Path, Fingerprint> known = new HashMap<>();
    private Map<Path, Fingerprint> before = Map.of();

    PluginWatch(Path folder, PluginChanges changes) {
        this.folder = folder;
        this.changes = changes;
    }

    /** What is there now was dealt with when the node started. */
    void begin() {
        handled();
    }

    /** What is there now was dealt with by who put it there. */
    void handled() {
        known.clear();
        known.putAll(now());
    }

    /** Never throws, or there would be no next look. */
    void look() {
        try {
            Map<Path, Fingerprint> now = now();
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

    private Map<Path, Fingerprint> now() {
        Map<Path, Fingerprint> now = new HashMap<>();
        try {
            for (Path file : PluginCatalog.sources(folder)) {
                try {
                    now.put(file, Fingerprint.of(file));
                } catch (IOException gone) {
                    // It is being removed or replaced: the next look sees which.
                    LOG.debug("{} cannot be looked at: {}", file, gone.toString());
                }
            }
        } catch (UncheckedIOException unreadable) {
            LOG.warn("{}", unreadable.getMessage());
        }
        return now;
    }
}
