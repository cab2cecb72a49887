package io.coppice.todo;

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
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes of a cluster that have their lists together: each list has one server, reached from both. */
@SuppressWarnings("NullAway.Init")
class TwoNodesIT {

    private static final int LISTS = 10;

    @TempDir
    Path data;

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
        JsonObject workers = new JsonObject();
        for (int i = 1; i <= 3; i++) {
            workers.put("worker-" + i, new JsonObject().put("database", server.config()));
        }
        return new RunningTree(nodes.vertx(node), data, workers);
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

    private static int add(RunningTree node, String list, String title) {
        return node.http
                .post("/add_entry?list=" + list + "&date=2026-11-22&title=" + title)
                .statusCode();
    }

    private static List<String> titles(RunningTree node, String list) {
        return new JsonObject(node.http.get("/lists/" + list + "/entries").body())
                .getJsonArray("entries").stream()
                        .map(entry -> ((JsonObject) entry).getString("title"))
                        .toList();
    }

    private static int servers(RunningTree node) {
        return node.ask("todo.cache", new JsonObject().put("action", "count")).getInteger("servers");
    }

    @Test
    void aListIsReachedFromBothAndItsServerRunsOnce() {
        assertThat(add(a, "bob", "one")).isEqualTo(200);
        assertThat(add(b, "bob", "two")).isEqualTo(200);
        assertThat(titles(a, "bob")).containsExactly("one", "two").isEqualTo(titles(b, "bob"));
        assertThat(b.http.delete("/lists/bob/entries/1").statusCode()).isEqualTo(204);
        assertThat(b.http.delete("/lists/bob/entries/1").statusCode()).isEqualTo(404);
        assertThat(titles(a, "bob")).containsExactly("two");
        assertThat(List.of(servers(a), servers(b))).containsExactly(1, 0);

        // At once from both: who comes second finds the first one's.
        List<CompletableFuture<Integer>> posts = new ArrayList<>();
        for (int i = 0; i < LISTS; i++) {
            String list = "list" + i;
            posts.add(CompletableFuture.supplyAsync(() -> add(a, list, "a"), clients));
            posts.add(CompletableFuture.supplyAsync(() -> add(b, list, "b"), clients));
        }
        assertThat(posts).extracting(CompletableFuture::join).containsOnly(200);
        assertThat(servers(a) + servers(b)).as("servers").isEqualTo(1 + LISTS);
        for (int i = 0; i < LISTS; i++) {
            assertThat(titles(a, "list" + i)).containsExactlyInAnyOrder("a", "b");
        }
    }

    @Test
    void aListOfALostNodeIsThereFromTheOtherWithAllThatWasAcknowledgedOnce() {
        assertThat(add(a, "bob", "first")).isEqualTo(200);
        Queue<String> acknowledged = new ConcurrentLinkedQueue<>(List.of("first"));
        AtomicBoolean isOver = new AtomicBoolean();
        IntPredicate isAdded = i -> add(b, "bob", "t" + i) == 200 && acknowledged.add("t" + i);
        List<CompletableFuture<Void>> adding = new ArrayList<>();
        for (int client = 1; client <= 3; client++) {
            int first = client * 100_000;
            adding.add(CompletableFuture.runAsync(
                    () -> {
                        for (int i = first; !isOver.get(); i++) {
                            var unused = isAdded.test(i);
                        }
                    },
                    clients));
        }
        await().until(() -> acknowledged.size() > 20);

        nodes.lose("a");

        await().until(() -> servers(a) == 0);
        int before = acknowledged.size();
        await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.size() > before + 20);
        isOver.set(true);
        adding.forEach(CompletableFuture::join);
        assertThat(titles(b, "bob")).doesNotHaveDuplicates().containsAll(acknowledged);
        assertThat(servers(b)).isEqualTo(1);
        assertThat(a.http.get("/lists/bob/entries").body()).contains("not in touch with a majority");
    }
}
