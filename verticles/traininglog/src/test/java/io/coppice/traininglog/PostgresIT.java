package io.coppice.traininglog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.test.PostgresServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole tree with its books in PostgreSQL. */
@SuppressWarnings("NullAway.Init")
class PostgresIT {

    private static PostgresServer server;

    @TempDir
    private Path data;

    @BeforeAll
    static void startServer() throws IOException {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    private RunningTree tree() {
        JsonObject database = new JsonObject().put("database", server.config());
        return new RunningTree(data, new JsonObject().put("writer", database).put("pool", database.copy()));
    }

    private static String post(RunningTree tree, String user, int rep) {
        return tree.http.post(user, "movement_name=squat&weight=1&rep=" + rep).body();
    }

    private static List<String> reps(RunningTree tree, String user) {
        return new JsonObject(tree.http.get(user).body())
                .getJsonArray("logs").stream()
                        .map(log -> ((JsonObject) log).getString("rep"))
                        .toList();
    }

    @Test
    void twoNodesWriteToOneBookAndItsNumbersSayTheOrder() {
        ExecutorService clients = Executors.newFixedThreadPool(4);
        Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
        try (RunningTree first = tree();
                RunningTree second = tree()) {
            List<CompletableFuture<Void>> posts = new ArrayList<>();
            for (int client = 0; client < 4; client++) {
                RunningTree node = client % 2 == 0 ? first : second;
                IntStream reps = IntStream.range(client * 100, client * 100 + 50);
                posts.add(CompletableFuture.runAsync(
                        () -> reps.forEach(rep -> {
                            if (post(node, "alice", rep).equals("OK")) {
                                acknowledged.add(String.valueOf(rep));
                            }
                        }),
                        clients));
            }
            posts.forEach(CompletableFuture::join);

            // Each sees what the other wrote when it writes the next time.
            assertThat(post(first, "alice", 1_000)).isEqualTo("OK");
            assertThat(post(second, "alice", 1_001)).isEqualTo("OK");
            List<String> book = reps(second, "alice");
            assertThat(acknowledged).hasSizeGreaterThan(100);
            assertThat(book).doesNotHaveDuplicates().containsAll(acknowledged);
            assertThat(book.subList(0, 2)).containsExactly("1001", "1000");
            assertThat(post(first, "alice", 1_002)).isEqualTo("OK");
            assertThat(reps(first, "alice").subList(1, book.size() + 1)).isEqualTo(book);
        } finally {
            clients.shutdownNow();
        }
        assertThat(Files.exists(data.resolve("traininglog.db"))).isFalse();
    }

    @Test
    void whatWasAnsweredOkIsThereAfterTheServerIsKilledAndTheNodeGoesOn() throws IOException {
        try (RunningTree tree = tree()) {
            List<String> acknowledged = new ArrayList<>();
            for (int rep = 0; rep < 20; rep++) {
                assertThat(post(tree, "bob", rep)).isEqualTo("OK");
                acknowledged.add(String.valueOf(rep));
            }
            server.kill();
            assertThat(post(tree, "bob", 500)).contains("PostgreSQL at 127.0.0.1");
            assertThat(reps(tree, "bob")).as("what is loaded is still read").hasSize(20);

            server.startAgain();

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> post(tree, "bob", 1_000).equals("OK"));
            assertThat(reps(tree, "bob")).containsAll(acknowledged).contains("1000");
            assertThat(tree.http.get("nobody").statusCode()).isEqualTo(404);
        }
    }
}
