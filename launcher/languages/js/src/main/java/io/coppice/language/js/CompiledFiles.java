package io.coppice.language.js;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The JavaScript of files in TypeScript that were compiled before, in a folder that outlives the node; bounded, what was used
 * last stays. Used by one thread at a time.
 *
 * <p>Each is a file whose name is the digest of what it was compiled from. Its first line is the digest of the others, so that
 * one which a crash of the machine has left half written is none.
 */
final class CompiledFiles {

    /** So many bytes are kept. */
    private static final long MOST = 32L * 1024 * 1024;

    private static final String ENDING = ".js";

    private final Path folder;
    private final long most;
    private final InstantSource clock;

    /**
     * Those in a folder, which is made when needed.
     *
     * @param folder of this language in the data folder
     */
    CompiledFiles(Path folder) {
        this(folder, MOST, InstantSource.system());
    }

    CompiledFiles(Path folder, long most, InstantSource clock) {
        this.folder = folder;
        this.most = most;
        this.clock = clock;
    }

    /** SHA-256 in hexadecimal digits. */
    static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Path file(String digest) {
        return folder.resolve(digest + ENDING);
    }

    /**
     * What was made of it; empty if that is not known.
     *
     * @param digest of the source
     */
    Optional<String> get(String digest) throws IOException {
        Path file = file(digest);
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException unknown) {
            return Optional.empty();
        }
        int line = text.indexOf('\n');
        String code = text.substring(line + 1);
        if (line < 0 || !text.substring(0, line).equals(digest(code))) {
            return Optional.empty();
        }
        Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
        return Optional.of(code);
    }

    /** Keeps it, and removes what was not used for the longest time where there is too much. */
    void put(String digest, String code) throws IOException {
        Files.createDirectories(folder);
        Path unfinished = folder.resolve("unfinished");
        Files.writeString(unfinished, digest(code) + "\n" + code);
        Files.setLastModifiedTime(unfinished, FileTime.from(clock.instant()));
        Files.move(unfinished, file(digest), StandardCopyOption.ATOMIC_MOVE);
        removeOldest();
    }

    private record Kept(Path file, long bytes, FileTime used) {

        static Kept of(Path file) {
            try {
                return new Kept(file, Files.size(file), Files.getLastModifiedTime(file));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
    }

    private void removeOldest() throws IOException {
        List<Kept> oldestFirst;
        try (Stream<Path> files = Files.list(folder)) {
            oldestFirst = files.filter(file -> file.toString().endsWith(ENDING))
                    .map(Kept::of)
                    .sorted(Comparator.comparing(Kept::used))
                    .toList();
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
        long bytes = oldestFirst.stream().mapToLong(Kept::bytes).sum();
        for (int i = 0; bytes > most; i++) {
            Files.delete(oldestFirst.get(i).file());
            bytes -= oldestFirst.get(i).bytes();
        }
    }
}
