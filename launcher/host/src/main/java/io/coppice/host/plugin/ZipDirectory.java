package io.coppice.host.plugin;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The central directory of a zip, for what Java's own reader does not tell: which entries are links, and which can be executed.
 * It is at the end of the file: an entry for each file, and then a record with where they begin.
 */
final class ZipDirectory {

    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int END_COUNT = 10;
    private static final int END_SIZE = 12;
    private static final int END_COMMENT = 20;

    private static final int ENTRY = 0x02014b50;
    private static final int ENTRY_BYTES = 46;
    private static final int ENTRY_SYSTEM = 5;
    private static final int ENTRY_NAME = 28;
    private static final int ENTRY_EXTRA = 30;
    private static final int ENTRY_COMMENT = 32;
    private static final int ENTRY_MODE = 40;

    private static final int MOST_COMMENT = 0xFFFF;
    /** Room for longer names than there are. */
    private static final int MOST_BYTES_OF_ENTRY = 1024;

    /** The systems whose entries have a mode. */
    private static final int UNIX = 3;

    private static final int MAC_OS = 19;

    private static final int TYPE = 0170000;
    private static final int FILE = 0100000;
    private static final int FOLDER = 0040000;
    private static final int OWNER_EXECUTES = 0100;

    private ZipDirectory() {}

    /**
     * What it has of one file or folder.
     *
     * @param mode that of Unix; 0 where it was made elsewhere
     */
    record Entry(String name, int mode) {

        /** Whether it is neither a link, nor a device, nor a socket. */
        boolean isPlain() {
            int type = mode & TYPE;
            return type == 0 || type == FILE || type == FOLDER;
        }

        boolean isExecutable() {
            return (mode & OWNER_EXECUTES) != 0;
        }
    }

    /**
     * Reads it.
     *
     * @param most entries that it may have
     */
    static List<Entry> of(Path zip, int most) throws IOException, PluginException {
        try (FileChannel file = FileChannel.open(zip, StandardOpenOption.READ)) {
            long tail = Math.max(0, file.size() - END_BYTES - MOST_COMMENT);
            ByteBuffer last = bytes(file, tail, (int) (file.size() - tail));
            int end = end(last);
            int count = Short.toUnsignedInt(last.getShort(end + END_COUNT));
            long size = Integer.toUnsignedLong(last.getInt(end + END_SIZE));
            if (count > most) {
                throw new PluginException("has " + count + " entries: at most " + most + " are unpacked");
            }
            long begin = tail + end - size;
            if (size > (long) count * MOST_BYTES_OF_ENTRY || begin < 0) {
                throw new PluginException("has a directory of " + size + " bytes for " + count
                        + " entries: it is in the format Zip64, or its names are too long");
            }
            return entries(bytes(file, begin, (int) size), count);
        }
    }

    private static int end(ByteBuffer last) throws PluginException {
        for (int at = last.limit() - END_BYTES; at >= 0; at--) {
            if (last.getInt(at) == END
                    && at + END_BYTES + Short.toUnsignedInt(last.getShort(at + END_COMMENT)) == last.limit()) {
                return at;
            }
        }
        throw new PluginException("is no zip, or not whole");
    }

    private static List<Entry> entries(ByteBuffer directory, int count) throws PluginException {
        List<Entry> entries = new ArrayList<>(count);
        int at = 0;
        for (int i = 0; i < count; i++) {
            if (at + ENTRY_BYTES > directory.limit() || directory.getInt(at) != ENTRY) {
                throw new PluginException("has a broken directory after " + i + " entries");
            }
            int name = Short.toUnsignedInt(directory.getShort(at + ENTRY_NAME));
            int end = at + ENTRY_BYTES + name;
            if (end > directory.limit()) {
                throw new PluginException("has a broken directory after " + i + " entries");
            }
            String text = StandardCharsets.UTF_8
                    .decode(directory.slice(at + ENTRY_BYTES, name))
                    .toString();
            entries.add(new Entry(text, mode(directory, at)));
            at = end
                    + Short.toUnsignedInt(directory.getShort(at + ENTRY_EXTRA))
                    + Short.toUnsignedInt(directory.getShort(at + ENTRY_COMMENT));
        }
        return entries;
    }

    private static int mode(ByteBuffer directory, int at) {
        int system = directory.get(at + ENTRY_SYSTEM);
        return system == UNIX || system == MAC_OS ? Short.toUnsignedInt(directory.getShort(at + ENTRY_MODE)) : 0;
    }

    private static ByteBuffer bytes(FileChannel file, long from, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, from + bytes.position()) < 0) {
                throw new EOFException("it is cut short");
            }
        }
        return bytes.flip();
    }
}
