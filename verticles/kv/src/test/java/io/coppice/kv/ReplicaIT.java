package io.coppice.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.kv.replica.FakeStore;
import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.BucketTable;
import io.coppice.kv.store.Bytes;
import io.coppice.kv.store.Hash;
import io.coppice.kv.store.Journal;
import io.coppice.kv.store.Turn;
import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.nodes.Partitions;
import io.coppice.supervision.nodes.StoreException.Reason;
import io.coppice.supervision.nodes.Write;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.RestartType;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes whose buckets are kept in a store that both share. */
class ReplicaIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final FakeStore store = new FakeStore();

    @SuppressWarnings("NullAway.Init") // made before each test
    private KvNodes nodes;

    @BeforeEach
    void start() {
        nodes = KvNodes.sharing(store, "a", "b");
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    /** A name that belongs to this node, of two. */
    private static String of(String node) {
        Partitions partitions = KvNodes.inTurns(List.of("a", "b"));
        for (int i = 0; ; i++) {
            byte[] name = ("shopping" + i).getBytes(StandardCharsets.UTF_8);
            if (partitions
                    .owner(partitions.of(Hash.ofName(name, 0, name.length)))
                    .equals(node)) {
                return "shopping" + i;
            }
        }
    }

    private @Nullable Bucket find(String node, String name) {
        return BucketTable.of(nodes.vertx(node)).lookup(Bytes.of(name));
    }

    private boolean hasVerticle(String node, String name) {
        return Supervision.of(nodes.vertx(node)).child("/kv/buckets/" + name).isPresent();
    }

    private JsonObject ask(String node, String address, JsonObject request) {
        return KvTree.get(nodes.vertx(node).eventBus().<JsonObject>request(address, request))
                .body();
    }

    private static JsonObject request(String action, String bucket) {
        return new JsonObject().put("action", action).put("bucket", bucket).put("key", "milk");
    }

    @Test
    void an_answer_waits_until_the_write_is_kept_and_so_does_who_would_see_it() {
        String name = of("a");
        try (Client writer = nodes.client("a");
                Client reader = nodes.client("b");
                Client other = nodes.client("a")) {
            assertThat(writer.ask("CREATE " + name, 1)).isEqualTo("OK\r\n");
            store.hold();
            writer.send("PUT " + name + " milk 1\r\n");
            await().atMost(PATIENCE).until(() -> store.pending() == 1);
            reader.send("GET " + name + " milk\r\n");
            other.send("PUT " + name + " eggs 2\r\n");
            assertThat(other.ask("GET " + of("a") + "x milk", 0)).isEmpty();
            await().during(Duration.ofMillis(200))
                    .atMost(PATIENCE)
                    .until(() -> !writer.hasAnswer() && !reader.hasAnswer() && store.pending() == 1);
            store.release().forEach(FakeStore.Pending::confirm);
            assertThat(writer.lines(1)).isEqualTo("OK\r\n");
            assertThat(reader.lines(2)).isEqualTo("1\r\nOK\r\n");
            assertThat(other.lines(2)).isEqualTo("OK\r\nNOT FOUND\r\n");
        }
    }

    @Test
    void what_nobody_knows_is_said_so_in_each_protocol_and_read_back() {
        String name = of("a");
        try (Client lines = nodes.client("a");
                Client resp = nodes.client("a")) {
            assertThat(lines.ask("CREATE " + name, 1)).isEqualTo("OK\r\n");

            store.hold();
            lines.send("PUT " + name + " milk 1\r\n");
            await().atMost(PATIENCE).until(() -> store.pending() == 1);
            resp.send("*4\r\n$4\r\nHSET\r\n$" + name.length() + "\r\n" + name + "\r\n$4\r\neggs\r\n$1\r\n2\r\n");
            await().atMost(PATIENCE).until(() -> store.pending() == 1);
            store.release().get(0).fail(Reason.UNKNOWN);
            assertThat(lines.lines(1))
                    .isEqualTo("ERROR unknown outcome: the nodes that keep the bucket have not confirmed it; it may be"
                            + " done or not\r\n");
            assertThat(resp.lines(1)).matches("-TRYAGAIN the bucket is not available.*\r\n|:1\r\n");
            assertThat(lines.ask("GET " + name + " milk", 2)).as("it was done").isEqualTo("1\r\nOK\r\n");

            store.hold();
            resp.send("*4\r\n$4\r\nHSET\r\n$" + name.length() + "\r\n" + name + "\r\n$4\r\neggs\r\n$1\r\n2\r\n");
            await().atMost(PATIENCE).until(() -> store.pending() == 1);
            store.release().get(0).fail(Reason.UNKNOWN);
            assertThat(resp.lines(1)).startsWith("-UNKNOWN outcome: ");

            // Its verticle comes behind the bucket, and until then this address has nobody.
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> KvTree.get(nodes.vertx("a").eventBus().request("kv.router", request("size", name)))
                            != null);
            store.hold();
            var put = nodes.vertx("a")
                    .eventBus()
                    .request("kv.router", request("put", name).put("value", "3"));
            await().atMost(PATIENCE).until(() -> store.pending() == 1);
            store.release().get(0).fail(Reason.UNKNOWN);
            assertThatThrownBy(() -> KvTree.get(put))
                    .isInstanceOfSatisfying(
                            ReplyException.class,
                            failure -> assertThat(failure.failureCode()).isEqualTo(504))
                    .hasMessageStartingWith("unknown outcome: ");
        }
    }

    @Test
    void a_write_over_the_bus_that_is_not_confirmed_in_time_has_an_unknown_outcome() {
        String name = of("a");
        ask("a", "kv.router", request("create", name));
        store.hold();
        var increment = nodes.vertx("a").eventBus().request("kv.router", request("increment", name));
        await().atMost(PATIENCE).until(() -> store.pending() == 1);
        assertThatThrownBy(() -> KvTree.get(increment))
                .isInstanceOfSatisfying(
                        ReplyException.class,
                        failure -> assertThat(failure.failureCode()).isEqualTo(504))
                .hasMessage("unknown outcome: node a has not answered in time");
        store.release().forEach(FakeStore.Pending::confirm);
        assertThat(ask("a", "kv.router", request("get", name)).getString("value"))
                .as("it was done")
                .isEqualTo("1");
    }

    @Test
    void when_the_owner_changes_all_is_there_with_its_versions_and_its_time() {
        String name = of("a");
        assertThat(ask("a", "kv.router", request("create", name))).isEqualTo(new JsonObject().put("created", true));
        ask("a", "kv.router", request("put", name).put("value", "1"));
        ask("a", "kv.router", request("put", name).put("value", "2").put("ttl", 600_000));
        await().atMost(PATIENCE).until(() -> hasVerticle("a", name));

        nodes.members(List.of("b"), KvNodes.inTurns(List.of("b")));

        await().atMost(PATIENCE).until(() -> find("a", name) == null && find("b", name) != null);
        JsonObject found = ask("b", "kv.router", request("get", name));
        assertThat(found.getString("value")).isEqualTo("2");
        assertThat(found.getLong("version")).isEqualTo(2);
        assertThat(found.getLong("ttl")).isBetween(1L, 600_000L);
        await().atMost(PATIENCE).until(() -> hasVerticle("b", name) && !hasVerticle("a", name));
        assertThat(ask("b", "kv.bucket." + name, new JsonObject().put("action", "size")))
                .isEqualTo(new JsonObject().put("size", 1));
        ask("b", "kv.router", request("put", name).put("value", "3").put("ttl", 1));
        await().atMost(PATIENCE)
                .until(() -> Objects.requireNonNull(find("b", name)).size() == 0);
    }

    @Test
    void a_bucket_or_a_registry_that_crashes_takes_nothing_along() {
        String name = of("a");
        try (Client client = nodes.client("a")) {
            assertThat(client.ask("CREATE " + name + "\r\nPUT " + name + " milk 1", 2))
                    .isEqualTo("OK\r\nOK\r\n");
            Bucket before = find("a", name);
            nodes.tree("a").crash("/kv/buckets/" + name);
            await().atMost(PATIENCE).until(() -> {
                Bucket now = find("a", name);
                return now != null && now != before;
            });
            assertThat(client.ask("GET " + name + " milk", 2)).isEqualTo("1\r\nOK\r\n");
            await().atMost(PATIENCE).until(() -> hasVerticle("a", name));

            nodes.tree("a").crash("/kv/registry");
            assertThat(client.ask("GET " + name + " milk", 2)).isEqualTo("1\r\nOK\r\n");
            assertThat(client.ask("DROP " + name, 1)).isEqualTo("OK\r\n");
            assertThat(client.ask("GET " + name + " milk", 1)).isEqualTo("NOT FOUND\r\n");
        }
        nodes.members(List.of("b"), KvNodes.inTurns(List.of("b")));
        try (Client client = nodes.client("b")) {
            assertThat(client.ask("GET " + name + " milk", 1)).isEqualTo("NOT FOUND\r\n");
        }
    }

    @Test
    void a_hash_that_loses_its_last_field_is_not_kept() {
        String name = of("a");
        try (Client client = nodes.client("a")) {
            client.send("*4\r\n$4\r\nHSET\r\n$" + name.length() + "\r\n" + name + "\r\n$4\r\nmilk\r\n$1\r\n1\r\n");
            assertThat(client.lines(1)).isEqualTo(":1\r\n");
            client.send("*3\r\n$4\r\nHDEL\r\n$" + name.length() + "\r\n" + name + "\r\n$4\r\nmilk\r\n");
            assertThat(client.lines(1)).isEqualTo(":1\r\n");
            await().atMost(PATIENCE).until(() -> find("a", name) == null);
        }
        nodes.members(List.of("b"), KvNodes.inTurns(List.of("b")));
        try (Client client = nodes.client("b")) {
            assertThat(client.ask("CREATE " + name + "\r\nKEYS " + name, 2)).isEqualTo("OK\r\nOK\r\n");
        }
    }

    @Test
    void while_a_partition_cannot_be_claimed_nothing_is_said_to_be_missing() {
        String name = of("a");
        try (Client client = nodes.client("b")) {
            assertThat(client.ask("CREATE " + name + "\r\nPUT " + name + " milk 1", 2))
                    .isEqualTo("OK\r\nOK\r\n");
            store.refuseClaims(true);
            nodes.members(List.of("b"), KvNodes.inTurns(List.of("b")));
            assertThat(client.ask("GET " + name + " milk", 1))
                    .isEqualTo("ERROR the bucket is not available at the moment; nothing was changed, try again\r\n");
            store.refuseClaims(false);
            assertThat(client.ask("GET " + name + " milk", 2)).isEqualTo("1\r\nOK\r\n");
        }
    }

    @Test
    void who_comes_through_another_node_is_told_in_time_that_nothing_was_done() {
        String name = of("a");
        try (Client client = nodes.client("b")) {
            assertThat(client.ask("CREATE " + name, 1)).isEqualTo("OK\r\n");
            store.refuseClaims(true);
            // Its claims end, and it gets no new ones.
            nodes.members(List.of("a", "b"), KvNodes.inTurns(List.of("b")));
            nodes.members(List.of("a", "b"), KvNodes.inTurns(List.of("a", "b")));
            String notDone = "ERROR the bucket is not available at the moment; nothing was changed, try again\r\n";
            assertThat(client.ask("PUT " + name + " milk 1", 1)).isEqualTo(notDone);
            assertThat(client.ask("DROP " + name, 1)).isEqualTo(notDone);
        }
    }

    @Test
    void redis_s_commands_on_keys_wait_for_a_partition_that_is_being_claimed() {
        String name = of("a");
        String gone = name + "gone";
        try (Client client = nodes.client("b")) {
            assertThat(asked(client, resp("HSET", name, "milk", "1"))).isEqualTo(":1\r\n");
            assertThat(asked(client, resp("EXISTS", name, gone))).isEqualTo(":1\r\n");
            store.refuseClaims(true);
            nodes.members(List.of("b"), KvNodes.inTurns(List.of("b")));
            for (String command : List.of(resp("EXISTS", name), resp("TYPE", name), resp("DEL", name))) {
                assertThat(asked(client, command))
                        .isEqualTo("-TRYAGAIN the bucket is not available at the moment; nothing was changed, try"
                                + " again\r\n");
            }
            assertThat(asked(client, resp("DEL", gone, name)))
                    .isEqualTo("-UNKNOWN outcome: some of the keys may be deleted, not all\r\n");
            store.refuseClaims(false);
            client.send(resp("EXISTS", name, gone) + resp("TYPE", name) + resp("DEL", gone, name));
            client.send(resp("EXISTS", name, gone) + resp("DEL", name) + resp("TYPE", name));
            assertThat(client.lines(6)).isEqualTo(":1\r\n+hash\r\n:1\r\n:0\r\n:0\r\n+none\r\n");
        }
    }

    private static String asked(Client client, String command) {
        client.send(command);
        return client.lines(1);
    }

    /** A command as Redis's clients send it. */
    private static String resp(String... words) {
        StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            command.append("$" + word.length() + "\r\n" + word + "\r\n");
        }
        return command.toString();
    }

    @Test
    void a_bucket_that_has_left_before_its_verticle_is_up_ends_it_normally() {
        Journal elsewhere = new Journal() {
            @Override
            public boolean isFull() {
                return false;
            }

            @Override
            public boolean settle(Bucket bucket, List<Write> changes, Turn turn) {
                throw new IllegalStateException("it takes no turns");
            }

            @Override
            public boolean hold(Bucket bucket, Turn turn) {
                turn.unsettled(false);
                return true;
            }
        };
        Bucket bucket = Bucket.awaited(Bytes.of("left"), elsewhere);
        VerticleStart start = new VerticleStart("kv bucket", () -> new BucketVerticle(bucket), new DeploymentOptions());
        Child child = KvTree.get(Supervision.of(nodes.vertx("a"))
                .supervisor("/kv/buckets")
                .orElseThrow()
                .startChild(ChildSpec.of("left", start).withRestart(RestartType.TEMPORARY)));
        assertThat(KvTree.get(child.ended())).isEqualTo(ExitReason.NORMAL);
    }

    @Test
    void a_node_whose_vertx_is_closed_lets_go_of_its_partitions() {
        String name = of("a");
        ask("a", "kv.router", request("create", name));
        KvTree.get(nodes.vertx("a").close());
        nodes.members(List.of("b"), KvNodes.inTurns(List.of("b")));
        assertThat(find("a", name)).isNull();
        await().atMost(PATIENCE).until(() -> hasVerticle("b", name));
    }
}
