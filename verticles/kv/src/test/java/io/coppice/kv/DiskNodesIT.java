package io.coppice.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.kv.replica.FakeStore;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes with a log each, that lose all that they have in memory. */
class DiskNodesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final JsonObject DISK = new JsonObject().put("durability", "disk");
    private static final List<String> BUCKETS = List.of("milk", "eggs", "bread", "tea", "salt", "rice");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private static void ask(Client client, String command) {
        await().atMost(PATIENCE).until(() -> client.ask(command, 1).equals("OK\r\n"));
    }

    private static String value(Client client, String bucket) {
        String first = client.ask("GET " + bucket + " left", 1);
        if (!first.startsWith("ERROR") && !first.startsWith("NOT FOUND")) {
            client.lines(1);
        }
        return first.strip();
    }

    private static void put(KvNodes nodes, String node, String value) {
        try (Client client = nodes.client(node)) {
            for (String bucket : BUCKETS) {
                ask(client, "CREATE " + bucket);
                ask(client, "PUT " + bucket + " left " + value);
            }
        }
    }

    private static void assertAllAre(KvNodes nodes, String node, String value) {
        try (Client client = nodes.client(node)) {
            for (String bucket : BUCKETS) {
                await().atMost(PATIENCE).until(() -> !value(client, bucket).startsWith("ERROR"));
                assertThat(value(client, bucket)).as(bucket).isEqualTo(value);
            }
        }
    }

    @Test
    void the_newest_log_is_true_also_where_another_node_has_an_older_one() {
        try (KvNodes nodes = KvNodes.logging(new FakeStore(), folder, 2, DISK, "a", "b")) {
            put(nodes, "a", "1");
            // Node b has all partitions from now on; the log of a stays as it is.
            nodes.members(List.of("a", "b"), KvNodes.inTurns(List.of("b")));
            put(nodes, "b", "2");
        }
        try (KvNodes nodes = KvNodes.logging(new FakeStore(), folder, 2, DISK, "a", "b")) {
            assertAllAre(nodes, "a", "2");
        }
    }

    /** A node that was cut off, or stopped, has what was there then; the others went on, and lost what they had in memory. */
    @Test
    void what_is_in_memory_gives_way_to_a_log_that_is_further() {
        FakeStore cutOff;
        FakeStore store = new FakeStore();
        try (KvNodes nodes = KvNodes.logging(store, folder, 2, DISK, "a", "b")) {
            put(nodes, "a", "1");
            try (Client client = nodes.client("a")) {
                ask(client, "CREATE gone");
                cutOff = store.copy();
                ask(client, "DROP gone");
            }
            put(nodes, "a", "2");
        }
        try (KvNodes nodes = KvNodes.logging(cutOff, folder, 2, DISK, "a", "b");
                Client client = nodes.client("b")) {
            assertAllAre(nodes, "b", "2");
            await().atMost(PATIENCE).until(() -> client.ask("GET gone x", 1), answer -> answer.startsWith("NOT FOUND"));
            put(nodes, "b", "3");
            // Once more: the others have it in memory, too.
            nodes.members(List.of("a", "b"), KvNodes.inTurns(List.of("a")));
            assertAllAre(nodes, "a", "3");
        }
    }

    @Test
    void nothing_is_served_while_a_log_is_missing_unless_it_is_given_up_and_then_for_good() {
        try (KvNodes nodes = KvNodes.logging(new FakeStore(), folder, 2, DISK, "a", "b")) {
            nodes.members(List.of("a", "b"), KvNodes.inTurns(List.of("a")));
            put(nodes, "a", "1");
            nodes.members(List.of("a", "b"), KvNodes.inTurns(List.of("b")));
            put(nodes, "b", "2");
        }
        try (KvNodes nodes = KvNodes.logging(new FakeStore(), folder, 2, DISK, "a");
                Client client = nodes.client("a")) {
            assertThat(value(client, "milk")).startsWith("ERROR the bucket is not available at the moment");
        }
        JsonObject without = DISK.copy().put("lost_nodes", new JsonArray().add("b"));
        try (KvNodes nodes = KvNodes.logging(new FakeStore(), folder, 2, without, "a")) {
            assertAllAre(nodes, "a", "1");
            put(nodes, "a", "3");
        }
        try (KvNodes nodes = KvNodes.logging(new FakeStore(), folder, 2, DISK, "a", "b")) {
            assertAllAre(nodes, "b", "3");
        }
    }
}
