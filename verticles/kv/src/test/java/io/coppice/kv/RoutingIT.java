package io.coppice.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.kv.store.BucketTable;
import io.coppice.kv.store.Bytes;
import io.coppice.kv.store.Hash;
import io.coppice.supervision.nodes.Partitions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** Commands that go from one node to another: the tutorial's table, other tables, none, and what goes wrong between. */
class RoutingIT {

    private @Nullable KvNodes open;

    private KvNodes nodes(KvNodes nodes) {
        open = nodes;
        return nodes;
    }

    @AfterEach
    void stop() {
        if (open != null) {
            open.close();
        }
    }

    private static Map<String, JsonObject> configs(JsonObject a, JsonObject b) {
        Map<String, JsonObject> configs = new LinkedHashMap<>();
        configs.put("a", a);
        configs.put("b", b);
        return configs;
    }

    private static KvNodes withTheTutorialsTable() {
        JsonObject table = KvNodes.table("a-m", "a", "n-z", "b");
        return new KvNodes(configs(table, table));
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n";
    }

    private static boolean has(KvNodes nodes, String node, String bucket) {
        return BucketTable.of(nodes.vertx(node)).lookup(Bytes.of(bucket)) != null;
    }

    @Test
    void the_tutorials_table_says_where_a_bucket_is() {
        KvNodes nodes = nodes(withTheTutorialsTable());
        try (Client a = nodes.client("a");
                Client b = nodes.client("b")) {
            a.send(lines(
                    "CREATE shopping",
                    "PUT shopping milk 1",
                    "CREATE market",
                    "PUT market eggs 2",
                    "GET shopping milk",
                    "KEYS shopping",
                    "GET shopping none",
                    "NONSENSE",
                    "GET market eggs",
                    "GET unknown x"));
            assertThat(a.lines(14))
                    .isEqualTo(lines("OK", "OK", "OK", "OK", "1", "OK", "milk", "OK", "", "OK")
                            + lines("UNKNOWN COMMAND", "2", "OK", "NOT FOUND"));
            assertThat(b.ask("GET shopping milk", 2)).isEqualTo("1\r\nOK\r\n");
            assertThat(b.ask("GET market eggs", 2)).isEqualTo("2\r\nOK\r\n");
            assertThat(has(nodes, "a", "market")).isTrue();
            assertThat(has(nodes, "b", "shopping")).isTrue();
            assertThat(has(nodes, "a", "shopping")).isFalse();
            assertThat(a.ask("DROP shopping", 1)).isEqualTo("OK\r\n");
            assertThat(b.ask("GET shopping milk", 1)).isEqualTo("NOT FOUND\r\n");
            assertThat(a.ask("GET 9lives x", 1))
                    .isEqualTo("ERROR no node for bucket 9lives: the routing table of node a has no range for its"
                            + " first byte\r\n");
        }
    }

    @Test
    void a_read_of_many_commands_is_one_message_to_a_node() {
        KvNodes nodes = nodes(withTheTutorialsTable());
        try (Client a = nodes.client("a")) {
            a.ask("CREATE shopping", 1);
            int before = nodes.messages.get();
            a.send("PUT shopping n 1\nGET shopping n\n".repeat(100));
            assertThat(a.lines(300)).isEqualTo("OK\r\n1\r\nOK\r\n".repeat(100));
            // One, where the network has not cut the 3 KB in parts.
            assertThat(nodes.messages.get() - before).isBetween(1, 5);
        }
    }

    @Test
    void answers_keep_the_order_of_commands_whatever_the_node() {
        KvNodes nodes = nodes(KvNodes.of("a", "b", "c"));
        try (Client client = nodes.client("a")) {
            StringBuilder commands = new StringBuilder();
            StringBuilder expected = new StringBuilder();
            for (int i = 0; i < 200; i++) {
                commands.append("CREATE b" + i % 20 + "\nPUT b" + i % 20 + " k " + i + "\nGET b" + i % 20 + " k\n");
                expected.append("OK\r\nOK\r\n" + i + "\r\nOK\r\n");
            }
            client.send(commands.toString());
            assertThat(client.lines(800)).isEqualTo(expected.toString());
            assertThat(List.of("a", "b", "c"))
                    .allSatisfy(node ->
                            assertThat(BucketTable.of(nodes.vertx(node)).size()).isPositive());
        }
    }

    @Test
    void answers_larger_than_one_message_come_in_several() {
        KvNodes nodes = nodes(withTheTutorialsTable());
        String large = "x".repeat(60_000);
        try (Client a = nodes.client("a")) {
            a.ask("CREATE shopping", 1);
            a.ask("PUT shopping k " + large, 1);
            a.send("GET shopping k\n".repeat(100));
            assertThat(a.reader().lines().limit(200).toList())
                    .isEqualTo(Stream.generate(() -> List.of(large, "OK"))
                            .limit(100)
                            .flatMap(List::stream)
                            .toList());
        }
    }

    @Test
    void redis_s_commands_go_the_same_way() {
        KvNodes nodes = nodes(withTheTutorialsTable());
        try (Jedis redis = new Jedis("127.0.0.1", nodes.tree("a").port)) {
            assertThat(redis.hset("shopping", "milk", "1")).isEqualTo(1);
            assertThat(redis.hset("shopping", Map.of("eggs", "2", "tea", "3"))).isEqualTo(2);
            assertThat(redis.hset("market", "milk", "1")).isEqualTo(1);
            assertThat(redis.hget("shopping", "milk")).isEqualTo("1");
            assertThat(redis.hgetAll("shopping")).hasSize(3);
            assertThat(redis.hincrBy("shopping", "milk", 4)).isEqualTo(5);
            assertThat(redis.hscan("shopping", "0").getResult()).hasSize(3);
            assertThat(redis.type("shopping")).isEqualTo("hash");
            assertThat(redis.type("nothing")).isEqualTo("none");
            assertThat(redis.exists("shopping", "market", "nothing")).isEqualTo(2);
            assertThat(redis.dbSize()).isEqualTo(2);
            assertThat(redis.keys("*")).containsExactlyInAnyOrder("shopping", "market");
            assertThat(redis.keys("s*")).containsExactly("shopping");
            assertThat(has(nodes, "b", "shopping")).isTrue();
            assertThat(redis.del("shopping", "market", "nothing")).isEqualTo(2);
            assertThat(redis.dbSize()).isZero();
        }
    }

    @Test
    void scan_goes_through_all_nodes() {
        KvNodes nodes = nodes(KvNodes.of("a", "b", "c"));
        try (Jedis redis = new Jedis("127.0.0.1", nodes.tree("b").port)) {
            for (int i = 0; i < 300; i++) {
                redis.hset("bucket" + i, "k", "v");
            }
            Set<String> seen = new HashSet<>();
            String cursor = "0";
            int calls = 0;
            do {
                var part = redis.scan(cursor);
                seen.addAll(part.getResult());
                cursor = part.getCursor();
                calls++;
            } while (!cursor.equals("0"));
            assertThat(seen).hasSize(300);
            assertThat(calls).isGreaterThan(3);
        }
    }

    @Test
    void each_node_may_have_its_own_table_and_a_command_goes_on_until_it_is_home() {
        Map<String, JsonObject> configs = configs(KvNodes.table("a-z", "b"), KvNodes.table("a-z", "c"));
        configs.put("c", KvNodes.table("a-m", "c", "n-z", "a"));
        KvNodes nodes = nodes(new KvNodes(configs));
        try (Client a = nodes.client("a")) {
            assertThat(a.ask("CREATE milk", 1)).isEqualTo("OK\r\n");
            assertThat(has(nodes, "c", "milk")).isTrue();
            int before = nodes.messages.get();
            assertThat(a.ask("GET shopping x", 1))
                    .isEqualTo("ERROR the routing tables send bucket shopping in a circle: a, b, c, a\r\n");
            assertThat(nodes.messages.get() - before).as("a circle is no storm").isEqualTo(2);
            assertThat(a.ask("GET milk x", 2)).isEqualTo("\r\nOK\r\n");
        }
        try (Jedis redis = new Jedis("127.0.0.1", nodes.tree("a").port)) {
            assertThatThrownBy(() -> redis.hget("shopping", "x"))
                    .hasMessage("ERR the routing tables send bucket shopping in a circle: a, b, c, a");
        }
    }

    @Test
    void a_node_that_is_only_a_front_says_so_where_it_is_asked_for_a_bucket() {
        JsonObject front = KvNodes.table("a-m", "b", "n-z", "a").put("storage", false);
        KvNodes nodes = nodes(new KvNodes(configs(front, KvNodes.table("a-z", "b"))));
        try (Client a = nodes.client("a")) {
            assertThat(a.ask("CREATE milk", 1)).isEqualTo("OK\r\n");
            assertThat(a.ask("CREATE shopping", 1))
                    .isEqualTo("ERROR node a stores no buckets, and bucket shopping would be its own\r\n");
        }
    }

    @Test
    void a_node_without_a_gateway_is_not_reachable_and_one_that_comes_back_is_found() {
        KvNodes nodes = nodes(withTheTutorialsTable());
        try (Client a = nodes.client("a")) {
            a.ask("CREATE shopping", 1);
            nodes.cut("a", "b");
            assertThat(a.ask("PUT shopping milk 1", 1)).isEqualTo("ERROR node b is not reachable\r\n");
            a.send("PUT shopping milk 2\r\n");
            nodes.mend("a", "b");
            assertThat(a.lines(1)).as("what was not sent is tried again").isEqualTo("OK\r\n");
            nodes.members(List.of("a"), KvNodes.inTurns(List.of("a")));
            assertThat(a.ask("PUT shopping milk 3", 1))
                    .isEqualTo("ERROR node b is not reachable: it is not in the cluster\r\n");
        }
    }

    @Test
    void of_a_write_that_was_sent_and_not_answered_nobody_knows_the_outcome() {
        KvNodes nodes = nodes(withTheTutorialsTable());
        try (Client a = nodes.client("a");
                Client b = nodes.client("b");
                Jedis redis = new Jedis("127.0.0.1", nodes.tree("a").port)) {
            a.ask("CREATE shopping", 1);
            nodes.silence("b");
            a.send(lines("PUT shopping milk 1", "GET shopping milk"));
            assertThat(a.lines(2))
                    .isEqualTo(lines(
                            "ERROR unknown outcome: node b has not answered in time",
                            "ERROR node b has not answered in time"));
            assertThatThrownBy(() -> redis.hset("shopping", "milk", "2"))
                    .hasMessage("UNKNOWN outcome: node b has not answered in time");
            assertThat(b.ask("GET shopping milk", 2)).isEqualTo("2\r\nOK\r\n");
            int before = nodes.messages.get();
            a.send("GET shopping milk\n");
            await().until(() -> nodes.messages.get() > before);
            nodes.unsilence("b");
            assertThat(a.lines(2)).as("a read is done again").isEqualTo("2\r\nOK\r\n");
        }
    }

    @Test
    void who_waits_for_a_node_that_goes_is_told_at_once_and_a_read_goes_to_the_next_owner() {
        KvNodes nodes = nodes(KvNodes.of("a", "b"));
        String name = ownedBy("b");
        try (Client writer = nodes.client("a");
                Client reader = nodes.client("a")) {
            assertThat(writer.ask("CREATE " + name, 1)).isEqualTo("OK\r\n");
            nodes.silence("b");
            int before = nodes.messages.get();
            writer.send("PUT " + name + " milk 1\n");
            reader.send("GET " + name + " milk\n");
            await().until(() -> nodes.messages.get() == before + 2);
            nodes.members(List.of("a"), KvNodes.inTurns(List.of("a")));
            assertThat(writer.lines(1))
                    .isEqualTo("ERROR unknown outcome: node b has left the cluster and not answered\r\n");
            assertThat(reader.lines(1)).as("a has no such bucket").isEqualTo("NOT FOUND\r\n");
        }
    }

    @Test
    void what_one_client_sends_for_one_bucket_stays_in_its_order_while_it_moves() {
        KvNodes nodes = nodes(KvNodes.of("a", "b"));
        String name = ownedBy("b");
        try (Client client = nodes.client("a")) {
            assertThat(client.ask("CREATE " + name, 1)).isEqualTo("OK\r\n");
            nodes.sees("b", KvNodes.inTurns(List.of("a")));
            await().until(() -> !has(nodes, "b", name));
            int before = nodes.messages.get();
            StringBuilder puts = new StringBuilder("CREATE " + name + "\n");
            for (int i = 1; i <= 100; i++) {
                puts.append("PUT " + name + " k " + i + "\n");
            }
            client.send(puts.toString());
            await().until(() -> nodes.messages.get() > before);
            nodes.sees("b", KvNodes.inTurns(List.of("a", "b")));
            assertThat(client.lines(101)).isEqualTo("OK\r\n".repeat(101));
            assertThat(client.ask("GET " + name + " k", 2)).isEqualTo("100\r\nOK\r\n");
        }
    }

    private static String ownedBy(String node) {
        Partitions partitions = KvNodes.inTurns(List.of("a", "b"));
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "b" + i)
                .filter(name -> partitions
                        .owner(partitions.of(Hash.ofName(name.getBytes(StandardCharsets.UTF_8), 0, name.length())))
                        .equals(node))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void buckets_whose_names_move_are_dropped_by_the_node_that_had_them() {
        KvNodes nodes = nodes(KvNodes.of("a", "b"));
        nodes.members(List.of("a"), KvNodes.inTurns(List.of("a")));
        try (Client a = nodes.client("a")) {
            for (int i = 0; i < 20; i++) {
                a.ask("CREATE b" + i, 1);
            }
            assertThat(BucketTable.of(nodes.vertx("a")).size()).isEqualTo(20);
            nodes.members(List.of("a", "b"), KvNodes.inTurns(List.of("a", "b")));
            await().until(() -> BucketTable.of(nodes.vertx("a")).size() < 20);
            for (int i = 0; i < 20; i++) {
                a.send("CREATE b" + i + "\nPUT b" + i + " k 1\n");
            }
            assertThat(a.lines(40)).isEqualTo("OK\r\n".repeat(40));
            await().untilAsserted(
                            () -> assertThat(BucketTable.of(nodes.vertx("a")).size()
                                            + BucketTable.of(nodes.vertx("b")).size())
                                    .isEqualTo(20));
            assertThat(BucketTable.of(nodes.vertx("b")).size()).isPositive();
        }
    }

    @Test
    void the_routers_address_takes_the_same_way() {
        KvNodes nodes = nodes(withTheTutorialsTable());
        assertThat(ask(nodes, "create", new JsonObject())).isEqualTo(new JsonObject().put("created", true));
        JsonObject milk = new JsonObject().put("key", "milk");
        assertThat(ask(nodes, "put", milk.copy().put("value", "1")).getInteger("version"))
                .isEqualTo(1);
        assertThat(ask(nodes, "get", milk).getString("value")).isEqualTo("1");
        assertThat(has(nodes, "b", "shopping")).isTrue();
        assertThat(ask(nodes, "drop", new JsonObject())).isEqualTo(new JsonObject());
        assertThatThrownBy(() -> ask(nodes, "get", milk))
                .isInstanceOfSatisfying(
                        ReplyException.class, e -> assertThat(e.failureCode()).isEqualTo(404));
        ask(nodes, "create", new JsonObject());
        nodes.silence("b");
        assertThatThrownBy(() -> ask(nodes, "put", milk.copy().put("value", "2")))
                .isInstanceOfSatisfying(
                        ReplyException.class, e -> assertThat(e.failureCode()).isEqualTo(504));
        nodes.cut("a", "b");
        assertThatThrownBy(() -> ask(nodes, "get", milk))
                .isInstanceOfSatisfying(
                        ReplyException.class, e -> assertThat(e.failureCode()).isEqualTo(503));
    }

    private static JsonObject ask(KvNodes nodes, String action, JsonObject body) {
        JsonObject request = body.copy().put("action", action).put("bucket", "shopping");
        return KvTree.get(nodes.vertx("a").eventBus().<JsonObject>request("kv.router", request))
                .body();
    }
}
