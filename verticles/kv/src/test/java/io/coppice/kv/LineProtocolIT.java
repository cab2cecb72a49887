package io.coppice.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The line protocol with the exact bytes of the contract. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LineProtocolIT {

    private KvTree tree;
    private Client client;

    @BeforeAll
    void start() {
        tree = new KvTree(new JsonObject());
        client = new Client(tree.port);
    }

    @AfterAll
    void stop() {
        client.close();
        tree.close();
    }

    @Test
    void theTutorialsTranscript() {
        assertThat(client.ask("CREATE shopping", 1)).isEqualTo("OK\r\n");
        assertThat(client.ask("CREATE shopping", 1)).isEqualTo("OK\r\n");
        assertThat(client.ask("PUT shopping milk 1", 1)).isEqualTo("OK\r\n");
        assertThat(client.ask("PUT shopping eggs 3", 1)).isEqualTo("OK\r\n");
        assertThat(client.ask("GET shopping milk", 2)).isEqualTo("1\r\nOK\r\n");
        assertThat(client.ask("DELETE shopping eggs", 1)).isEqualTo("OK\r\n");
        assertThat(client.ask("DELETE shopping eggs", 1)).isEqualTo("OK\r\n");
        assertThat(client.ask("GET shopping eggs", 2)).isEqualTo("\r\nOK\r\n");
        assertThat(client.ask("KEYS shopping", 2)).isEqualTo("milk\r\nOK\r\n");
        assertThat(client.ask("HELLO", 1)).isEqualTo("UNKNOWN COMMAND\r\n");
        assertThat(client.ask("GET shopping", 1)).isEqualTo("UNKNOWN COMMAND\r\n");
        assertThat(client.ask("PUT shopping a b c", 1)).isEqualTo("UNKNOWN COMMAND\r\n");
        assertThat(client.ask("get shopping milk", 1)).isEqualTo("UNKNOWN COMMAND\r\n");
        assertThat(client.ask("", 1)).isEqualTo("UNKNOWN COMMAND\r\n");
        assertThat(client.ask("PUT nowhere a 1", 1)).isEqualTo("NOT FOUND\r\n");
        assertThat(client.ask("GET nowhere a", 1)).isEqualTo("NOT FOUND\r\n");
        assertThat(client.ask("DELETE nowhere a", 1)).isEqualTo("NOT FOUND\r\n");
        assertThat(client.ask("KEYS nowhere", 1)).isEqualTo("NOT FOUND\r\n");
        assertThat(client.ask("DROP nowhere", 1)).isEqualTo("NOT FOUND\r\n");
        assertThat(client.ask("DROP shopping", 1)).isEqualTo("OK\r\n");
        assertThat(client.ask("GET shopping milk", 1)).isEqualTo("NOT FOUND\r\n");
        assertThat(client.ask("CREATE shopping", 1)).isEqualTo("OK\r\n");
        assertThat(client.ask("GET shopping milk", 2)).isEqualTo("\r\nOK\r\n");
    }

    @Test
    void lineEndsAndBlanksMayVary() {
        client.send("CREATE blanks\n  PUT\tblanks   k \t v  \n");
        assertThat(client.lines(2)).isEqualTo("OK\r\nOK\r\n");
        assertThat(client.ask("GET blanks k", 2)).isEqualTo("v\r\nOK\r\n");
    }

    @Test
    void namesMayHoldAnyCharacterThatIsNotBlank() {
        for (String name : new String[] {"a/b", "a.b", "a#b", "%41", "größe", "日本", "..", "<img>"}) {
            assertThat(client.ask("CREATE " + name, 1)).isEqualTo("OK\r\n");
            assertThat(client.ask("PUT " + name + " k " + name, 1)).isEqualTo("OK\r\n");
        }
        assertThat(client.ask("GET a/b k", 2)).isEqualTo("a/b\r\nOK\r\n");
        assertThat(client.ask("GET größe k", 2)).isEqualTo("größe\r\nOK\r\n");
        assertThat(client.ask("GET A k", 1)).as("%41 is not A").isEqualTo("NOT FOUND\r\n");
    }

    @Test
    void twoClientsAtOnceSeeOneStore() {
        try (Client other = new Client(tree.port)) {
            client.ask("CREATE both", 1);
            assertThat(other.ask("PUT both k from-other", 1)).isEqualTo("OK\r\n");
            assertThat(client.ask("GET both k", 2)).isEqualTo("from-other\r\nOK\r\n");
        }
    }

    @Test
    void aClientThatLeavesInTheMiddleOfALineHarmsNobody() {
        client.ask("CREATE half", 1);
        try (Client other = new Client(tree.port)) {
            other.send("PUT half k 1\r\nPUT half k 2");
            assertThat(other.lines(1)).isEqualTo("OK\r\n");
        }
        assertThat(client.ask("GET half k", 2)).as("half a line is no command").isEqualTo("1\r\nOK\r\n");
    }

    @Test
    void aWholeFileInOneWriteIsAnsweredInOrderToAClientThatEndedItsSide() throws IOException {
        StringBuilder commands = new StringBuilder();
        StringBuilder expected = new StringBuilder();
        for (int bucket = 0; bucket < 20; bucket++) {
            commands.append("GET file").append(bucket).append(" k\r\n");
            commands.append("CREATE file").append(bucket).append("\r\n");
            expected.append("NOT FOUND\r\nOK\r\n");
            for (int i = 0; i < 100; i++) {
                commands.append("PUT file" + bucket + " k" + i + " v" + bucket + "." + i + "\r\n");
                commands.append("GET file" + (i % (bucket + 1)) + " k" + i + "\n");
                expected.append("OK\r\n").append("v" + (i % (bucket + 1)) + "." + i + "\r\nOK\r\n");
            }
        }
        try (Client file = new Client(tree.port)) {
            file.send(commands.toString());
            file.socket.shutdownOutput();
            assertThat(file.rest()).isEqualTo(expected.toString());
        }
    }

    @Test
    void commandsMayComeInAnyPieces() {
        client.ask("CREATE pieces", 1);
        byte[] commands = "PUT pieces k 1\r\nGET pieces k\r\nGET pieces nothing\n".getBytes(StandardCharsets.UTF_8);
        for (byte b : commands) {
            client.send(new byte[] {b});
        }
        assertThat(client.lines(5)).isEqualTo("OK\r\n1\r\nOK\r\n\r\nOK\r\n");
    }

    @Test
    void aLineBeyondTheLimitIsRefusedAndTheNextOneWorks() {
        byte[] line = new byte[3 * io.coppice.kv.lines.LineProtocol.MAX_LINE];
        Arrays.fill(line, (byte) 'x');
        client.send(line);
        assertThat(client.lines(1)).isEqualTo("ERROR a line has at most 65536 bytes\r\n");
        client.send("xxx\r\n");
        assertThat(client.ask("HELLO", 1)).isEqualTo("UNKNOWN COMMAND\r\n");
    }

    @Test
    void aLineThatIsNotUtf8IsRefused() {
        client.send(new byte[] {'G', 'E', 'T', ' ', (byte) 0xC3, ' ', 'k', '\n'});
        assertThat(client.lines(1)).isEqualTo("ERROR the line is not valid UTF-8\r\n");
    }

    @Test
    void httpIsRefusedBeforeAnythingRuns() {
        client.ask("CREATE target", 1);
        try (Client browser = new Client(tree.port)) {
            browser.send("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nPUT target k evil\r\n");
            assertThat(browser.rest()).isEqualTo("ERROR this port does not speak HTTP\r\n");
        }
        assertThat(client.ask("GET target k", 2)).isEqualTo("\r\nOK\r\n");
    }

    @Test
    void createAndExitAreToldAfterTheTableChanged() {
        client.ask("CREATE told", 1);
        client.ask("DROP told", 1);
        await().untilAsserted(() -> assertThat(tree.bucketEvents())
                .containsSubsequence(
                        new JsonObject().put("event", "create").put("bucket", "told"),
                        new JsonObject().put("event", "exit").put("bucket", "told")));
    }

    @Test
    void otherVerticlesReachABucketOverTheEventBus() {
        client.ask("CREATE bus.1", 1);
        JsonObject put = new JsonObject()
                .put("action", "put")
                .put("bucket", "bus.1")
                .put("key", "k")
                .put("value", "v");
        KvTree.get(tree.vertx.eventBus().request(Router.ADDRESS, put));
        assertThat(client.ask("GET bus.1 k", 2)).isEqualTo("v\r\nOK\r\n");
        JsonObject reply = KvTree.get(tree.vertx
                        .eventBus()
                        .<JsonObject>request("kv.bucket.bus%2E1", new JsonObject().put("action", "size")))
                .body();
        assertThat(reply).isEqualTo(new JsonObject().put("size", 1));
    }
}
