package io.coppice.host.plugin;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What is to be done about a plugin folder.
 *
 * @param changed files that are new or other than before, and do not change any more
 * @param removed files that are gone
 */
record FolderChanges(List<Path> changed, List<Path> removed) {

    /**
     * Decides by three looks at it: a file that is still being written is another each time.
     *
     * @param known as it was dealt with last
     * @param before at the look before
     * @param now at this look
     */
    static FolderChanges between(
            Map<Path, Fingerprint> known, Map<Path, Fingerprint> before, Map<Path, Fingerprint> now) {
        List<Path> changed = now.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(known.get(entry.getKey())))
                .filter(entry -> entry.getValue().equals(before.get(entry.getKey())))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        List<Path> removed = known.keySet().stream()
                .filter(file -> !now.containsKey(file) && !before.containsKey(file))
                .sorted()
                .toList();
        return new FolderChanges(changed, removed);
    }
}
