package io.coppice.host.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The real command as a process of its own, with its output in files. */
final class NodeProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path out;
    private final Path err;

    NodeProcess(Path folder, String... arguments) {
        this(folder, List.of(), arguments);
    }

    NodeProcess(Path folder, List<String> jvmOptions, String... arguments) {
        try {
            out = Files.createTempFile(folder, "out", ".txt");
            err = Files.createTempFile(folder, "err", ".txt");
            List<String> command = new ArrayList<>(List.of(
                    // Who runs the build in the background has these ignored, and so would the node.
                    "env",
                    "--default-signal=INT,HUP",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    // It does not run for long.
                    "-XX:TieredStopAtLevel=1",
                    // What the command's script passes: newer versions of Java warn of native transports otherwise.
                    "-XX:+IgnoreUnrecognizedVMOptions",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow"));
            command.addAll(jvmOptions);
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
            command.addAll(List.of(arguments));
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    NodeProcess awaitOut(String regex) {
        Pattern pattern = Pattern.compile(regex);
        Awaitility.await()
                .atMost(PATIENCE)
                .failFast("it ended too early", () -> !process.isAlive() && !find(pattern))
                .until(() -> find(pattern));
        return this;
    }

    private boolean find(Pattern pattern) {
        return pattern.matcher(out()).find();
    }

    /** The status that the node's observer answers with. */
    int status(String path) {
        try {
            URL url = URI.create("http://127.0.0.1:" + observerPort() + path).toURL();
            return ((HttpURLConnection) url.openConnection()).getResponseCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int observerPort() {
        Matcher matcher =
                Pattern.compile("listening observer 127\\.0\\.0\\.1:(\\d+)").matcher(out());
        if (!matcher.find()) {
            throw new AssertionError(out());
        }
        return Integer.parseInt(matcher.group(1));
    }

    /** Sends a signal by its name. */
    NodeProcess signal(String name) {
        try {
            int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new AssertionError("kill -" + name + " exits " + status);
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    int exitCode() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("it still runs: " + out() + err());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
