package io.coppice.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.kv.store.BucketTable;
import io.coppice.kv.store.Budget;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no decent client sends: it is answered clearly, bounded, costs nobody else anything, and is no error of ours. */
@SuppressWarnings("StringConcatToTextBlock") // line ends of a protocol are no text's
class AbuseIT {

    private static final int MIB = 1024 * 1024;

    private final Complaints complaints = new Complaints();
    private KvTree tree = new KvTree(new JsonObject());

    @AfterEach
    void theStoreIsWell() {
        try (Client other = new Client(tree.port)) {
            assertThat(other.ask("CREATE well", 1)).isEqualTo("OK\r\n");
            assertThat(other.ask("PUT well k v", 1)).isEqualTo("OK\r\n");
            assertThat(other.ask("GET well k", 2)).isEqualTo("v\r\nOK\r\n");
        }
        await("no client is counted that is gone")
                .until(() -> BucketTable.of(tree.vertx).connections().get() == 0);
        assertThat(Budget.of(tree.vertx).held()).isZero();
        assertThat(complaints.list()).isEmpty();
        complaints.close();
        tree.close();
    }

    private void restartWith(JsonObject config) {
        tree.close();
        tree = new KvTree(config);
    }

    static String command(String... arguments) {
        StringBuilder frame = new StringBuilder("*" + arguments.length + "\r\n");
        for (String argument : arguments) {
            frame.append('$')
                    .append(argument.length())
                    .append("\r\n")
                    .append(argument)
                    .append("\r\n");
        }
        return frame.toString();
    }

    /** Our words are HTTP's, and any web page can have a browser send a body to this port. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1",
                "POST / HTTP/1.1",
                "POST /",
                "PUT shopping HTTP/1.1",
                "OPTIONS * HTTP/1.0",
                "GET /a b c d HTTP/1.1"
            })
    void anHttpRequestIsRefusedBeforeAnythingRuns(String first) {
        try (Client client = new Client(tree.port)) {
            client.ask("CREATE shopping", 1);
        }
        try (Client browser = new Client(tree.port)) {
            browser.send(first + "\r\nHost: 127.0.0.1:4040\r\nContent-Length: 20\r\n\r\nPUT shopping milk 1\n");
            assertThat(browser.rest())
                    .endsWith("ERROR this port does not speak HTTP\r\n")
                    .doesNotContain("OK");
        }
        try (Client client = new Client(tree.port)) {
            assertThat(client.ask("GET shopping milk", 2)).isEqualTo("\r\nOK\r\n");
        }
    }

    /** With a path so long that the first line is not looked at. */
    @Test
    void anHttpRequestWithAHugeFirstLineIsRefusedToo() {
        try (Client browser = new Client(tree.port)) {
            browser.send("POST /" + "x".repeat(100_000) + " HTTP/1.1\r\nhost: a\r\n\r\nCREATE evil\n");
            assertThat(browser.rest())
                    .isEqualTo("ERROR a line has at most 65536 bytes\r\nERROR this port does not speak HTTP\r\n");
        }
        assertThat(BucketTable.of(tree.vertx).size()).isZero();
    }

    @Test
    void aHugeLineIsToldOnceAndSkipped() {
        try (Client client = new Client(tree.port)) {
            byte[] part = "x".repeat(MIB).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 100; i++) {
                client.send(part);
            }
            assertThat(client.lines(1)).isEqualTo("ERROR a line has at most 65536 bytes\r\n");
            assertThat(client.ask("\nCREATE after", 1)).isEqualTo("OK\r\n");
        }
    }

    @Test
    void bytesThatAreNotUtf8AreToldAndTheNextLineGoesOn() {
        try (Client client = new Client(tree.port)) {
            client.send(new byte[] {'G', 'E', 'T', ' ', (byte) 0xc3, ' ', 'k', '\n', 0, '\n', (byte) 0xff, '\n'});
            client.send("CREATE after\n");
            assertThat(client.lines(4))
                    .isEqualTo("ERROR the line is not valid UTF-8\r\nUNKNOWN COMMAND\r\n"
                            + "ERROR the line is not valid UTF-8\r\nOK\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*-9223372036854775809|invalid multibulk length",
                "*2147483648|invalid multibulk length",
                "*1000000|invalid multibulk length",
                "*1\\r\\n$-1|invalid bulk length",
                "*1\\r\\n$2147483647|invalid bulk length",
                "*1\\r\\n$1048577|invalid bulk length",
                "*1\\r\\n*1\\r\\n*1|expected '$', got '*'",
                "*1\\r\\n%1|expected '$', got '%'",
                "*00000000000000000000000000000000000000|too big mbulk count string"
            })
    void aLengthThatCannotBeIsToldAndClosed(String frame, String fault) {
        try (Client client = new Client(tree.port)) {
            client.send(command("HSET", "h", "f", "before") + frame.replace("\\r\\n", "\r\n") + "\r\n"
                    + command("HSET", "h", "f", "after"));
            assertThat(client.rest()).isEqualTo(":1\r\n-ERR Protocol error: " + fault + "\r\n");
        }
        try (Client client = new Client(tree.port)) {
            client.send(command("HGET", "h", "f"));
            assertThat(client.lines(2)).isEqualTo("$6\r\nbefore\r\n");
        }
    }

    @Test
    void aFrameThatIsCutOffAnywhereDoesNothing() {
        String whole = command("HSET", "cut", "field", "value");
        for (int length = 1; length < whole.length(); length++) {
            try (Client client = new Client(tree.port)) {
                client.send(whole.substring(0, length));
            }
        }
        await().until(() -> BucketTable.of(tree.vertx).connections().get() == 0);
        assertThat(BucketTable.of(tree.vertx).size()).isZero();
    }

    @Test
    void aByteAtATimeIsACommandInTheEnd() throws Exception {
        try (Client client = new Client(tree.port)) {
            client.socket.setTcpNoDelay(true);
            for (byte each : (command("HSET", "slow", "f", "v") + command("HGET", "slow", "f"))
                    .getBytes(StandardCharsets.US_ASCII)) {
                client.send(new byte[] {each});
            }
            assertThat(client.lines(3)).isEqualTo(":1\r\n$1\r\nv\r\n");
        }
    }

    @Test
    void aPipelineOf100000CommandsInOneWriteIsAnsweredInOrder() {
        try (Client client = new Client(tree.port)) {
            byte[] all = command("HINCRBY", "p", "n", "1").repeat(100_000).getBytes(StandardCharsets.US_ASCII);
            Thread writer = new Thread(() -> client.send(all));
            writer.start();
            StringBuilder expected = new StringBuilder();
            for (int i = 1; i <= 100_000; i++) {
                expected.append(':').append(i).append("\r\n");
            }
            assertThat(client.lines(100_000).equals(expected.toString())).isTrue();
        }
    }

    @Test
    void oneCommandSets64KFields() {
        int fields = 64 * 1024;
        StringBuilder frame = new StringBuilder("*" + (2 + 2 * fields) + "\r\n$4\r\nHSET\r\n$4\r\nmany\r\n");
        for (int i = 0; i < fields; i++) {
            frame.append(String.format("$6\r\nf%05d\r\n$1\r\nv\r\n", i));
        }
        try (Client client = new Client(tree.port)) {
            client.send(frame.toString());
            assertThat(client.lines(1)).isEqualTo(":65536\r\n");
            client.send(command("HLEN", "many"));
            assertThat(client.lines(1)).isEqualTo(":65536\r\n");
        }
    }

    /** 3,000 times the same field of 1 MiB, asked for in 30 KB: no memory for it, and no harm to the bucket. */
    @Test
    void anAnswerBeyondAllBoundsIsRefusedAndTheBucketStays() {
        try (Client client = new Client(tree.port)) {
            client.send(command("HSET", "big", "f", "v".repeat(MIB)));
            assertThat(client.lines(1)).isEqualTo(":1\r\n");
            String[] all = new String[3_002];
            java.util.Arrays.fill(all, "f");
            all[0] = "HMGET";
            all[1] = "big";
            client.send(command(all));
            assertThat(client.lines(1))
                    .isEqualTo("-ERR the answer has more than 67108864 bytes; HSCAN and SCAN answer in parts\r\n");
            client.send(command("HLEN", "big"));
            assertThat(client.lines(1)).isEqualTo(":1\r\n");
        }
    }

    @Test
    void aRedisClientThatDoesNotReadIsCutOff() {
        restartWith(new JsonObject().put("line_timeout", 1000));
        try (Client greedy = new Client(tree.port)) {
            greedy.send(command("HSET", "big", "f", "v".repeat(MIB)));
            greedy.lines(1);
            byte[] gets = command("HGETALL", "big").repeat(100).getBytes(StandardCharsets.US_ASCII);
            int[] sent = {0};
            try {
                for (; sent[0] < 1_000_000; sent[0] += 100) {
                    greedy.send(gets);
                }
            } catch (UncheckedIOException cutOff) {
                // As it should be; else all has been sent.
            }
            assertThat(sent[0]).isLessThan(1_000_000);
        }
    }

    /** Each holds back the end of a large command; together they hold more than is allowed, so the largest go. */
    @Test
    void whatWaitsForAllClientsTogetherIsBounded() {
        int limit = 8 * MIB;
        restartWith(new JsonObject().put("max_buffered", limit));
        List<Client> hoarders = new ArrayList<>();
        try (Client small = new Client(tree.port)) {
            small.send("*2\r\n$4\r\nHLEN\r\n$1\r\n");
            byte[] part = ("*3\r\n$4\r\nHSET\r\n$1\r\nh\r\n$1048576\r\n" + "v".repeat(900_000))
                    .getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 40; i++) {
                Client hoarder = new Client(tree.port);
                hoarders.add(hoarder);
                try {
                    hoarder.send(part);
                } catch (UncheckedIOException closed) {
                    // Told and closed while it was sending.
                }
            }
            await().until(() -> Budget.of(tree.vertx).held() <= limit);
            int told = 0;
            for (Client hoarder : hoarders) {
                try {
                    hoarder.socket.setSoTimeout(200);
                    told += hoarder.rest().startsWith("-ERR more than 8388608 bytes wait for all clients together")
                            ? 1
                            : 0;
                } catch (IOException | UncheckedIOException e) {
                    // Still open, or reset: it was not told, and others were.
                    assertThat(e).isNotNull();
                }
            }
            assertThat(told).isPositive();
            small.send("h\r\n");
            assertThat(small.lines(1)).as("who holds little is not touched").isEqualTo(":0\r\n");
        }
        hoarders.forEach(Client::close);
    }

    @Test
    void answersThatNobodyReadsCountToo() {
        int limit = 4 * MIB;
        restartWith(new JsonObject().put("max_buffered", limit));
        List<Client> hoarders = new ArrayList<>();
        try (Client small = new Client(tree.port)) {
            small.send(command("HSET", "big", "f", "v".repeat(MIB)));
            small.lines(1);
            for (int i = 0; i < 12; i++) {
                Client hoarder = new Client(tree.port);
                hoarders.add(hoarder);
                hoarder.send(command("HGET", "big", "f").repeat(20));
            }
            // None has read for less than a line's time, so it is the sum that some of them are cut off for.
            await().until(() -> BucketTable.of(tree.vertx).connections().get() < 13);
            await().until(() -> Budget.of(tree.vertx).held() <= limit);
            small.send(command("HLEN", "big"));
            assertThat(small.lines(1)).isEqualTo(":1\r\n");
        }
        hoarders.forEach(Client::close);
    }

    /** None is near its own bound, and none has stood still for long. */
    @Test
    void whatSlowSubscribersAreNotToldYetCountsToo() throws IOException {
        int limit = MIB;
        restartWith(new JsonObject().put("max_buffered", limit));
        List<Client> subscribers = new ArrayList<>();
        try (Client other = new Client(tree.port)) {
            other.ask("CREATE b", 1);
            for (int i = 0; i < 4; i++) {
                Client subscriber = new Client(tree.port);
                subscribers.add(subscriber);
                assertThat(subscriber.ask("SUBSCRIBE b", 1)).isEqualTo("OK\r\n");
            }
            byte[] value = "v".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
            long most = 0;
            int n = 3_000;
            for (int i = 0; i < n; i++) {
                tree.put("b", "k", value);
                most = Math.max(most, Budget.of(tree.vertx).held());
            }
            assertThat(most).isBetween((long) limit, limit + limit / 4 + 100_000L);
            for (Client subscriber : subscribers) {
                BufferedReader lines = subscriber.reader();
                int told = 0;
                int lost = 0;
                while (told + lost < n) {
                    String line = lines.readLine();
                    boolean isLoss = line.startsWith("ERROR ");
                    told += isLoss ? 0 : 1;
                    lost += isLoss ? Integer.parseInt(line.replaceAll("\\D", "")) : 0;
                }
                assertThat(lost).isPositive();
            }
        }
        await().until(() -> Budget.of(tree.vertx).held() < 100_000);
        subscribers.forEach(Client::close);
    }

    @Test
    void thousandsOfIdleClientsCostOthersNothing() {
        List<Client> idle = new ArrayList<>();
        try (Client other = new Client(tree.port)) {
            for (int i = 0; i < 3_000; i++) {
                Client each = new Client(tree.port);
                each.send(i % 2 == 0 ? "PUT shopp" : "*3\r\n$4\r\nHS");
                idle.add(each);
            }
            assertThat(other.ask("CREATE busy", 1)).isEqualTo("OK\r\n");
            assertThat(other.ask("GET busy k", 2)).isEqualTo("\r\nOK\r\n");
        } finally {
            idle.forEach(Client::close);
        }
    }
}
