package io.coppice.kv;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** The tools of the machine that tests use where they are installed. */
final class Tool {

    private Tool() {}

    static boolean has(String name) {
        return bash("command -v " + name + " || true").contains(name);
    }

    /** What a command writes, its errors too. */
    static String bash(String command) {
        try {
            Process process = new ProcessBuilder("bash", "-c", command)
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .start();
            CompletableFuture<Boolean> late = CompletableFuture.supplyAsync(() -> {
                try {
                    boolean over60 = !process.waitFor(60, SECONDS);
                    if (over60) {
                        process.destroyForcibly();
                    }
                    return over60;
                } catch (InterruptedException e) {
                    process.destroyForcibly();
                    return true;
                }
            });
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (late.join()) {
                throw new AssertionError("not over after 60 s: " + command + "\n" + out);
            }
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
