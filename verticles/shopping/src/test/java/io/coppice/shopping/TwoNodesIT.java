package io.coppice.shopping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Supervision;
import io.coppice.test.NamedNodes;
import io.coppice.test.PostgresServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes of a cluster that have their sessions together: each session has one process, reached from both. */
@SuppressWarnings("NullAway.Init")
class TwoNodesIT {

    private static final String PROCESS = "/shopping/sessions/s";

    @TempDir
    Path data;

    private PostgresServer server;
    private NamedNodes nodes;
    private RunningShop a;
    private RunningShop b;

    @BeforeEach
    void start() throws Exception {
        server = PostgresServer.start();
        nodes = new NamedNodes("a", "b");
        a = shop("a");
        b = shop("b");
    }

    private RunningShop shop(String node) {
        return new RunningShop(nodes.vertx(node), data, 600, new JsonObject().put("database", server.config()));
    }

    @AfterEach
    void stop() throws IOException {
        for (AutoCloseable each : new AutoCloseable[] {a, b}) {
            if (each instanceof RunningShop shop) {
                shop.close();
            }
        }
        if (server != null) {
            server.close();
        }
    }

    private static void add(RunningShop node, String item) {
        node.ask("POST", "/sessions/s/items", "{'item':'" + item + "','price':1}");
    }

    private static Stream<String> items(JsonObject session) {
        return session.getJsonArray("items").stream().map(item -> ((JsonObject) item).getString("item"));
    }

    private static boolean runs(RunningShop node) {
        return Supervision.of(node.vertx).child(PROCESS).isPresent();
    }

    @Test
    void aSessionIsReachedFromBothAndOutlivesItsNode() {
        a.ask("POST", "/sessions", "{'key':'s'}");
        add(a, "milk");
        add(b, "eggs");
        assertThat(items(b.ask("GET", "/sessions/s", ""))).containsExactlyInAnyOrder("milk", "eggs");
        assertThat(b.send("POST", "/sessions", "{'key':'s'}").statusCode()).isEqualTo(409);
        assertThat(runs(a)).isTrue();
        assertThat(runs(b)).isFalse();

        nodes.lose("a");

        await().until(() -> !runs(a));
        assertThat(items(b.ask("GET", "/sessions/s", ""))).containsExactlyInAnyOrder("milk", "eggs");
        assertThat(runs(b)).isTrue();
        add(b, "bread");
        assertThat(items(b.ask("POST", "/sessions/s/checkout", "{}")))
                .containsExactlyInAnyOrder("milk", "eggs", "bread");
        assertThat(a.send("GET", "/sessions/s", "").statusCode()).isIn(404, 503);
    }
}
