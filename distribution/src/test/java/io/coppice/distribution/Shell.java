package io.coppice.distribution;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a command printed.
 *
 * @param exit its exit code
 */
record Shell(int exit, String out, String err) {

    /** Runs a line of bash in a folder. */
    static Shell bash(Path folder, String line) throws IOException, InterruptedException {
        return run(folder, List.of("bash", "-c", line));
    }

    static Shell coppice(String... arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of(Node.COMMAND.toString()));
        command.addAll(List.of(arguments));
        return run(Node.ROOT, command);
    }

    private static Shell run(Path folder, List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("coppice", ".out");
        Path err = Files.createTempFile("coppice", ".err");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " did not end within 120 s");
            }
            return new Shell(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    static boolean has(String tool) throws IOException, InterruptedException {
        return bash(Path.of("."), "command -v " + tool).exit() == 0;
    }
}
