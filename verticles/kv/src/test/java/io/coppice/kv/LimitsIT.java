package io.coppice.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one client may take: each limit is named to who goes over it, and costs nobody else anything. */
class LimitsIT {

    private KvTree tree = new KvTree(new JsonObject());

    private void restartWith(JsonObject config) {
        tree.close();
        tree = new KvTree(config);
    }

    @AfterEach
    void stop() {
        tree.close();
    }

    @Test
    void anIdleClientIsToldAndClosed() {
        restartWith(new JsonObject().put("idle_timeout", 100));
        try (Client client = new Client(tree.port)) {
            assertThat(client.rest()).isEqualTo("ERROR idle for more than 0 s\r\n");
        }
    }

    @Test
    void aLineThatNeverEndsIsToldAndClosed() {
        restartWith(new JsonObject().put("line_timeout", 100));
        try (Client client = new Client(tree.port)) {
            client.send("PUT shopping mil");
            assertThat(client.rest()).isEqualTo("ERROR a command took longer than 0 s\r\n");
        }
    }

    @Test
    void oneClientTooManyIsToldAndClosedAndAPlaceIsFreeAgain() {
        restartWith(new JsonObject().put("max_connections", 2));
        try (Client one = new Client(tree.port)) {
            assertThat(one.ask("CREATE a", 1)).isEqualTo("OK\r\n");
            try (Client two = new Client(tree.port)) {
                assertThat(two.ask("CREATE a", 1)).isEqualTo("OK\r\n");
                try (Client three = new Client(tree.port)) {
                    assertThat(three.rest()).isEqualTo("ERROR more than 2 connections\r\n");
                }
            }
            await().untilAsserted(() -> {
                try (Client again = new Client(tree.port)) {
                    assertThat(again.ask("CREATE a", 1)).isEqualTo("OK\r\n");
                }
            });
        }
    }

    @Test
    void oneClientTooManyThatGoesOnSendingReadsWhyItIsClosed() {
        restartWith(new JsonObject().put("max_connections", 1));
        try (Client one = new Client(tree.port)) {
            assertThat(one.ask("CREATE a", 1)).isEqualTo("OK\r\n");
            try (Client two = new Client(tree.port)) {
                two.send("x".repeat(8 * 1024 * 1024));
                assertThat(two.rest()).isEqualTo("ERROR more than 1 connections\r\n");
            }
        }
    }

    /** It asks for 64 GB of answers and reads none: it is not read from any more, and is cut off at last. */
    @Test
    void aClientThatDoesNotReadIsNotReadFrom() throws IOException {
        restartWith(new JsonObject().put("line_timeout", 2000));
        try (Client greedy = new Client(tree.port);
                Client other = new Client(tree.port)) {
            other.ask("CREATE big", 1);
            other.ask("PUT big k " + "v".repeat(60_000), 1);
            byte[] gets = "GET big k\r\n".repeat(1000).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            OutputStream out = greedy.socket.getOutputStream();
            List<IOException> end = new ArrayList<>();
            int sent = 0;
            try {
                while (sent < 1_000_000) {
                    out.write(gets);
                    sent += 1000;
                }
            } catch (IOException cutOff) {
                end.add(cutOff);
            }
            assertThat(end).as("after %d commands", sent).hasSize(1);
            assertThat(sent).isLessThan(1_000_000);
            assertThat(other.ask("GET big nothing", 2)).isEqualTo("\r\nOK\r\n");
        }
    }

    @Test
    void aLineThatComesByteByByteIsStillLimited() {
        restartWith(new JsonObject().put("line_timeout", 1500));
        try (Client client = new Client(tree.port)) {
            StringBuilder answer = new StringBuilder();
            await().pollInterval(Duration.ofMillis(100)).until(() -> {
                try {
                    client.send("x");
                } catch (UncheckedIOException closed) {
                    return true;
                }
                return false;
            });
            answer.append(client.rest());
            assertThat(answer.toString()).isEqualTo("ERROR a command took longer than 1 s\r\n");
        }
    }

    /** Each asks for 512 times 1.2 MB in 5 KB and reads nothing; the bound is far below what one of them would hold. */
    @Test
    void listingsThatNobodyReadsAreNotAllMade() {
        try (Client other = new Client(tree.port)) {
            other.ask("CREATE keys", 1);
            StringBuilder puts = new StringBuilder();
            for (int i = 0; i < 20_000; i++) {
                puts.append("PUT keys ").append("k".repeat(50)).append(i).append(" v\n");
            }
            Thread writer = new Thread(() -> other.send(puts.toString()));
            writer.start();
            assertThat(other.lines(20_000)).isEqualTo("OK\r\n".repeat(20_000));
            long before = usedHeap();
            List<Client> greedy = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                Client each = new Client(tree.port);
                each.send("KEYS keys\n".repeat(512));
                greedy.add(each);
            }
            assertThat(other.ask("GET keys nothing", 2)).isEqualTo("\r\nOK\r\n");
            assertThat(usedHeap() - before).isLessThan(200L * 1024 * 1024);
            greedy.forEach(Client::close);
        }
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
