package io.coppice.distribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A running {@code coppice run}, with its output in files of its folder. */
final class Node implements AutoCloseable {

    static final Path ROOT = Path.of(System.getProperty("coppice.root"));
    static final Path COMMAND = Path.of(System.getProperty("coppice.home"), "bin", "coppice");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final Path folder;
    final int kv = freePort();
    final int log = freePort();
    final int observer = freePort();
    private final Process process;

    /** Runs a configuration with free ports and a data folder of its own, and waits until it is ready. */
    static Node ready(Path folder, Path config, String... more) {
        Node node = new Node(folder, config, more);
        Awaitility.await()
                .atMost(PATIENCE)
                .failFast(() -> {
                    if (!node.process.isAlive()) {
                        throw new AssertionError("it ended: " + node.out() + node.err());
                    }
                })
                .until(() -> node.out().contains("coppice ready"));
        return node;
    }

    Node(Path folder, Path config, String... more) {
        this.folder = folder;
        List<String> command = new ArrayList<>(List.of(
                COMMAND.toString(),
                "run",
                config.toString(),
                "--data",
                folder.resolve("data").toString(),
                "--set",
                "observer.port=" + observer,
                "--set",
                "supervisor.children.kv.children.acceptor.config.port=" + kv,
                "--set",
                "supervisor.children.traininglog.children.web.config.port=" + log));
        command.addAll(List.of(more));
        try {
            process = new ProcessBuilder(command)
                    .directory(ROOT.toFile())
                    .redirectOutput(folder.resolve("out").toFile())
                    .redirectError(folder.resolve("err").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String out() {
        return text("out");
    }

    String err() {
        return text("err");
    }

    private String text(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The ports of the documents become those of this node; in one pass, as a free port may look like one of them. */
    String withItsPorts(String command) {
        return Pattern.compile("\\b(4040|4000|4001)\\b").matcher(command).replaceAll(match -> switch (match.group()) {
            case "4040" -> "" + kv;
            case "4000" -> "" + log;
            default -> "" + observer;
        });
    }

    long pid() {
        return process.pid();
    }

    /** SIGTERM, as systemd sends it. */
    void terminate() {
        process.destroy();
    }

    /** SIGKILL. */
    void killAtOnce() {
        process.destroyForcibly();
    }

    int exitCode() {
        try {
            if (process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            throw new AssertionError("it still runs: " + out() + err());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        int ignored = exitCode();
    }
}
