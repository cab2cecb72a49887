package io.coppice.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.BucketTable;
import io.coppice.kv.store.Bytes;
import io.coppice.kv.store.Turn;
import io.coppice.supervision.Supervision;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SUBSCRIBE of the line protocol. */
class EventsIT {

    private KvTree tree;
    private Client client;
    private Client subscriber;

    @BeforeEach
    void start() {
        startWith(new JsonObject());
    }

    private void startWith(JsonObject config) {
        tree = new KvTree(config);
        client = new Client(tree.port);
        subscriber = new Client(tree.port);
    }

    @AfterEach
    void stop() {
        client.close();
        subscriber.close();
        tree.close();
    }

    private void subscribe(String bucket) {
        assertThat(subscriber.ask("SUBSCRIBE " + bucket, 1)).isEqualTo("OK\r\n");
    }

    @Test
    void eachEventIsALineInTheOrderInWhichTheyHappened() {
        subscribe("shopping");

        client.ask("CREATE shopping", 1);
        client.ask("PUT shopping milk 1", 1);
        client.ask("PUT shopping milk 2", 1);
        client.ask("DELETE shopping nothing", 1);
        client.ask("DELETE shopping milk", 1);
        client.ask("DROP shopping", 1);
        client.ask("CREATE shopping", 1);

        assertThat(subscriber.lines(6))
                .isEqualTo(String.join(
                        "\r\n",
                        "shopping CREATED",
                        "milk SET TO 1",
                        "milk SET TO 2",
                        "milk DELETED",
                        "shopping EXITED",
                        "shopping CREATED",
                        ""));
    }

    @Test
    void onlyWhatWasSubscribedToIsTold() {
        subscribe("one");
        subscribe("two");
        subscribe("two");

        client.ask("CREATE other", 1);
        client.ask("CREATE two", 1);
        client.ask("PUT other k v", 1);
        client.ask("PUT two k v", 1);
        client.ask("CREATE one", 1);

        assertThat(subscriber.lines(3)).isEqualTo("two CREATED\r\nk SET TO v\r\none CREATED\r\n");
    }

    @Test
    void afterUnsubscribeNothingOfTheBucketComes() {
        client.ask("CREATE one", 1);
        client.ask("CREATE two", 1);
        subscribe("one");
        subscribe("two");
        client.ask("PUT one k 1", 1);
        assertThat(subscriber.lines(1)).isEqualTo("k SET TO 1\r\n");

        assertThat(subscriber.ask("UNSUBSCRIBE one", 1)).isEqualTo("OK\r\n");
        assertThat(subscriber.ask("UNSUBSCRIBE never", 1)).isEqualTo("OK\r\n");
        client.ask("PUT one k 2", 1);
        client.ask("PUT two k 3", 1);

        assertThat(subscriber.lines(1)).isEqualTo("k SET TO 3\r\n");
    }

    @Test
    void aSubscriberGoesOnWithItsOwnCommandsAndNoAnswerIsTornApart() {
        client.ask("CREATE b", 1);
        client.ask("PUT b long " + "x".repeat(1000), 1);
        subscribe("b");
        int n = 2000;
        Thread writer = new Thread(() -> client.send("PUT b k v\n".repeat(n)));
        writer.start();
        subscriber.send("GET b long\n".repeat(n));

        int events = 0;
        int answers = 0;
        while (events < n || answers < n) {
            String line = subscriber.lines(1);
            if (line.equals("k SET TO v\r\n")) {
                events++;
            } else {
                assertThat(line).isEqualTo("x".repeat(1000) + "\r\n");
                assertThat(subscriber.lines(1)).isEqualTo("OK\r\n");
                answers++;
            }
        }
        assertThat(events).isEqualTo(n);
        assertThat(answers).isEqualTo(n);
    }

    @Test
    void keysAndValuesThatAreNoWordsAreQuoted() {
        subscribe("b");
        try (Client redis = new Client(tree.port)) {
            redis.send("*4\r\n$4\r\nHSET\r\n$1\r\nb\r\n$3\r\na b\r\n$0\r\n\r\n");
            assertThat(redis.lines(1)).isEqualTo(":1\r\n");
        }
        assertThat(subscriber.lines(2)).isEqualTo("b CREATED\r\n\"a\\x20b\" SET TO \"\"\r\n");
    }

    @Test
    void whatExpiresIsDeleted() {
        client.ask("CREATE b", 1);
        subscribe("b");
        KvTree.get(tree.vertx
                .eventBus()
                .request(
                        Router.ADDRESS,
                        new JsonObject()
                                .put("action", "put")
                                .put("bucket", "b")
                                .put("key", "k")
                                .put("value", "v")
                                .put("ttl", 20)));

        assertThat(subscriber.lines(2)).isEqualTo("k SET TO v\r\nk DELETED\r\n");
    }

    @Test
    void aBucketThatCrashesHasExited() {
        client.ask("CREATE b", 1);
        subscribe("b");

        tree.crash("/kv/buckets/b");

        assertThat(subscriber.lines(1)).isEqualTo("b EXITED\r\n");
    }

    /** Whoever finds the bucket in the table may change it at once, from any event loop. */
    @Test
    void nothingIsToldOfABucketBeforeItsCreationOrAfterItsExit() {
        int rounds = 300;
        subscribe("b");
        List<Client> writers = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                Client writer = new Client(tree.port);
                writers.add(writer);
                Thread thread = new Thread(() -> {
                    try {
                        while (true) {
                            writer.ask("PUT b k v", 1);
                        }
                    } catch (RuntimeException closed) {
                        // The end of the test.
                    }
                });
                thread.setDaemon(true);
                thread.start();
            }
            client.send("CREATE b\nDROP b\n".repeat(rounds));
            boolean exists = false;
            int exits = 0;
            while (exits < rounds) {
                String line = subscriber.lines(1);
                switch (line) {
                    case "b CREATED\r\n" -> {
                        assertThat(exists).isFalse();
                        exists = true;
                    }
                    case "b EXITED\r\n" -> {
                        assertThat(exists).isTrue();
                        exists = false;
                        exits++;
                    }
                    default -> {
                        assertThat(line).isEqualTo("k SET TO v\r\n");
                        assertThat(exists).as("after %d exits", exits).isTrue();
                    }
                }
            }
        } finally {
            writers.forEach(Client::close);
        }
    }

    @Test
    void aNameIsCreatedAgainBehindTheExitOfTheOneBefore() throws Exception {
        subscribe("b");
        client.ask("CREATE b", 1);
        Bucket first = Objects.requireNonNull(BucketTable.of(tree.vertx).lookup(Bytes.of("b")));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        Thread holder = new Thread(() -> first.offer(new HeldTurn(begun, released)));
        holder.start();
        begun.await();
        client.send("DROP b\n");
        await().until(() -> BucketTable.of(tree.vertx).lookup(Bytes.of("b")) == null);

        try (Client other = new Client(tree.port)) {
            other.send("CREATE b\n");
            await().until(() ->
                    Supervision.of(tree.vertx).child("/kv/buckets/b").isPresent());
            for (int i = 0; i < 3; i++) {
                KvTree.get(tree.vertx.eventBus().request(Registry.ADDRESS, new JsonObject().put("action", "count")));
            }
            released.countDown();
            assertThat(subscriber.lines(3)).isEqualTo("b CREATED\r\nb EXITED\r\nb CREATED\r\n");
            assertThat(other.lines(1)).isEqualTo("OK\r\n");
        }
        assertThat(client.lines(1)).isEqualTo("OK\r\n");
        holder.join();
    }

    /** A turn that is under way until it is released. */
    private record HeldTurn(CountDownLatch begun, CountDownLatch released) implements Turn {

        @Override
        public void take() {
            begun.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void taken() {}

        @Override
        public void refused(boolean crashed) {}

        @Override
        public void unsettled(boolean isUnknown) {}
    }

    /** It gets what fits, then is told exactly how much it lost, and then goes on; the writer never waits for it. */
    @Test
    void aSlowSubscriberIsToldHowManyEventsItLost() throws IOException {
        client.ask("CREATE b", 1);
        subscribe("b");
        byte[] value = "v".repeat(1000).getBytes(StandardCharsets.UTF_8);
        int n = 40_000;
        for (int i = 0; i < n; i++) {
            tree.put("b", Integer.toString(i), value);
        }

        BufferedReader lines = subscriber.reader();
        int read = 0;
        String line = lines.readLine();
        while (line.startsWith(read + " SET TO vvv")) {
            read++;
            line = lines.readLine();
        }
        assertThat(line).isEqualTo("ERROR " + (n - read) + " events lost");
        client.ask("PUT b last 1", 1);
        assertThat(lines.readLine()).isEqualTo("last SET TO 1");
    }

    @Test
    void aSubscriberThatReadsNothingAtAllIsCutOffAndForgotten() {
        stop();
        startWith(new JsonObject().put("line_timeout", 1000));
        client.ask("CREATE b", 1);
        subscribe("b");
        byte[] value = new byte[10_000];
        // What comes too fast is lost to it, and what it gets may all fit into the buffers of the sockets.
        await().until(() -> {
            for (int i = 0; i < 400; i++) {
                tree.put("b", "k", value);
            }
            return BucketTable.of(tree.vertx).connections().get() == 1;
        });
        assertThat(client.ask("GET b nothing", 2)).isEqualTo("\r\nOK\r\n");
    }

    @Test
    void aSubscriberIsNotIdle() {
        stop();
        startWith(new JsonObject().put("idle_timeout", 100));
        subscribe("b");
        try (Client idle = new Client(tree.port)) {
            assertThat(idle.rest()).startsWith("ERROR idle");
        }
        // It may have been idle for so long itself before its line is there.
        await().until(() -> {
            try (Client creating = new Client(tree.port)) {
                return creating.ask("CREATE b", 1).equals("OK\r\n");
            }
        });
        assertThat(subscriber.lines(1)).isEqualTo("b CREATED\r\n");
    }

    @Test
    void subscriptionsSurviveACrashOfTheEventManagerAndNoEventIsLost() {
        subscribe("b");
        var before = tree.child("/kv/events");
        tree.crash("/kv/events");
        client.ask("CREATE b", 1);
        client.ask("PUT b k v", 1);
        await().until(() -> Supervision.of(tree.vertx)
                .child("/kv/events")
                .filter(now -> now != before && now.isRunning())
                .isPresent());
        client.ask("DROP b", 1);

        assertThat(subscriber.lines(3)).isEqualTo("b CREATED\r\nk SET TO v\r\nb EXITED\r\n");
    }

    @Test
    void aConnectionHasABoundedNumberOfSubscriptions() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 1024; i++) {
            lines.append("SUBSCRIBE b").append(i).append('\n');
        }
        subscriber.send(lines.toString());
        assertThat(subscriber.lines(1024)).isEqualTo("OK\r\n".repeat(1024));
        assertThat(subscriber.ask("SUBSCRIBE more", 1))
                .isEqualTo("ERROR a connection has at most 1024 subscriptions; open another for more\r\n");
        assertThat(subscriber.ask("UNSUBSCRIBE b0", 1)).isEqualTo("OK\r\n");
        assertThat(subscriber.ask("SUBSCRIBE more", 1)).isEqualTo("OK\r\n");
    }

    @Test
    void aNameThatIsTooLongIsNoBucketToSubscribeTo() {
        assertThat(subscriber.ask("SUBSCRIBE " + "x".repeat(1025), 1))
                .isEqualTo("ERROR the name of a bucket has at most 1024 bytes\r\n");
        assertThat(subscriber.ask("SUBSCRIBE", 1)).isEqualTo("UNKNOWN COMMAND\r\n");
        assertThat(subscriber.ask("SUBSCRIBE a b", 1)).isEqualTo("UNKNOWN COMMAND\r\n");
    }
}
