package io.coppice.language.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The processes of children that may outlive their node, noted in a folder so that the next run of the node finds them.
 *
 * <p>Each child's process has a token in its environment, which all that it starts inherits, whatever group or session it
 * moves to. So only what carries the token is ever killed, and no process that has been given the same number since. Where
 * environments cannot be read, which is everywhere but on Linux, it is the number and the time of the start.
 */
final class Strays {

    /** The variable with the token. */
    static final String VARIABLE = "COPPICE_CHILD";

    private static final Path PROCESSES = Path.of("/proc");
    /** One that is killed takes a while to go, and may have started another meanwhile. */
    private static final int MOST_ROUNDS = 200;

    private static final long ROUND_MILLIS = 10;

    private static final String UNKNOWN = "unknown";

    private final Path folder;

    /**
     * Those noted in a folder, which is made when needed.
     *
     * @param folder {@code languages/PREFIX} of the data folder
     */
    Strays(Path folder) {
        this.folder = folder;
    }

    /** Before the process is started: if the node dies between the two, there is a note too many, not one too few. */
    void note(String token) throws IOException {
        Files.createDirectories(folder);
        Files.createFile(folder.resolve(token));
    }

    void started(String token, ProcessHandle process) throws IOException {
        Files.writeString(folder.resolve(token), process.pid() + " " + startOf(process));
    }

    void forget(String token) throws IOException {
        Files.deleteIfExists(folder.resolve(token));
    }

    /** Kills all that an earlier run has left behind; answers how many. */
    int sweep() throws IOException {
        List<Path> notes;
        try (Stream<Path> files = Files.list(folder)) {
            notes = files.filter(Files::isRegularFile).toList();
        }
        int killed = 0;
        for (Path note : notes) {
            killed += kill(String.valueOf(note.getFileName()));
            killed += killNoted(Files.readString(note));
            Files.delete(note);
        }
        return killed;
    }

    /** Kills all that carries the token, and waits until it is gone; answers how many. */
    static int kill(String token) {
        Set<Long> killed = new HashSet<>();
        for (int round = 0; round < MOST_ROUNDS; round++) {
            List<ProcessHandle> found = carriers(token);
            if (found.isEmpty()) {
                break;
            }
            found.forEach(process -> {
                killed.add(process.pid());
                process.destroyForcibly();
            });
            pause();
        }
        return killed.size();
    }

    private static void pause() {
        try {
            Thread.sleep(ROUND_MILLIS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<ProcessHandle> carriers(String token) {
        byte[] entry = (VARIABLE + "=" + token).getBytes(StandardCharsets.US_ASCII);
        try (Stream<Path> all = Files.isDirectory(PROCESSES) ? Files.list(PROCESSES) : Stream.empty()) {
            return all.filter(process -> carries(process, entry))
                    .flatMap(process -> handle(String.valueOf(process.getFileName())).stream())
                    .toList();
        } catch (IOException | UncheckedIOException unreadable) {
            return List.of();
        }
    }

    private static boolean carries(Path process, byte[] entry) {
        if (!Character.isDigit(String.valueOf(process.getFileName()).charAt(0))) {
            return false;
        }
        try {
            return contains(Files.readAllBytes(process.resolve("environ")), entry);
        } catch (IOException goneOrForeign) {
            return false;
        }
    }

    private static boolean contains(byte[] environment, byte[] entry) {
        String text = "\0" + new String(environment, StandardCharsets.ISO_8859_1) + "\0";
        return text.contains("\0" + new String(entry, StandardCharsets.ISO_8859_1) + "\0");
    }

    private static Optional<ProcessHandle> handle(String pid) {
        return ProcessHandle.of(Long.parseLong(pid));
    }

    /** The process with the number is ours only if it also began when ours did. */
    private static int killNoted(String note) {
        String[] words = note.split(" ", -1);
        if (words.length != 2 || !words[0].matches("\\d{1,18}")) {
            return 0;
        }
        Optional<ProcessHandle> same =
                handle(words[0]).filter(process -> startOf(process).equals(words[1]) && !words[1].equals(UNKNOWN));
        same.ifPresent(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
        return same.isPresent() ? 1 : 0;
    }

    private static String startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse(UNKNOWN);
    }
}
