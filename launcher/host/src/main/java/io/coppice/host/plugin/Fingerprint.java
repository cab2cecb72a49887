package io.coppice.host.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.StringJoiner;

/**
 * The names, sizes and times of the files of a plugin: what is the same is taken for unchanged.
 *
 * @param text a line a file
 */
record Fingerprint(String text) {

    private static final int MOST_FILES = 10_000;

    static Fingerprint of(Path plugin) throws IOException {
        StringJoiner lines = new StringJoiner("\n");
        for (Path file : PluginTree.of(plugin, MOST_FILES)) {
            BasicFileAttributes attributes = attributes(file);
            long size = attributes.isRegularFile() ? attributes.size() : 0;
            lines.add(file + " " + size + " " + attributes.lastModifiedTime().toMillis());
        }
        return new Fingerprint(lines.toString());
    }

    /** Of what a link leads to; of the link itself where it leads nowhere. */
    private static BasicFileAttributes attributes(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class);
        } catch (NoSuchFileException nowhere) {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        }
    }
}
