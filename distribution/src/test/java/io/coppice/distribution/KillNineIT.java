package io.coppice.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL of the node while ten clients post: what was answered OK is there afterwards. */
class KillNineIT {

    private static final int CLIENTS = 10;
    private static final int ENOUGH = 500;

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void noAcknowledgedLogIsLost() throws Exception {
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        AtomicInteger next = new AtomicInteger();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (Node node = Node.ready(folder, Node.ROOT.resolve("conf/host.json"))) {
            List<Future<?>> posting = IntStream.range(0, CLIENTS)
                    .<Future<?>>mapToObj(client -> clients.submit(() -> post(node, client, next, acknowledged)))
                    .toList();
            await().until(() -> acknowledged.size() > ENOUGH);
            node.killAtOnce();
            node.exitCode();
            for (Future<?> each : posting) {
                each.get();
            }
        } finally {
            clients.shutdownNow();
        }

        try (Node again = Node.ready(folder, Node.ROOT.resolve("conf/host.json"))) {
            Set<String> found = ConcurrentHashMap.newKeySet();
            for (int client = 0; client < CLIENTS; client++) {
                JsonObject book = new JsonObject(http.send(
                                HttpRequest.newBuilder(URI.create(
                                                "http://127.0.0.1:" + again.log + "/training_log_books/u" + client))
                                        .build(),
                                BodyHandlers.ofString())
                        .body());
                String user = "u" + client;
                found.addAll(book.getJsonArray("logs").stream()
                        .map(entry -> user + " " + ((JsonObject) entry).getString("rep"))
                        .collect(Collectors.toSet()));
            }
            assertThat(found).containsAll(acknowledged);
        }
    }

    /** Posts logs with ever new numbers until the node is gone. */
    private void post(Node node, int client, AtomicInteger next, Set<String> acknowledged) {
        while (true) {
            int rep = next.getAndIncrement();
            URI uri = URI.create("http://127.0.0.1:" + node.log + "/training_log_books/u" + client
                    + "/training_logs?movement_name=squat&weight=100&rep=" + rep);
            try {
                HttpResponse<String> response = http.send(
                        HttpRequest.newBuilder(uri)
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString());
                assertThat(response.body()).isEqualTo("OK");
                acknowledged.add("u" + client + " " + rep);
            } catch (IOException gone) {
                return;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
