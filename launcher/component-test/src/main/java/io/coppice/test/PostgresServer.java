package io.coppice.test;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Debian's PostgreSQL on a free port, in a folder that goes with it; as root it runs under the user that Debian made for it. */
public final class PostgresServer implements AutoCloseable {

    private static final String USER = "coppice";

    /** With what a URI would have to escape. */
    private static final String PASSWORD = "p@ss/word";

    private final Path programs;
    private final Path folder;
    private final int port;
    private Process server;

    private PostgresServer(Path programs) throws IOException {
        this.programs = programs;
        this.folder = Files.createTempDirectory("coppice-postgresql");
        this.port = freePort();
        if (isRoot()) {
            run("chown", "postgres", folder.toString());
        }
        Path password = Files.writeString(Files.createTempFile("coppice", "password"), PASSWORD);
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r--r--"));
        run(asUser(
                "initdb",
                "--no-sync",
                "--auth=scram-sha-256",
                "--username=" + USER,
                "--pwfile=" + password,
                "--encoding=UTF8",
                "--no-locale",
                "--pgdata=" + folder.resolve("data")));
        Files.delete(password);
        server = startServer();
    }

    /** A server of its own; the test is skipped where PostgreSQL is not installed. */
    public static PostgresServer start() throws IOException {
        Optional<Path> programs = programs();
        assumeThat(programs)
                .as("PostgreSQL's initdb, of Debian's package postgresql")
                .isPresent();
        return new PostgresServer(programs.orElseThrow());
    }

    private static Optional<Path> programs() throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) {
            return Optional.empty();
        }
        try (Stream<Path> found = Files.list(versions)) {
            return found.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        }
    }

    private Process startServer() throws IOException {
        Path log = Path.of(folder + ".log");
        Process started = new ProcessBuilder(asUser(
                        "postgres",
                        "-D",
                        folder.resolve("data").toString(),
                        "-p",
                        String.valueOf(port),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "unix_socket_directories=",
                        "-c",
                        "synchronous_commit=off"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        // It listens before that, and refuses whoever comes until it has looked at its files.
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> started.isAlive() && Files.readString(log).contains("ready to accept connections"));
        return started;
    }

    /** What the configuration of the database says to reach it. */
    public JsonObject config() {
        return new JsonObject()
                .put(
                        "postgresql",
                        new JsonObject()
                                .put("uri", "postgresql://" + USER + "@127.0.0.1:" + port + "/postgres")
                                .put("password", PASSWORD));
    }

    /** As if the machine had lost it: connections break, and nothing is put in order. */
    public void kill() {
        List<ProcessHandle> sessions = server.descendants().toList();
        server.destroyForcibly().onExit().join();
        for (ProcessHandle session : sessions) {
            session.destroyForcibly();
            session.onExit().join();
        }
    }

    public void startAgain() throws IOException {
        server = startServer();
    }

    @Override
    public void close() throws IOException {
        kill();
        run("rm", "-rf", folder.toString(), folder + ".log");
    }

    private List<String> asUser(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static void run(String... command) throws IOException {
        run(List.of(command));
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(command + " failed: " + output);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
