package io.coppice.kv;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.kv.bus.BucketNames;
import io.coppice.kv.store.BucketTable;
import io.coppice.supervision.Child;
import io.coppice.supervision.Loop;
import io.coppice.supervision.Supervision;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a bucket comes to be: on the thread of the client that asks for it, and in the registry's turn all the same. */
class CreateIT {

    private static final int BUCKETS = 8;

    private KvTree tree;
    private final List<Client> clients = new ArrayList<>();

    @BeforeEach
    void start() {
        tree = new KvTree(new JsonObject());
    }

    @AfterEach
    void stop() {
        clients.forEach(Client::close);
        tree.close();
    }

    private Client client() {
        Client client = new Client(tree.port);
        clients.add(client);
        return client;
    }

    private Loop loopOf(String path) {
        return Loop.of(tree.child(path).context().orElseThrow());
    }

    private Set<Loop> loopsOfBuckets() {
        return IntStream.range(0, BUCKETS)
                .mapToObj(i -> loopOf("/kv/buckets/b" + i))
                .collect(Collectors.toSet());
    }

    @Test
    void aBucketHasTheEventLoopOfItsClient() {
        Client client = client();
        for (int i = 0; i < BUCKETS; i++) {
            assertThat(client.ask("CREATE b" + i, 1)).isEqualTo("OK\r\n");
        }
        assertThat(loopsOfBuckets()).hasSize(1);
        assertThat(Set.of(loopOf("/kv/acceptor#0"), loopOf("/kv/acceptor#1"))).containsAll(loopsOfBuckets());
    }

    @Test
    void thoseOfTheEventBusAreOnAllEventLoops() {
        for (int i = 0; i < BUCKETS; i++) {
            JsonObject create = new JsonObject().put("action", "create").put("bucket", "b" + i);
            KvTree.get(tree.vertx.eventBus().request(BucketNames.REGISTRY, create));
        }
        assertThat(loopsOfBuckets()).hasSizeGreaterThan(1);
    }

    /** Holds the registry's own thread; the answer lets it go. */
    private CountDownLatch heldRegistry() {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        tree.child("/kv/registry").context().orElseThrow().runOnContext(v -> {
            held.countDown();
            hold(over);
        });
        hold(held);
        return over;
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void theRegistrysOwnThreadIsNotNeeded() {
        Client client = client();
        assertThat(Set.of(loopOf("/kv/acceptor#0"), loopOf("/kv/acceptor#1"))).doesNotContain(loopOf("/kv/registry"));
        CountDownLatch over = heldRegistry();
        client.send("CREATE b\r\n");
        try {
            await().until(client::hasAnswer);
            assertThat(client.lines(1)).isEqualTo("OK\r\n");
            assertThat(Supervision.of(tree.vertx).child("/kv/buckets/b")).isPresent();
        } finally {
            over.countDown();
        }
        tree.crash("/kv/buckets/b");
        await().until(() -> BucketTable.of(tree.vertx).size() == 0);
    }

    /** The registry stops the old one by its name, which must not be the new one's by then. */
    @Test
    void aNameIsCreatedAgainBehindTheEndOfTheEmptyOneBefore() {
        Client client = client();
        client.ask("CREATE b", 1);
        JsonObject vacate = new JsonObject().put("action", "vacate").put("bucket", "b");
        List<CountDownLatch> over = new ArrayList<>();
        Promise<Message<Object>> vacated = Promise.promise();
        // The registry's turn with it waits for this one, and then what follows from it for the registry's thread.
        tree.inTurn("b", bucket -> {
            tree.vertx.eventBus().request(BucketNames.REGISTRY, vacate).onComplete(vacated);
            over.add(heldRegistry());
        });
        client.send("CREATE b\r\n");
        try {
            await().during(300, MILLISECONDS).until(() -> !client.hasAnswer());
        } finally {
            over.forEach(CountDownLatch::countDown);
        }
        assertThat(client.lines(1)).isEqualTo("OK\r\n");
        assertThat(client.ask("PUT b k v", 1)).isEqualTo("OK\r\n");
        KvTree.get(vacated.future());
        assertThat(client.ask("GET b k", 2)).isEqualTo("v\r\nOK\r\n");
    }

    @Test
    void aNameThatManyAskForAtOnceMakesOneBucket() throws IOException {
        int names = 200;
        for (int i = 0; i < 8; i++) {
            client();
        }
        String all =
                IntStream.range(0, names).mapToObj(i -> "CREATE b" + i + "\r\n").collect(Collectors.joining());
        clients.forEach(client -> client.send(all));
        for (Client client : clients) {
            BufferedReader answers = client.reader();
            for (int i = 0; i < names; i++) {
                assertThat(answers.readLine()).isEqualTo("OK");
            }
        }
        assertThat(BucketTable.of(tree.vertx).size()).isEqualTo(names);
        await().until(() -> tree.bucketEvents().size() >= names);
        assertThat(tree.bucketEvents()).hasSize(names).doesNotHaveDuplicates();
    }

    @Test
    void whatIsCreatedWhileTheRegistryIsStartedAgainIsKnownToIt() throws IOException {
        int names = 500;
        for (int i = 0; i < 4; i++) {
            client();
        }
        for (int c = 0; c < clients.size(); c++) {
            String own = "CREATE c" + c + "b";
            clients.get(c)
                    .send(IntStream.range(0, names)
                            .mapToObj(i -> own + i + "\r\n")
                            .collect(Collectors.joining()));
        }
        Child before = tree.child("/kv/registry");
        tree.crash("/kv/registry");
        for (Client client : clients) {
            BufferedReader answers = client.reader();
            for (int i = 0; i < names; i++) {
                assertThat(answers.readLine()).isEqualTo("OK");
            }
        }
        await().until(() -> Supervision.of(tree.vertx)
                .child("/kv/registry")
                .filter(now -> now != before)
                .isPresent());
        int all = names * clients.size();
        assertThat(BucketTable.of(tree.vertx).size()).isEqualTo(all);

        BucketTable.of(tree.vertx).forEach(bucket -> tree.crash("/kv/buckets/" + bucket.name()));

        await().until(() -> BucketTable.of(tree.vertx).size() == 0);
        await().untilAsserted(() -> assertThat(tree.bucketEvents()).hasSize(2 * all));
    }
}
