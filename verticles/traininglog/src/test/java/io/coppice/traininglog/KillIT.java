package io.coppice.traininglog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process is killed while ten clients post: everything that was answered OK is there afterwards. */
class KillIT {

    private static final int CLIENTS = 10;
    private static final int ROUNDS = 3;

    @TempDir
    private Path data;

    @TempDir
    private Path temporary;

    @Test
    void whatWasAnsweredOkSurvivesKill9() throws IOException, InterruptedException {
        Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
        for (int round = 0; round < ROUNDS; round++) {
            postUntilKilled(round, acknowledged);
        }

        Process node = startNode();
        try {
            BooksTalk http = new BooksTalk(port(node));
            Set<String> found = new HashSet<>();
            for (int client = 0; client < CLIENTS; client++) {
                String user = "user" + client;
                Stream.of(http.get(user).body().split("\"rep\":\"", -1))
                        .skip(1)
                        .map(rest -> user + " " + rest.substring(0, rest.indexOf('"')))
                        .forEach(log ->
                                assertThat(found.add(log)).as("once: %s", log).isTrue());
            }
            assertThat(acknowledged).hasSizeGreaterThan(ROUNDS * 100);
            assertThat(found).containsAll(acknowledged);
        } finally {
            node.destroyForcibly().waitFor();
        }
        try (Stream<Path> left = Files.list(data.resolve("native"))) {
            assertThat(left).isEmpty();
        }
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left.map(Path::getFileName).map(Path::toString)).noneMatch(name -> name.contains("sqlite"));
        }
    }

    private void postUntilKilled(int round, Queue<String> acknowledged) throws IOException, InterruptedException {
        Process node = startNode();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            int port = port(node);
            int before = acknowledged.size();
            for (int client = 0; client < CLIENTS; client++) {
                String user = "user" + client;
                clients.execute(() -> postUntilRefused(new BooksTalk(port), user, round, acknowledged));
            }
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> acknowledged.size() > before + 100 + 50 * round);
        } finally {
            // SIGKILL.
            node.destroyForcibly().waitFor();
            clients.shutdown();
            assertThat(clients.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void postUntilRefused(BooksTalk http, String user, int round, Queue<String> acknowledged) {
        for (int i = 0; ; i++) {
            int rep = round * 100_000 + i;
            try {
                if (!http.post(user, "movement_name=squat&weight=1&rep=" + rep)
                        .body()
                        .equals("OK")) {
                    return;
                }
            } catch (UncheckedIOException killed) {
                return;
            }
            acknowledged.add(user + " " + rep);
        }
    }

    private Process startNode() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-Djava.io.tmpdir=" + temporary,
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                NodeMain.class.getName(),
                data.toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static int port(Process node) throws IOException {
        BufferedReader out = node.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("port ")) {
                return Integer.parseInt(line.substring("port ".length()));
            }
        }
        throw new AssertionError("the node did not start");
    }
}
