package io.coppice.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coppice.kv.store.BucketTable;
import io.netty.util.internal.PlatformDependent;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much one node carries; {@code mvn -Pscale} runs it, prints the figures, and asserts only that nothing is lost. */
class ScaleIT {

    private static final int MILLION = 1_000_000;
    private static final int CLIENTS = 10_000;

    private KvTree tree;
    private Client client;

    @BeforeEach
    void start() {
        assumeTrue(Boolean.getBoolean("coppice.scale"), "skipped: -Pscale runs it");
        tree = KvTree.withoutNotes(new JsonObject().put("max_connections", 20_000));
        client = new Client(tree.port);
        client.ask("CREATE all", 1);
    }

    @AfterEach
    void stop() {
        if (tree != null) {
            client.close();
            long began = System.nanoTime();
            tree.close();
            say("the node has stopped in %d ms", millisSince(began));
        }
    }

    @Test
    void aMillionBuckets() {
        long before = microsOfOne("GET all k", 2);
        long heap = usedHeap();
        long began = System.nanoTime();
        pipeline(MILLION, "OK\r\n", i -> "CREATE bucket" + i + "\n");
        long seconds = millisSince(began) / 1000;
        long bytes = (usedHeap() - heap) / MILLION;
        say("1000000 buckets created in %d s by one client, %d bytes each", seconds, bytes);
        printHistogram();
        assertThat(BucketTable.of(tree.vertx).size()).isEqualTo(MILLION + 1);

        began = System.nanoTime();
        pipeline(MILLION, "OK\r\n", i -> "PUT bucket" + i + " k v\n");
        pipeline(MILLION, "v\r\nOK\r\n", i -> "GET bucket" + i + " k\n");
        say("a PUT and a GET in each took %d ms", millisSince(began));
        say("a GET took %d us before and %d us after", before, microsOfOne("GET all k", 2));

        for (String command : new String[] {"DBSIZE", "KEYS bucket99999?"}) {
            String[] words = command.split(" ");
            try (Client asking = new Client(tree.port)) {
                long asked = System.nanoTime();
                asking.send(AbuseIT.command(words));
                long worst = worstMicrosUntil(() -> asking.hasAnswer());
                say("%s took %d ms; the longest GET of another client %d us", command, millisSince(asked), worst);
                assertThat(asking.lines(1)).isEqualTo(words.length == 1 ? ":1000000\r\n" : "*10\r\n");
            }
        }
    }

    @Test
    void aBucketOfAMillionKeys() {
        long heap = usedHeap();
        long began = System.nanoTime();
        pipeline(MILLION, "OK\r\n", i -> "PUT all key" + i + " value" + i % 10 + "\n");
        long millis = millisSince(began);
        say("1000000 keys put in %d ms, %d bytes each", millis, (usedHeap() - heap) / MILLION);
        say("a GET takes %d us", microsOfOne("GET all key500000", 2));
        began = System.nanoTime();
        pipeline(MILLION, "valueX\r\nOK\r\n", i -> "GET all key" + i + "\n");
        say("all were got in %d ms", millisSince(began));
        try (Client asking = new Client(tree.port)) {
            began = System.nanoTime();
            asking.send("KEYS all\n");
            long worst = worstMicrosUntil(() -> asking.hasAnswer());
            asking.skip(MILLION + 1);
            say("KEYS took %d ms; the longest GET of another client %d us", millisSince(began), worst);
        }
        began = System.nanoTime();
        pipeline(MILLION, "OK\r\n", i -> "DELETE all key" + i + "\n");
        say("all were deleted in %d ms", millisSince(began));
        assertThat(client.ask("KEYS all", 1)).isEqualTo("OK\r\n");
    }

    @Test
    void tenThousandClients() throws IOException {
        long heap = usedHeap();
        long direct = PlatformDependent.usedDirectMemory();
        long before = microsOfOne("GET all k1", 2);
        long began = System.nanoTime();
        try (ManyClients many = ManyClients.connect(tree.port, CLIENTS)) {
            say("%d clients connected in %d ms", CLIENTS, millisSince(began));
            say("each costs %d bytes of heap when idle", (usedHeap() - heap) / CLIENTS);
            say("a GET took %d us before and %d us beside them", before, microsOfOne("GET all k1", 2));
            began = System.nanoTime();
            many.ask();
            long worst = worstMicrosUntil(() -> has(many));
            many.await("answered");
            say("each was answered in %d ms; the longest GET of another client %d us", millisSince(began), worst);
            many.ask();
            many.await("answered");
            say(
                    "each costs %d bytes of heap when idle again, and %d outside of it",
                    (usedHeap() - heap) / CLIENTS, (PlatformDependent.usedDirectMemory() - direct) / CLIENTS);
            assertThat(BucketTable.of(tree.vertx).connections().get()).isEqualTo(CLIENTS + 1);
            assertThat(client.ask("GET all k" + (CLIENTS - 1), 2)).isEqualTo("v\r\nOK\r\n");
        }
    }

    private static boolean has(ManyClients many) {
        try {
            return many.haveSaidSomething();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // The load

    private long microsOfOne(String line, int lines) {
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

    /** Of one GET after the other on both event loops, for as long as somebody else waits. */
    private long worstMicrosUntil(BooleanSupplier over) {
        long worst = 0;
        try (Client second = new Client(tree.port)) {
            while (!over.getAsBoolean()) {
                for (Client each : new Client[] {client, second}) {
                    long began = System.nanoTime();
                    each.ask("GET all k1", 2);
                    worst = Math.max(worst, (System.nanoTime() - began) / 1_000);
                }
            }
        }
        return worst;
    }

    /** @param answer to each, or one of its length that begins and ends as it does */
    private void pipeline(int count, String answer, IntFunction<String> command) {
        int part = 1_000;
        for (int from = 0; from < count; from += part) {
            StringBuilder all = new StringBuilder();
            for (int i = from; i < from + part; i++) {
                all.append(command.apply(i));
            }
            client.send(all.toString());
            try {
                InputStream in = client.socket.getInputStream();
                String answers = new String(in.readNBytes(answer.length() * part), StandardCharsets.US_ASCII);
                assertThat(answers.replaceAll("value\\d", "valueX")).isEqualTo(answer.repeat(part));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    // What is printed

    private static void say(String format, Object... figures) {
        System.out.printf("scale: " + format + "%n", figures);
    }

    private static long millisSince(long began) {
        return (System.nanoTime() - began) / 1_000_000;
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Of what the heap is made. */
    private static void printHistogram() {
        try {
            Object lines = ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            lines.toString().lines().limit(65).forEach(System.out::println);
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }
}
