package io.coppice.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionEvent;
import io.coppice.supervision.spec.EventKind;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An exception inside any part: it is back, and the rest is as it was. */
class CrashIT {

    private KvTree tree;
    private Client client;

    @BeforeEach
    void start() {
        tree = new KvTree(new JsonObject());
        client = new Client(tree.port);
        client.ask("CREATE shopping", 1);
        client.ask("PUT shopping milk 1", 1);
    }

    @AfterEach
    void stop() {
        client.close();
        tree.close();
    }

    private void crashAndAwait(String path) {
        Child before = tree.child(path);
        tree.crash(path);
        await().until(() -> Supervision.of(tree.vertx)
                .child(path)
                .filter(now -> now != before && now.isRunning())
                .isPresent());
        // News of it is told a moment after it is back.
        await().untilAsserted(() -> assertThat(tree.events()).anySatisfy(event -> {
            assertThat(event.kind()).isEqualTo(EventKind.CRASHED);
            assertThat(event.path()).isEqualTo(path);
            assertThat(event.restarts()).isEqualTo(1);
            assertThat(event.stack()).contains("planted");
        }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/kv/registry", "/kv/events", "/kv/router"})
    void thePartIsBackAndClientsNoticedNothing(String path) {
        Child bucket = tree.child("/kv/buckets/shopping");

        crashAndAwait(path);

        assertThat(client.ask("GET shopping milk", 2)).isEqualTo("1\r\nOK\r\n");
        assertThat(client.ask("CREATE later", 1)).isEqualTo("OK\r\n");
        assertThat(client.ask("CREATE shopping", 1)).isEqualTo("OK\r\n");
        assertThat(client.ask("GET shopping milk", 2)).isEqualTo("1\r\nOK\r\n");
        assertThat(tree.child("/kv/buckets/shopping")).isSameAs(bucket);
        assertThat(tree.events()).filteredOn(e -> e.kind() == EventKind.CRASHED).hasSize(1);
    }

    @Test
    void aBucketThatCrashesIsGoneAloneAndItsNameIsFree() {
        client.ask("CREATE other", 1);
        client.ask("PUT other k v", 1);

        tree.crash("/kv/buckets/shopping");

        await().until(() -> client.ask("KEYS shopping", 1).equals("NOT FOUND\r\n"));
        assertThat(client.ask("GET other k", 2)).isEqualTo("v\r\nOK\r\n");
        assertThat(client.ask("CREATE shopping", 1)).isEqualTo("OK\r\n");
        assertThat(client.ask("GET shopping milk", 2)).isEqualTo("\r\nOK\r\n");
        await().untilAsserted(() -> assertThat(tree.bucketEvents())
                .contains(new JsonObject().put("event", "exit").put("bucket", "shopping")));
    }

    @Test
    void aRegistryThatCameBackWatchesTheBucketsThatItFinds() {
        crashAndAwait("/kv/registry");

        tree.crash("/kv/buckets/shopping");

        await().until(() -> client.ask("KEYS shopping", 1).equals("NOT FOUND\r\n"));
        await().until(() -> io.coppice.kv.store.BucketTable.of(tree.vertx).size() == 0);
    }

    @Test
    void anAcceptorThatCrashesTakesOnlyItsOwnClientsAlong() {
        // Connections are dealt out in turn, so that these are on different instances.
        try (Client second = new Client(tree.port)) {
            assertThat(second.ask("GET shopping milk", 2)).isEqualTo("1\r\nOK\r\n");

            crashAndAwait("/kv/acceptor#0");

            int ended = 0;
            for (Client each : new Client[] {client, second}) {
                each.send("GET shopping milk\r\n");
                try {
                    ended += each.lines(1).endsWith("<end>") ? 1 : 0;
                } catch (java.io.UncheckedIOException reset) {
                    ended++;
                }
            }
            assertThat(ended).isEqualTo(1);
        }
        for (int i = 0; i < 4; i++) {
            try (Client fresh = new Client(tree.port)) {
                assertThat(fresh.ask("GET shopping milk", 2)).isEqualTo("1\r\nOK\r\n");
            }
        }
    }

    @Test
    void whenTheBucketsSupervisorGoesItsBucketsGoWithItAndTheStoreGoesOn() {
        tree.child("/kv/buckets").exit(io.coppice.supervision.spec.ExitReason.KILLED);

        await().until(() -> client.ask("KEYS shopping", 1).equals("NOT FOUND\r\n"));
        await().until(() -> client.ask("CREATE shopping", 1).equals("OK\r\n"));
        assertThat(client.ask("PUT shopping milk 2", 1)).isEqualTo("OK\r\n");
        assertThat(tree.events()).extracting(SupervisionEvent::kind).doesNotContain(EventKind.GAVE_UP);
    }
}
