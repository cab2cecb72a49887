package io.coppice.distribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A running {@code coppice run}, with its output in files of its folder. */
final class Node implements AutoCloseable {

    private static final int FIRST_PORT = 20_000;
    private static final int MOST_PORTS = 12_000;
    private static final AtomicInteger NEXT_PORT = new AtomicInteger(new Random().nextInt(MOST_PORTS));

    static final Path ROOT = Path.of(System.getProperty("coppice.root"));
    static final Path COMMAND = Path.of(System.getProperty("coppice.home"), "bin", "coppice");

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    final Path folder;
    final int kv;
    final int log;
    final int observer;
    /** Of the one component, where the configuration is that of one. */
    final int component;

    private final Process process;

    /** Runs a configuration with free ports and a data folder of its own, and waits until it is ready. */
    static Node ready(Path folder, Path config, String... more) {
        return new Node(folder, config, more).awaitReady();
    }

    Node awaitReady() {
        Awaitility.await()
                .atMost(PATIENCE)
                .failFast(() -> {
                    if (!process.isAlive()) {
                        throw new AssertionError("it ended: " + out() + err());
                    }
                })
                .until(() -> out().contains("coppice ready"));
        return this;
    }

    /**
     * Runs the configuration of one component, and waits until it is ready.
     *
     * @param port what is set to its port, such as {@code supervisor.children.web.config.port}; empty for one without
     */
    static Node ofComponent(Path folder, Path config, String port) {
        int free = freePort();
        String[] options = port.isEmpty() ? new String[0] : new String[] {"--set", port + "=" + free};
        return new Node(folder, freePort(), freePort(), freePort(), free, config, Map.of(), options).awaitReady();
    }

    /** Runs it on another JVM, with the options of a node that is to last, and waits until it is ready. */
    static Node on(Path java, Path folder, Path config) {
        Map<String, String> environment = Map.of("JAVA_HOME", java.toString(), "COPPICE_JAVA_OPTS", "");
        return new Node(folder, freePort(), freePort(), freePort(), 0, config, environment).awaitReady();
    }

    /** Runs it, with the ports of those components that the configuration has. */
    Node(Path folder, Path config, String... more) {
        this(folder, freePort(), freePort(), freePort(), 0, config, Map.of(), more);
    }

    private Node(
            Path folder,
            int kv,
            int log,
            int observer,
            int component,
            Path config,
            Map<String, String> environment,
            String... more) {
        this.folder = folder;
        this.kv = kv;
        this.log = log;
        this.observer = observer;
        this.component = component;
        List<String> command = new ArrayList<>(List.of(
                COMMAND.toString(),
                "run",
                config.toString(),
                "--data",
                folder.resolve("data").toString(),
                "--set",
                "observer.port=" + observer));
        try {
            String declared = Files.readString(ROOT.resolve(config));
            if (declared.contains("io.coppice.kv.Acceptor")) {
                command.addAll(List.of("--set", "supervisor.children.kv.children.acceptor.config.port=" + kv));
            }
            if (declared.contains("io.coppice.traininglog.web.WebServer")) {
                command.addAll(List.of("--set", "supervisor.children.traininglog.children.web.config.port=" + log));
            }
            // Behind those above, as the last one counts.
            command.addAll(List.of(more));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(ROOT.toFile())
                    .redirectOutput(folder.resolve("out").toFile())
                    .redirectError(folder.resolve("err").toFile());
            builder.environment().putAll(environment);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A port that nothing listens on, another one each time. It is below those that a system gives to clients (from 32768), or
     * a connection made meanwhile might have it when its server starts.
     */
    static int freePort() {
        for (int tries = 0; tries < MOST_PORTS; tries++) {
            int port = FIRST_PORT + Math.floorMod(NEXT_PORT.getAndIncrement(), MOST_PORTS);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                // The next one may be free.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new IllegalStateException("no free port from " + FIRST_PORT + " on");
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
        return Pattern.compile("\\b(4040|400[0-5])\\b").matcher(command).replaceAll(match -> switch (match.group()) {
            case "4040" -> "" + kv;
            case "4000" -> "" + log;
            case "4001" -> "" + observer;
            default -> "" + component;
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
