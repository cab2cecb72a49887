package io.coppice.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.kv.store.Budget;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Patterns, over Redis's protocol: what they may be, and that what they are looked for in may be large. */
class PatternsIT {

    private static final int LONGEST = 2_048;

    private final KvTree tree = new KvTree(new JsonObject());
    private Client client;

    @BeforeEach
    void connect() {
        client = new Client(tree.port);
    }

    @AfterEach
    void stop() {
        client.close();
        tree.close();
    }

    private String ask(int lines, String... command) {
        client.send(AbuseIT.command(command));
        return client.lines(lines);
    }

    @Test
    void oneThatIsTooLongIsRefusedWhereverItIsGivenAndTheNextCommandGoesOn() {
        String tooLong = "*".repeat(LONGEST + 1);
        String refusal = "-ERR a pattern has at most 2048 bytes\r\n";
        ask(1, "HSET", "h", "f", "v");

        assertThat(ask(1, "KEYS", tooLong)).isEqualTo(refusal);
        assertThat(ask(1, "SCAN", "0", "MATCH", tooLong)).isEqualTo(refusal);
        assertThat(ask(1, "HSCAN", "h", "0", "MATCH", tooLong)).isEqualTo(refusal);
        assertThat(ask(1, "CONFIG", "GET", tooLong)).isEqualTo(refusal);
        assertThat(ask(1, "PSUBSCRIBE", tooLong)).isEqualTo("-ERR a channel or pattern has at most 2048 bytes\r\n");
        assertThat(ask(1, "SUBSCRIBE", tooLong)).isEqualTo("-ERR a channel or pattern has at most 2048 bytes\r\n");
        assertThat(ask(3, "KEYS", "*".repeat(LONGEST))).isEqualTo("*1\r\n$1\r\nh\r\n");
    }

    /** They are no UTF-8, and stand for themselves. */
    @Test
    void bytesInAPatternOfConfigAreNoWildcards() {
        client.send(new byte[] {'*', '3', '\r', '\n'});
        client.send("$6\r\nCONFIG\r\n$3\r\nGET\r\n$4\r\n");
        client.send(new byte[] {(byte) 0xb3, (byte) 0xb9, (byte) 0xb3, (byte) 0xb9, '\r', '\n'});
        assertThat(client.lines(1)).isEqualTo("*0\r\n");
        assertThat(ask(5, "CONFIG", "GET", "SAV?")).startsWith("*2\r\n$4\r\nsave\r\n");
    }

    @Test
    void allSubscriptionsOfAClientTogetherAreBoundedAndCountInTheBudget() {
        String pattern = "?".repeat(LONGEST - 2);
        for (int i = 10; i < 42; i++) {
            assertThat(ask(6, "PSUBSCRIBE", pattern + i)).contains("psubscribe");
        }
        assertThat(ask(1, "PSUBSCRIBE", "one more"))
                .isEqualTo("-ERR all channels and patterns of a client have at most 65536 bytes together\r\n");
        assertThat(ask(1, "SUBSCRIBE", "one more")).startsWith("-ERR all channels and patterns");
        assertThat(Budget.of(tree.vertx).held()).isGreaterThan(64 * 1024);

        ask(6, "PUNSUBSCRIBE", pattern + "10");

        assertThat(ask(6, "PSUBSCRIBE", "one more")).contains("one more");
    }

    /** More than are visited in one go. */
    @Test
    void keysAndDbsizeFindAllOfManyBuckets() {
        int n = 5_000;
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < n; i++) {
            all.append(AbuseIT.command("HSET", "b" + i, "f", "v"));
        }
        Thread writer = new Thread(() -> client.send(all.toString()));
        writer.start();
        assertThat(client.lines(n)).isEqualTo(":1\r\n".repeat(n));

        assertThat(ask(1, "DBSIZE")).isEqualTo(":5000\r\n");
        assertThat(ask(1 + 2 * n, "KEYS", "b*")).startsWith("*5000\r\n");
        assertThat(ask(3, "KEYS", "b4[2-2]42")).isEqualTo("*1\r\n$5\r\nb4242\r\n");
        assertThat(ask(1, "KEYS", "B*")).isEqualTo("*0\r\n");
    }

    private static String cursorOf(String answer) {
        return answer.lines().skip(2).findFirst().orElseThrow();
    }

    /** COUNT is a hint: a bucket is not held for as long as a client likes. */
    @Test
    void aHugeCountIsAnsweredInPartsAllTheSame() {
        int n = 30_000;
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < n; i++) {
            all.append(AbuseIT.command("HSET", "big", "f" + i, "v"));
        }
        Thread writer = new Thread(() -> client.send(all.toString()));
        writer.start();
        assertThat(client.lines(n)).isEqualTo(":1\r\n".repeat(n));

        String first = ask(4, "HSCAN", "big", "0", "MATCH", "none", "COUNT", "2000000000");
        assertThat(first).startsWith("*2\r\n$").endsWith("*0\r\n").doesNotContain("\r\n0\r\n");
        String cursor = cursorOf(first);
        int calls = 1;
        while (!cursor.equals("0")) {
            cursor = cursorOf(ask(4, "HSCAN", "big", cursor, "MATCH", "none", "COUNT", "2000000000"));
            calls++;
        }
        assertThat(calls).isBetween(3, 4);
    }

    /** One that tries again and again would be at it for minutes. */
    @Test
    void thePatternThatFitsWorstIsAnsweredToo() {
        int n = 200;
        for (int i = 0; i < n; i++) {
            assertThat(ask(1, "HSET", "a".repeat(1_000) + i, "f", "v")).isEqualTo(":1\r\n");
        }
        assertThat(ask(1, "KEYS", "*a".repeat(LONGEST / 2 - 1) + "b")).isEqualTo("*0\r\n");
        assertThat(ask(1 + 2 * n, "KEYS", "*a".repeat(500) + "*")).startsWith("*200\r\n");
    }
}
