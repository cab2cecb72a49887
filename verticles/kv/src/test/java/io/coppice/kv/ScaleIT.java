package io.coppice.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coppice.kv.store.BucketTable;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much one node carries; {@code mvn -Pscale} runs it, prints the figures, and asserts only that nothing is lost. */
class ScaleIT {

    private static final int MILLION = 1_000_000;

    private KvTree tree;

    @BeforeEach
    void start() {
        assumeTrue(Boolean.getBoolean("coppice.scale"), "skipped: -Pscale runs it");
        tree = new KvTree(new JsonObject().put("max_connections", 20_000));
    }

    @AfterEach
    void stop() {
        if (tree != null) {
            tree.close();
        }
    }

    @Test
    void aMillionBuckets() {
        long heap = usedHeap();
        try (Client client = new Client(tree.port)) {
            client.send("CREATE first\n");
            client.lines(1);
            long micros = microsOfOne(client, "GET first k", 2);
            long began = System.nanoTime();
            pipeline(client, MILLION - 1, 1, i -> "CREATE bucket" + i + "\n");
            long seconds = (System.nanoTime() - began) / 1_000_000_000;
            System.out.printf(
                    "scale: 1000000 buckets created in %d s by one client, %d bytes each; a GET took %d us before and %d us"
                            + " after%n",
                    seconds, (usedHeap() - heap) / MILLION, micros, microsOfOne(client, "GET first k", 2));
            assertThat(BucketTable.of(tree.vertx).size()).isEqualTo(MILLION);
        }
    }

    @Test
    void aBucketOfAMillionKeys() {
        long heap = usedHeap();
        try (Client client = new Client(tree.port)) {
            client.send("CREATE big\n");
            client.lines(1);
            long began = System.nanoTime();
            pipeline(client, MILLION, 1, i -> "PUT big key" + i + " value" + i + "\n");
            long millis = (System.nanoTime() - began) / 1_000_000;
            long bytes = (usedHeap() - heap) / MILLION;
            began = System.nanoTime();
            client.send("KEYS big\n");
            client.lines(MILLION + 1);
            System.out.printf(
                    "scale: 1000000 keys put in %d ms, %d bytes each; KEYS took %d ms, a GET %d us%n",
                    millis,
                    bytes,
                    (System.nanoTime() - began) / 1_000_000,
                    microsOfOne(client, "GET big key500000", 2));
            client.send("GET big key999999\n");
            assertThat(client.lines(2)).isEqualTo("value999999\r\nOK\r\n");
        }
    }

    @Test
    void tenThousandClients() {
        long heap = usedHeap();
        List<Client> clients = new ArrayList<>();
        long began = System.nanoTime();
        try {
            for (int i = 0; i < 9_500; i++) {
                clients.add(new Client(tree.port));
            }
            for (int i = 0; i < clients.size(); i++) {
                clients.get(i).send(i == 0 ? "CREATE all\n" : "PUT all k" + i + " v\n");
                assertThat(clients.get(i).lines(1)).isEqualTo("OK\r\n");
            }
            System.out.printf(
                    "scale: %d clients connected and answered in %d ms, %d bytes of heap each, both ends; a GET took %d us%n",
                    clients.size(),
                    (System.nanoTime() - began) / 1_000_000,
                    (usedHeap() - heap) / clients.size(),
                    microsOfOne(clients.get(0), "GET all k1", 2));
        } finally {
            clients.forEach(Client::close);
        }
    }

    private static long microsOfOne(Client client, String line, int lines) {
        int times = 5_000;
        for (int i = 0; i < times; i++) {
            client.ask(line, lines);
        }
        long began = System.nanoTime();
        for (int i = 0; i < times; i++) {
            client.ask(line, lines);
        }
        return (System.nanoTime() - began) / 1_000 / times;
    }

    private static void pipeline(Client client, int count, int lines, IntFunction<String> command) {
        int part = 1_000;
        for (int from = 0; from < count; from += part) {
            StringBuilder all = new StringBuilder();
            int end = Math.min(count, from + part);
            for (int i = from; i < end; i++) {
                all.append(command.apply(i));
            }
            try {
                client.socket.getOutputStream().write(all.toString().getBytes(StandardCharsets.US_ASCII));
                client.socket.getInputStream().readNBytes(lines * "OK\r\n".length() * (end - from));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
