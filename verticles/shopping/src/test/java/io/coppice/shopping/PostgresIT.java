package io.coppice.shopping;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.test.PostgresServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole shop with its sessions in PostgreSQL: they outlive the node that they began on. */
class PostgresIT {

    @TempDir
    private Path data;

    @Test
    void aSessionGoesOnAfterItsNodeIsGone() throws IOException {
        try (PostgresServer server = PostgresServer.start()) {
            JsonObject database = new JsonObject().put("database", server.config());
            String id;
            try (RunningShop first = new RunningShop(data.resolve("first"), 600, database)) {
                id = first.ask("POST", "/sessions", "{'key':'alice'}").getString("id");
                first.ask("POST", "/sessions/alice/items", "{'item':'tea','price':4.5,'quantity':2}");
            }

            try (RunningShop second = new RunningShop(data.resolve("second"), 600, database)) {
                assertThat(second.send("POST", "/sessions", "{'key':'alice'}").statusCode())
                        .isEqualTo(409);
                JsonObject found = second.ask("GET", "/sessions/alice", "");
                assertThat(found.getString("id")).isEqualTo(id);
                assertThat(found.getString("total")).isEqualTo("9.00");
                second.ask("POST", "/sessions/alice/checkout", "");
                assertThat(second.ask("GET", "/sales/alice", "").getString("total"))
                        .isEqualTo("9.00");
            }
        }
        assertThat(Files.exists(data.resolve("first/shopping.db"))).isFalse();
    }
}
