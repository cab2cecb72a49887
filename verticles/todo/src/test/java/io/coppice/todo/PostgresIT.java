package io.coppice.todo;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.test.PostgresServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole tree with its lists in PostgreSQL: they outlive the node that they were written on. */
class PostgresIT {

    @TempDir
    private Path data;

    private RunningTree node(String name, PostgresServer server) {
        JsonObject database = new JsonObject().put("database", server.config());
        JsonObject workers = new JsonObject();
        for (int i = 1; i <= 3; i++) {
            workers.put("worker-" + i, database.copy());
        }
        return new RunningTree(data.resolve(name), workers);
    }

    @Test
    void aListIsThereAfterItsNodeIsGone() throws IOException {
        try (PostgresServer server = PostgresServer.start();
                RunningTree second = node("second", server)) {
            Set<String> acknowledged = new HashSet<>();
            try (RunningTree first = node("first", server)) {
                for (int i = 0; i < 20; i++) {
                    String title = "Entry-" + i;
                    String body = "{\"date\":\"2026-11-20\",\"title\":\"" + title + "\"}";
                    assertThat(first.http
                                    .json("POST", "/lists/bob/entries", body)
                                    .statusCode())
                            .isEqualTo(201);
                    acknowledged.add(title);
                }
            }

            assertThat(second.http.get("/lists/bob/entries").body()).contains(acknowledged);
            assertThat(second.http
                            .json("POST", "/lists/bob/entries", "{\"date\":\"2026-11-21\",\"title\":\"One more\"}")
                            .body())
                    .contains("\"id\":21");
        }
        assertThat(Files.exists(data.resolve("first/todo.db"))).isFalse();
    }
}
