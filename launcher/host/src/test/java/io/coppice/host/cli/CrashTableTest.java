package io.coppice.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import org.junit.jupiter.api.Test;

class CrashTableTest {

    @Test
    void a_crash_has_its_time_path_reason_message_and_chain() {
        JsonArray crashes = new JsonArray("""
                [{"at":"2026-01-01T00:00:00.123456789Z","path":"/kv/registry","outcome":"restarted","down_ms":12.4,
                  "reason":"crashed: boom","message":{"address":"kv.registry","body":"{\\"password\\":\\"***\\"}"},
                  "chain":[{"path":"/kv/router","outcome":"restarted","down_ms":1500.0,"failed_starts":1},
                           {"path":"/kv","outcome":"gave_up"}],"cut":true},
                 {"at":"2026-01-01T00:00:01Z","path":"/a","outcome":"not_restarted","reason":"crashed: \\u001b[2J"}]
                """);
        assertThat(CrashTable.of(crashes))
                .containsExactly(
                        "2026-01-01T00:00:00.123Z  /kv/registry  restarted after 12 ms",
                        "    crashed: boom",
                        "    handling a message to kv.registry: {\"password\":\"***\"}",
                        "    -> /kv/router  restarted after 1 s, 1 failed start",
                        "    -> /kv         gave up",
                        "    -> and more",
                        "2026-01-01T00:00:01.000Z  /a            not restarted",
                        "    crashed: \\u001b[2J");
    }
}
