package io.coppice.proof.world;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A running {@code coppice run}. */
final class NodeProcess {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final Path err;

    NodeProcess(ProcessBuilder builder, Path folder) throws IOException {
        this.err = folder.resolve("err");
        this.process = builder.redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("out").toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(err.toFile()))
                .start();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void signal(String name) throws IOException {
        Tool.run("kill", "-" + name, Long.toString(process.pid()));
    }

    void kill() throws IOException {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Waits until it has ended. */
    void awaitEnd() throws IOException {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("it still runs after " + PATIENCE.toSeconds() + " s: " + Files.readString(err));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
