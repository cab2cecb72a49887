package io.coppice.traininglog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.test.NamedNodes;
import io.coppice.test.PostgresServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes of a cluster that have their books together: each user has one server, reached from both. */
@SuppressWarnings("NullAway.Init")
class TwoNodesIT {

    private static final int USERS = 10;

    @TempDir
    private Path data;

    private final ExecutorService clients = Executors.newFixedThreadPool(4);
    private PostgresServer server;
    private NamedNodes nodes;
    private RunningTree a;
    private RunningTree b;

    @BeforeEach
    void start() throws Exception {
        server = PostgresServer.start();
        nodes = new NamedNodes("a", "b");
        a = tree("a");
        b = tree("b");
    }

    private RunningTree tree(String node) {
        JsonObject database = new JsonObject().put("database", server.config());
        return new RunningTree(
                nodes.vertx(node),
                data,
                new JsonObject().put("writer", database).put("pool", database.copy()));
    }

    @AfterEach
    void stop() throws IOException {
        clients.shutdownNow();
        for (AutoCloseable each : new AutoCloseable[] {a, b}) {
            if (each instanceof RunningTree tree) {
                tree.close();
            }
        }
        if (server != null) {
            server.close();
        }
    }

    private static String post(RunningTree node, String user, int rep) {
        return node.http.post(user, "movement_name=squat&weight=1&rep=" + rep).body();
    }

    private static List<String> reps(RunningTree node, String user) {
        return new JsonObject(node.http.get(user).body())
                .getJsonArray("logs").stream()
                        .map(log -> ((JsonObject) log).getString("rep"))
                        .toList();
    }

    private static JsonObject lookup(RunningTree node, String user) {
        return node.ask(
                "traininglog.registry", new JsonObject().put("action", "lookup").put("username", user));
    }

    private static int servers(RunningTree node) {
        return node.ask("traininglog.registry", new JsonObject().put("action", "count"))
                .getInteger("books");
    }

    @Test
    void aBookIsReachedFromBothAndItsServerRunsOnce() {
        assertThat(b.http.get("alice").statusCode()).isEqualTo(404);
        assertThat(post(a, "alice", 1)).isEqualTo("OK");
        assertThat(post(b, "alice", 2)).isEqualTo("OK");
        assertThat(reps(b, "alice")).containsExactly("2", "1").isEqualTo(reps(a, "alice"));
        assertThat(b.http.get("alice").body()).isEqualTo(a.http.get("alice").body());
        assertThat(lookup(b, "alice").encode())
                .isEqualTo("{\"loaded\":true,\"path\":\"/traininglog/books/alice\",\"node\":\"a\"}");
        assertThat(b.http.post("alice", "movement_name=squat&weight=1").statusCode())
                .isEqualTo(400);

        // At once from both: who comes second finds the first one's.
        List<CompletableFuture<String>> posts = new ArrayList<>();
        for (int i = 0; i < USERS; i++) {
            String user = "user " + i;
            String path = user.replace(" ", "%20");
            posts.add(CompletableFuture.supplyAsync(() -> post(a, path, 1), clients));
            posts.add(CompletableFuture.supplyAsync(() -> post(b, path, 2), clients));
        }
        assertThat(posts).extracting(CompletableFuture::join).containsOnly("OK");
        assertThat(servers(a) + servers(b)).as("servers").isEqualTo(1 + USERS);
        for (int i = 0; i < USERS; i++) {
            assertThat(reps(a, "user%20" + i)).containsExactlyInAnyOrder("1", "2");
        }
    }

    @Test
    void aBookOfALostNodeIsThereFromTheOtherWithAllThatWasAcknowledged() {
        assertThat(post(a, "alice", 0)).isEqualTo("OK");
        Queue<String> acknowledged = new ConcurrentLinkedQueue<>(List.of("0"));
        AtomicBoolean isOver = new AtomicBoolean();
        List<CompletableFuture<Void>> posting = new ArrayList<>();
        for (int client = 1; client <= 3; client++) {
            int first = client * 100_000;
            posting.add(CompletableFuture.runAsync(
                    () -> {
                        for (int rep = first; !isOver.get(); rep++) {
                            if (post(b, "alice", rep).equals("OK")) {
                                acknowledged.add(String.valueOf(rep));
                            }
                        }
                    },
                    clients));
        }
        await().until(() -> acknowledged.size() > 20);

        nodes.lose("a");

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(lookup(b, "alice").getString("node")).isEqualTo("b"));
        await().until(() -> servers(a) == 0);
        int before = acknowledged.size();
        await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.size() > before + 20);
        isOver.set(true);
        posting.forEach(CompletableFuture::join);
        assertThat(reps(b, "alice")).doesNotHaveDuplicates().containsAll(acknowledged);
        assertThat(a.http.get("alice").body()).contains("not in touch with a majority");
    }
}
