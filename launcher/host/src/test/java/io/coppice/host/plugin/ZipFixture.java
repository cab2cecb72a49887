package io.coppice.host.plugin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A zip of a plugin, also such as no honest program makes. */
final class ZipFixture {

    private static final int DIRECTORY_ENTRY = 0x02014b50;
    private static final byte UNIX = 3;

    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final Map<String, Integer> modes = new LinkedHashMap<>();

    ZipFixture file(String name, String text) {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    ZipFixture file(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    /** Gives an entry a mode of Unix, which Java's own writer does not. */
    ZipFixture mode(String name, int mode) {
        modes.put(name, mode);
        return this;
    }

    Path write(Path zip) throws IOException {
        Files.createDirectories(zip.resolveSibling(""));
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue());
            }
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(zip)).order(ByteOrder.LITTLE_ENDIAN);
        for (Map.Entry<String, Integer> mode : modes.entrySet()) {
            int at = directoryEntry(bytes, mode.getKey());
            bytes.put(at + 5, UNIX).putShort(at + 40, (short) (int) mode.getValue());
        }
        return Files.write(zip, bytes.array());
    }

    private static int directoryEntry(ByteBuffer zip, String name) {
        List<Integer> found = new ArrayList<>();
        for (int at = 0; at < zip.limit() - 46; at++) {
            if (zip.getInt(at) == DIRECTORY_ENTRY
                    && StandardCharsets.UTF_8
                            .decode(zip.slice(at + 46, zip.getShort(at + 28)))
                            .toString()
                            .equals(name)) {
                found.add(at);
            }
        }
        return found.get(0);
    }
}
