package io.coppice.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coppice.kv.store.BucketTable;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Redis's subscriptions and keyspace notifications, against Redis itself where it is installed. */
class KeyspaceEventsIT {

    /** What changes hashes, so that each event of ours is told, and some that change nothing, so that nothing is. */
    private static final String[] CHANGES = {
        "HSET h a 1",
        "HSET h a 2 b 3 c x",
        "HMSET h d 4",
        "HSETNX h d 5",
        "HSETNX h e 6",
        "HINCRBY h n 7",
        "HINCRBY h c 1",
        "HDEL h a b",
        "HDEL h a b",
        "HGET h c",
        "DEL h nothing",
        "UNLINK h",
        "HINCRBY other n 1",
        "HDEL other n",
        "HDEL other n",
        "HSETNX other k v",
        "HSET weird{*}[name] k v",
        "HDEL weird{*}[name] x k",
        "HSET end k v",
    };

    private final KvTree tree = new KvTree(new JsonObject());

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        tree.close();
    }

    private static String command(String line) {
        String[] words = line.split(" ", -1);
        StringBuilder out = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            out.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        return out.toString();
    }

    /** All that comes up to and with this text. */
    private static String until(Client client, String end) {
        try {
            InputStream in = client.socket.getInputStream();
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            while (!read.toString(StandardCharsets.UTF_8).endsWith(end)) {
                int b = in.read();
                if (b < 0) {
                    throw new AssertionError("the server has ended after " + read);
                }
                read.write(b);
            }
            return read.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("waiting for " + end, e);
        }
    }

    /** What a client is told that has said this, while another changes hashes. */
    private static String toldOf(int port, String... subscriptions) {
        try (Client subscriber = new Client(port);
                Client changer = new Client(port)) {
            for (String subscription : subscriptions) {
                subscriber.send(command(subscription));
            }
            subscriber.send(command("PING subscribed"));
            String told = until(subscriber, "$10\r\nsubscribed\r\n");
            for (String change : CHANGES) {
                changer.send(command(change));
            }
            changer.send(command("ECHO done"));
            until(changer, "$4\r\ndone\r\n");
            // Each has its messages before, as they come in order.
            changer.send(command("DEL end"));
            return told + until(subscriber, "$18\r\n__keyspace@0__:end\r\n$3\r\ndel\r\n") + restOf(subscriber);
        }
    }

    private static String restOf(Client subscriber) {
        subscriber.send(command("PING all"));
        return until(subscriber, "$3\r\nall\r\n");
    }

    private void assertSameAsRedis(String... subscriptions) {
        assumeTrue(RedisServer.isInstalled(), "redis-server is not installed");
        try (RedisServer redis = new RedisServer(folder)) {
            try (Client admin = new Client(redis.port)) {
                admin.send(command("CONFIG SET notify-keyspace-events KEA"));
                assertThat(until(admin, "\r\n")).isEqualTo("+OK\r\n");
            }
            String theirs = toldOf(redis.port, subscriptions).replaceAll("(?s)\\$2\r\nid\r\n:\\d+", "id");
            String ours = toldOf(tree.port, subscriptions).replaceAll("(?s)\\$2\r\nid\r\n:\\d+", "id");
            assertThat(theirs).contains("hset");
            assertThat(ours).isEqualTo(theirs);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HELLO 2", "HELLO 3"})
    void theChannelsOfBucketsAreAsRedissOwn(String hello) {
        assertSameAsRedis(
                hello,
                "SUBSCRIBE __keyspace@0__:h __keyspace@0__:other __keyspace@0__:weird{*}[name] __keyspace@0__:end");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HELLO 2", "HELLO 3"})
    void theChannelsOfEventsAreAsRedissOwn(String hello) {
        assertSameAsRedis(
                hello,
                "SUBSCRIBE __keyevent@0__:hset __keyevent@0__:hincrby unrelated",
                "SUBSCRIBE __keyspace@0__:end");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HELLO 2", "HELLO 3"})
    void patternsAreAsRedissOwn(String hello) {
        assertSameAsRedis(hello, "PSUBSCRIBE __keyspace@0__:[ho]*", "SUBSCRIBE __keyspace@0__:h __keyspace@0__:end");
    }

    @Test
    void whoHasSubscribedInSeveralWaysIsToldInRedissOrder() {
        assertSameAsRedis(
                "HELLO 3",
                "SUBSCRIBE __keyevent@0__:hdel __keyspace@0__:h",
                "PSUBSCRIBE __key*__:h*",
                "SUBSCRIBE __keyspace@0__:end");
    }

    @Test
    void whatWasUnsubscribedFromIsNotTold() {
        assertSameAsRedis(
                "HELLO 3",
                "SUBSCRIBE __keyevent@0__:hset __keyspace@0__:h",
                "PSUBSCRIBE *",
                "PUNSUBSCRIBE",
                "UNSUBSCRIBE __keyevent@0__:hset",
                "SUBSCRIBE __keyspace@0__:end __keyspace@0__:other");
    }

    /** The same conversation with both; all answers, byte by byte. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UNSUBSCRIBE;PUNSUBSCRIBE;SUBSCRIBE a b;SUBSCRIBE a;PSUBSCRIBE a*;UNSUBSCRIBE x a;HGET h f;CONFIG GET a;"
                        + "COMMAND COUNT;HELLO 3;CLIENT ID;NOSUCH;HGET;PING;PING hi;PING a b;PUNSUBSCRIBE;UNSUBSCRIBE;"
                        + "HGET h f;PING;SUBSCRIBE;PSUBSCRIBE;SUBSCRIBE c;RESET;HGET h f;PING",
                "HELLO 3;UNSUBSCRIBE;PUNSUBSCRIBE x;SUBSCRIBE a b;HGET h f;PING;PSUBSCRIBE p;UNSUBSCRIBE a;PUNSUBSCRIBE;"
                        + "UNSUBSCRIBE;SUBSCRIBE c;RESET;HGET h f",
                "CONFIG GET notify-keyspace-events;CONFIG SET notify-keyspace-events q;CONFIG SET foo bar;CONFIG SET foo;"
                        + "CONFIG SET;CONFIG SET notify-keyspace-events KEA;CONFIG GET NOTIFY-*"
            })
    void answersAreAsRedissOwn(String conversation) {
        assumeTrue(RedisServer.isInstalled(), "redis-server is not installed");
        try (RedisServer redis = new RedisServer(folder)) {
            try (Client admin = new Client(redis.port)) {
                admin.send(command("CONFIG SET notify-keyspace-events KEA"));
                until(admin, "\r\n");
            }
            assertThat(answers(tree.port, conversation)).isEqualTo(answers(redis.port, conversation));
        }
    }

    private static String answers(int port, String conversation) {
        try (Client client = new Client(port)) {
            for (String line : conversation.split(";", -1)) {
                client.send(command(line));
            }
            client.send(command("QUIT"));
            return client.rest().replaceAll("(?s)\\$2\r\nid\r\n:\\d+", "id");
        }
    }

    @Test
    void eventsCannotBeTurnedOff() {
        try (Client client = new Client(tree.port)) {
            client.send(
                    command("CONFIG SET notify-keyspace-events ") + command("CONFIG SET notify-keyspace-events Ex"));
            assertThat(client.lines(2))
                    .isEqualTo(
                            "-ERR CONFIG SET failed (possibly related to argument 'notify-keyspace-events') - keyspace"
                                    + " events are always on, as AKE.\r\n+OK\r\n");
        }
    }

    @Test
    void whatOtherProtocolsDoIsToldToo() {
        try (Client subscriber = new Client(tree.port);
                Client lines = new Client(tree.port)) {
            subscriber.send(command("SUBSCRIBE __keyspace@0__:b"));
            until(subscriber, ":1\r\n");
            lines.ask("CREATE b", 1);
            lines.ask("PUT b k 1", 1);
            lines.ask("DELETE b k", 1);
            lines.ask("PUT b k 1", 1);
            lines.ask("DROP b", 1);
            String message = "*3\r\n$7\r\nmessage\r\n$16\r\n__keyspace@0__:b\r\n";
            assertThat(subscriber.lines(35))
                    .isEqualTo(message + "$4\r\nhset\r\n" + message + "$4\r\nhdel\r\n" + message + "$3\r\ndel\r\n"
                            + message + "$4\r\nhset\r\n" + message + "$3\r\ndel\r\n");
        }
    }

    /** 200,000 messages, of which the socket takes a part; nobody waits for it, and it is cut off as Redis does. */
    @Test
    void aSlowSubscriberIsCutOffAndNobodyElse() {
        try (Client slow = new Client(tree.port);
                Client fast = new Client(tree.port);
                Client writer = new Client(tree.port)) {
            slow.send(command("PSUBSCRIBE *"));
            until(slow, ":1\r\n");
            fast.send(command("SUBSCRIBE __keyspace@0__:end"));
            until(fast, ":1\r\n");
            String name = "b".repeat(500);
            writer.ask("CREATE " + name, 1);
            for (int i = 0; i < 200_000; i++) {
                tree.put(name, "k", new byte[0]);
            }
            await().until(() -> BucketTable.of(tree.vertx).connections().get() == 2);
            writer.ask("CREATE end", 1);
            writer.ask("PUT end k v", 1);
            assertThat(until(fast, "hset\r\n")).contains("__keyspace@0__:end");
        }
    }

    @Test
    void redisCliShowsMessages() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/redis-cli")), "redis-cli is not installed");
        Process cli = new ProcessBuilder(
                        "/usr/bin/redis-cli", "-p", Integer.toString(tree.port), "PSUBSCRIBE", "__keyspace@0__:*")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader shown =
                        new BufferedReader(new InputStreamReader(cli.getInputStream(), StandardCharsets.UTF_8));
                Client client = new Client(tree.port)) {
            String line = shown.readLine();
            while (line != null && !line.equals("1") && !line.equals("3) (integer) 1")) {
                line = shown.readLine();
            }
            client.send(command("HSET shopping milk 1"));
            assertThat(List.of(shown.readLine(), shown.readLine(), shown.readLine(), shown.readLine()))
                    .allSatisfy(each -> assertThat(each).isNotNull())
                    .anySatisfy(each -> assertThat(each).contains("__keyspace@0__:shopping"))
                    .anySatisfy(each -> assertThat(each).contains("hset"));
        } finally {
            cli.destroy();
        }
    }
}
