package io.coppice.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.kv.store.BucketTable;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Mutations of valid commands from a seed that is printed: nothing may crash, complain in the log, hang or be kept.
 *
 * <p>{@code -Pfuzz} sends a million of each kind; {@code -Dcoppice.fuzz.seed=N} sends the same again.
 */
class FuzzIT {

    private static final int COUNT = Integer.getInteger("coppice.fuzz.count", 20_000);
    private static final long SEED = Long.getLong("coppice.fuzz.seed", System.nanoTime());
    private static final int A_CLIENT = 100;
    private static final int HANG_MS = 2_000;
    private static final long GROWTH = 32L * 1024 * 1024;

    private final Random random = new Random(SEED);
    private final Mutations mutations = new Mutations(random);
    private final Complaints complaints = new Complaints();
    private KvTree tree;

    @BeforeEach
    void start() {
        // What the fixture would note is no growth of the store's.
        tree = KvTree.withoutNotes(new JsonObject());
    }

    @AfterEach
    void stop() {
        complaints.close();
        tree.close();
    }

    @Test
    void lines() throws IOException {
        fuzz("lines", () -> {
            ByteArrayOutputStream sent = new ByteArrayOutputStream();
            for (int i = 0; i < A_CLIENT; i++) {
                sent.writeBytes(mutations.line());
            }
            return sent.toByteArray();
        });
    }

    /** After a fault in a frame nothing more is read, so only the last one's frame is spoilt, the others' arguments are. */
    @Test
    void frames() throws IOException {
        fuzz("frames", () -> {
            ByteArrayOutputStream sent = new ByteArrayOutputStream();
            for (int i = 1; i < A_CLIENT; i++) {
                sent.writeBytes(mutations.frame());
            }
            sent.writeBytes(mutations.spoil(mutations.frame()));
            return sent.toByteArray();
        });
    }

    private interface Sent {
        byte[] next();
    }

    private void fuzz(String kind, Sent sent) throws IOException {
        long began = System.nanoTime();
        long slowest = 0;
        long before = 0;
        int clients = COUNT / A_CLIENT;
        for (int i = 0; i < clients; i++) {
            if (i == clients / 10) {
                before = usedHeap();
            }
            byte[] bytes = sent.next();
            long asked = System.nanoTime();
            try (Client client = new Client(tree.port)) {
                client.socket.setSoTimeout(HANG_MS);
                exchange(client, bytes);
            } catch (SocketTimeoutException hang) {
                throw new AssertionError("seed " + SEED + ": no answer within 2 s to client " + i, hang);
            }
            slowest = Math.max(slowest, System.nanoTime() - asked);
            assertThat(complaints.list()).as("seed %d client %d", SEED, i).isEmpty();
            if (i % 100 == 99) {
                dropAll();
            }
        }
        dropAll();
        long growth = usedHeap() - before;
        System.out.printf(
                "fuzz: %d %s, seed %d, %d s, slowest hundred %d ms, growth %d KiB%n",
                COUNT, kind, SEED, (System.nanoTime() - began) / 1_000_000_000, slowest / 1_000_000, growth / 1024);
        assertThat(growth).as("seed %d", SEED).isLessThan(GROWTH);
        try (Client client = new Client(tree.port)) {
            assertThat(client.ask("CREATE after", 1)).isEqualTo("OK\r\n");
        }
    }

    /** Sends all, ends its side, and reads until the server ends its own. */
    private static void exchange(Client client, byte[] bytes) throws IOException {
        try {
            client.socket.getOutputStream().write(bytes);
            client.socket.shutdownOutput();
            client.socket.getInputStream().readAllBytes();
        } catch (SocketTimeoutException hang) {
            throw hang;
        } catch (IOException closed) {
            // Told what was wrong and closed while more was under way.
            assertThat(closed)
                    .hasMessageMatching("(?s).*(reset|Broken pipe|Socket output is shutdown|not connected).*");
        }
    }

    private void dropAll() {
        List<String> names = new ArrayList<>();
        BucketTable.of(tree.vertx).forEach(bucket -> names.add(bucket.name()));
        for (int from = 0; from < names.size(); from += 500) {
            List<Future<?>> all = new ArrayList<>();
            for (String name : names.subList(from, Math.min(names.size(), from + 500))) {
                JsonObject drop = new JsonObject().put("action", "drop").put("bucket", name);
                all.add(tree.vertx.eventBus().request("kv.registry", drop).otherwiseEmpty());
            }
            KvTree.get(Future.all(all));
        }
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
