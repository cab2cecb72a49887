package io.coppice.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;

/** Subscribers hear what happens on any node, and where they do not they are told. */
@SuppressWarnings("NullAway.Init")
class NewsIT {

    private KvNodes nodes;

    @BeforeEach
    void start() {
        Map<String, JsonObject> configs = new LinkedHashMap<>();
        JsonObject table = KvNodes.table("a-m", "a", "n-r", "b", "s-z", "c");
        List.of("a", "b", "c").forEach(name -> configs.put(name, table));
        nodes = new KvNodes(configs);
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n";
    }

    @Test
    void a_line_is_told_for_each_event_of_another_nodes_bucket() {
        try (Client subscriber = nodes.client("a");
                Client client = nodes.client("b")) {
            assertThat(subscriber.ask("SUBSCRIBE shopping", 1)).isEqualTo("OK\r\n");
            client.send(lines(
                    "CREATE shopping",
                    "PUT shopping milk 1",
                    "DELETE shopping milk",
                    "DROP shopping",
                    "CREATE other",
                    "CREATE shopping"));
            assertThat(subscriber.lines(5))
                    .isEqualTo(lines(
                            "shopping CREATED",
                            "milk SET TO 1",
                            "milk DELETED",
                            "shopping EXITED",
                            "shopping CREATED"));
            client.lines(6);
            assertThat(subscriber.ask("UNSUBSCRIBE shopping", 1)).isEqualTo("OK\r\n");
            client.ask("PUT shopping milk 2", 1);
            client.ask("DROP shopping", 1);
            assertThat(subscriber.ask("SUBSCRIBE other", 1)).isEqualTo("OK\r\n");
            client.ask("PUT other milk 3", 1);
            assertThat(subscriber.lines(1)).isEqualTo("milk SET TO 3\r\n");
        }
    }

    @Test
    void many_events_come_in_order_and_none_twice() {
        try (Client subscriber = nodes.client("a");
                Client client = nodes.client("c")) {
            client.ask("CREATE shopping", 1);
            subscriber.ask("SUBSCRIBE shopping", 1);
            StringBuilder puts = new StringBuilder();
            StringBuilder told = new StringBuilder();
            for (int i = 0; i < 3_000; i++) {
                puts.append("PUT shopping k ").append(i).append('\n');
                told.append("k SET TO ").append(i).append("\r\n");
            }
            client.send(puts.toString());
            client.lines(3_000);
            assertThat(subscriber.lines(3_000)).isEqualTo(told.toString());
        }
    }

    @Test
    void redis_keyspace_notifications_come_from_all_nodes() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        JedisPubSub listener = new JedisPubSub() {
            @Override
            public void onPMessage(String pattern, String channel, String message) {
                told.add(channel + " " + message);
            }

            @Override
            public void onPSubscribe(String pattern, int subscribed) {
                told.add("subscribed");
            }
        };
        try (Jedis subscriber = new Jedis("127.0.0.1", nodes.tree("a").port);
                Jedis client = new Jedis("127.0.0.1", nodes.tree("b").port)) {
            Thread thread = new Thread(() -> subscriber.psubscribe(listener, "__keyspace@0__:*"));
            thread.start();
            assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("subscribed");
            client.hset("shopping", "milk", "1");
            assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("__keyspace@0__:shopping hset");
            client.hset("milk", "x", "1");
            assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("__keyspace@0__:milk hset");
            listener.punsubscribe();
            thread.join(10_000);
        }
    }

    @Test
    void an_address_on_the_event_bus_is_told_too() throws Exception {
        BlockingQueue<JsonObject> told = new LinkedBlockingQueue<>();
        nodes.vertx("a").eventBus().<JsonObject>consumer("my.address", message -> {
            told.add(message.body());
            message.reply("");
        });
        JsonObject subscribe = new JsonObject()
                .put("action", "subscribe")
                .put("bucket", "shopping")
                .put("address", "my.address");
        KvTree.get(nodes.vertx("a").eventBus().request("kv.events", subscribe));
        try (Client client = nodes.client("b")) {
            client.ask("CREATE shopping", 1);
            assertThat(told.poll(10, TimeUnit.SECONDS))
                    .isEqualTo(new JsonObject().put("event", "create").put("bucket", "shopping"));
        }
    }

    @Test
    void who_may_have_missed_something_is_told_when_the_node_is_back() {
        try (Client subscriber = nodes.client("a");
                Client client = nodes.client("c")) {
            subscriber.ask("SUBSCRIBE shopping", 1);
            subscriber.ask("SUBSCRIBE milk", 1);
            client.ask("CREATE shopping", 1);
            assertThat(subscriber.lines(1)).isEqualTo("shopping CREATED\r\n");
            AtomicInteger unsent = nodes.cut("c", "a");
            client.ask("PUT shopping milk 1", 1);
            await().until(() -> unsent.get() > 0);
            nodes.mend("c", "a");
            assertThat(subscriber.lines(1)).isEqualTo("ERROR 1 event lost\r\n");
            client.ask("PUT shopping milk 2", 1);
            assertThat(subscriber.lines(1)).isEqualTo("milk SET TO 2\r\n");
        }
    }

    @Test
    void the_loss_of_a_node_is_told_to_who_has_subscribed_to_its_buckets() {
        try (Client concerned = nodes.client("a");
                Client other = nodes.client("a")) {
            concerned.ask("SUBSCRIBE shopping", 1);
            other.ask("SUBSCRIBE purse", 1);
            nodes.members(List.of("a", "b"), KvNodes.inTurns(List.of("a", "b")));
            assertThat(concerned.lines(1)).isEqualTo("ERROR 1 event lost\r\n");
            try (Client client = nodes.client("b")) {
                client.ask("CREATE purse", 1);
            }
            assertThat(other.lines(1)).as("nothing was lost of node b").isEqualTo("purse CREATED\r\n");
        }
    }

    @Test
    void a_router_that_is_started_again_asks_again() {
        try (Client subscriber = nodes.client("a");
                Client client = nodes.client("c")) {
            subscriber.ask("SUBSCRIBE shopping", 1);
            nodes.tree("c").crash("/kv/router");
            assertThat(subscriber.lines(1)).isEqualTo("ERROR 1 event lost\r\n");
            await().untilAsserted(
                            () -> assertThat(client.ask("CREATE shopping", 1)).isEqualTo("OK\r\n"));
            assertThat(subscriber.lines(1)).isEqualTo("shopping CREATED\r\n");
        }
    }
}
