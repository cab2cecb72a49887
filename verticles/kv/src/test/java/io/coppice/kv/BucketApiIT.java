package io.coppice.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.BucketTable;
import io.coppice.kv.store.Bytes;
import io.vertx.core.Future;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The store over the event bus, as docs/kv.md describes it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BucketApiIT {

    private KvTree tree;

    @BeforeAll
    void start() {
        tree = new KvTree(new JsonObject());
    }

    @AfterAll
    void stop() {
        tree.close();
    }

    private Future<JsonObject> request(String json) {
        return tree.vertx
                .eventBus()
                .<JsonObject>request("kv.router", new JsonObject(json.replace('\'', '"')))
                .map(reply -> reply.body());
    }

    private JsonObject ask(String json) {
        return KvTree.get(request(json));
    }

    private void refused(String json, int code, String text) {
        assertThatThrownBy(() -> ask(json)).isInstanceOfSatisfying(ReplyException.class, e -> {
            assertThat(e.failureCode()).isEqualTo(code);
            assertThat(e).hasMessage(text);
        });
    }

    @Test
    void everyAction() {
        assertThat(ask("{'action':'create','bucket':'all'}")).isEqualTo(new JsonObject("{\"created\":true}"));
        assertThat(ask("{'action':'create','bucket':'all'}")).isEqualTo(new JsonObject("{\"created\":false}"));
        JsonObject put = ask("{'action':'put','bucket':'all','key':'milk','value':'1'}");
        assertThat(put.getLong("version")).isPositive();
        assertThat(ask("{'action':'get','bucket':'all','key':'milk'}"))
                .isEqualTo(new JsonObject().put("value", "1").put("version", put.getLong("version")));
        assertThat(ask("{'action':'get','bucket':'all','key':'tea'}"))
                .isEqualTo(new JsonObject().putNull("value").put("version", 0));
        assertThat(ask("{'action':'increment','bucket':'all','key':'milk','by':-3}")
                        .getLong("value"))
                .isEqualTo(-2);
        assertThat(ask("{'action':'increment','bucket':'all','key':'new'}").getLong("value"))
                .isEqualTo(1);
        assertThat(ask("{'action':'keys','bucket':'all'}").getJsonArray("keys"))
                .containsExactlyInAnyOrder("milk", "new");
        assertThat(ask("{'action':'keys','bucket':'all','most':1}").getJsonArray("keys"))
                .hasSize(1);
        assertThat(ask("{'action':'size','bucket':'all'}")).isEqualTo(new JsonObject().put("size", 2));
        assertThat(ask("{'action':'delete','bucket':'all','key':'milk'}"))
                .isEqualTo(new JsonObject("{\"deleted\":true}"));
        assertThat(ask("{'action':'delete','bucket':'all','key':'milk'}"))
                .isEqualTo(new JsonObject("{\"deleted\":false}"));
        assertThat(ask("{'action':'drop','bucket':'all'}")).isEqualTo(new JsonObject());
        refused("{'action':'size','bucket':'all'}", 404, "no bucket all");
    }

    @Test
    void whatIsNoTextIsBase64() {
        ask("{'action':'create','bucket':'bytes'}");
        ask("{'action':'put','bucket':'bytes','key':'k','base64':'/wD+'}");
        assertThat(ask("{'action':'get','bucket':'bytes','key':'k'}").getString("base64"))
                .isEqualTo("/wD+");
        ask("{'action':'put','bucket':'bytes','key':'k','base64':'bWlsaw=='}");
        assertThat(ask("{'action':'get','bucket':'bytes','key':'k'}").getString("value"))
                .isEqualTo("milk");
    }

    /** A key of another protocol that is no text cannot be asked for here, so it is not listed here. */
    @Test
    void aKeyThatIsNoTextIsNotListed() {
        try (Client client = new Client(tree.port)) {
            client.send("*6\r\n$4\r\nHSET\r\n$4\r\nbins\r\n$1\r\na\r\n$1\r\n1\r\n$1\r\n"
                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            client.send(new byte[] {-1, '\r', '\n', '$', '1', '\r', '\n', '2', '\r', '\n'});
            assertThat(client.lines(1)).isEqualTo(":2\r\n");
        }
        assertThat(ask("{'action':'keys','bucket':'bins'}"))
                .isEqualTo(
                        new JsonObject().put("keys", new JsonArray().add("a")).put("size", 2));
    }

    @Test
    void aVersionThatIsNotTheOneExpectedIsAConflict() {
        ask("{'action':'create','bucket':'cas'}");
        long first = ask("{'action':'put','bucket':'cas','key':'k','value':'1','if_version':0}")
                .getLong("version");
        refused(
                "{'action':'put','bucket':'cas','key':'k','value':'2','if_version':0}",
                412,
                "the version is " + first + ", not 0");
        long second = ask("{'action':'put','bucket':'cas','key':'k','value':'2','if_version':" + first + "}")
                .getLong("version");
        assertThat(second).isGreaterThan(first);
        refused(
                "{'action':'delete','bucket':'cas','key':'k','if_version':" + first + "}",
                412,
                "the version is " + second + ", not " + first);
        assertThat(ask("{'action':'delete','bucket':'cas','key':'k','if_version':" + second + "}")
                        .getBoolean("deleted"))
                .isTrue();
        refused(
                "{'action':'put','bucket':'cas','key':'k','value':'3','if_version':" + second + "}",
                412,
                "the version is 0, not " + second);
    }

    /** Read, add one, put if nobody else did, again if somebody did: of 20 at once, 50 times each, nothing is lost. */
    @Test
    void manyWhoCompareAndSetLoseNothing() {
        ask("{'action':'create','bucket':'race'}");
        ask("{'action':'put','bucket':'race','key':'n','value':'0'}");
        int[] conflicts = {0};
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(addTimes(50, conflicts));
        }
        KvTree.get(Future.all(all));
        assertThat(ask("{'action':'get','bucket':'race','key':'n'}").getString("value"))
                .isEqualTo("1000");
        assertThat(conflicts[0]).as("there was a race at all").isPositive();
    }

    private Future<Void> addTimes(int times, int[] conflicts) {
        if (times == 0) {
            return Future.succeededFuture();
        }
        return request("{'action':'get','bucket':'race','key':'n'}")
                .compose(got -> request(new JsonObject()
                        .put("action", "put")
                        .put("bucket", "race")
                        .put("key", "n")
                        .put("value", Integer.toString(Integer.parseInt(got.getString("value")) + 1))
                        .put("if_version", got.getLong("version"))
                        .encode()))
                .map(1)
                .recover(failure -> {
                    boolean conflict = failure instanceof ReplyException e && e.failureCode() == 412;
                    synchronized (conflicts) {
                        conflicts[0]++;
                    }
                    return conflict ? Future.succeededFuture(0) : Future.failedFuture(failure);
                })
                .compose(done -> addTimes(times - done, conflicts));
    }

    @Test
    void manyIncrementsLoseNothingWhicheverWayTheyCome() {
        ask("{'action':'create','bucket':'sum'}");
        List<Future<?>> all = new ArrayList<>();
        try (Client client = new Client(tree.port)) {
            client.send("*4\r\n$7\r\nHINCRBY\r\n$3\r\nsum\r\n$1\r\nn\r\n$1\r\n1\r\n".repeat(1_000));
            for (int i = 0; i < 1_000; i++) {
                all.add(request("{'action':'increment','bucket':'sum','key':'n'}"));
            }
            client.lines(1_000);
            KvTree.get(Future.all(all));
        }
        assertThat(ask("{'action':'get','bucket':'sum','key':'n'}").getString("value"))
                .isEqualTo("2000");
    }

    @Test
    void aKeyLivesAsLongAsItIsToldTo() {
        ask("{'action':'create','bucket':'brief'}");
        ask("{'action':'put','bucket':'brief','key':'gone','value':'1','ttl':50}");
        ask("{'action':'put','bucket':'brief','key':'hour','value':'1','ttl':3600000}");
        ask("{'action':'put','bucket':'brief','key':'kept','value':'1','ttl':50}");
        assertThat(ask("{'action':'expire','bucket':'brief','key':'kept'}"))
                .isEqualTo(new JsonObject("{\"found\":true}"));
        assertThat(ask("{'action':'get','bucket':'brief','key':'hour'}").getLong("ttl"))
                .isBetween(3_500_000L, 3_600_000L);
        ask("{'action':'increment','bucket':'brief','key':'hour'}");
        assertThat(ask("{'action':'get','bucket':'brief','key':'hour'}").getLong("ttl"))
                .as("an increment leaves the time to live")
                .isPositive();
        // Its timer takes it away, though nobody asks for anything.
        Bucket bucket = Objects.requireNonNull(BucketTable.of(tree.vertx).lookup(Bytes.of("brief")));
        await().until(() -> bucket.size() == 2);
        assertThat(ask("{'action':'expire','bucket':'brief','key':'gone','ttl':1}"))
                .isEqualTo(new JsonObject("{\"found\":false}"));
        assertThat(ask("{'action':'keys','bucket':'brief'}").getJsonArray("keys"))
                .containsExactlyInAnyOrder("hour", "kept");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|400|the body must be a JSON object with a string \"action\"",
                "{\"action\":\"get\"}|400|\"bucket\" must be a string",
                "{\"action\":\"mend\",\"bucket\":\"e\"}|400|unknown action \"mend\"; known are create, drop, get, put, delete,"
                        + " increment, expire, keys, size",
                "{\"action\":\"get\",\"bucket\":\"e\"}|400|\"key\" must be a string",
                "{\"action\":\"get\",\"bucket\":\"nowhere\",\"key\":\"k\"}|404|no bucket nowhere",
                "{\"action\":\"drop\",\"bucket\":\"nowhere\"}|404|no bucket nowhere",
                "{\"action\":\"create\",\"bucket\":\"\"}|400|\"bucket\": the name of a bucket has 1 to 1024 bytes of UTF-8",
                "{\"action\":\"put\",\"bucket\":\"e\",\"key\":\"k\"}|400|either \"value\" or \"base64\" must be given, a string",
                "{\"action\":\"put\",\"bucket\":\"e\",\"key\":\"k\",\"value\":1}|400|\"value\" must be a string",
                "{\"action\":\"put\",\"bucket\":\"e\",\"key\":\"k\",\"value\":\"v\",\"ttl\":0}|400|\"ttl\" must be a whole number of 1"
                        + " or more, not 0",
                "{\"action\":\"put\",\"bucket\":\"e\",\"key\":\"k\",\"value\":\"v\",\"if_version\":\"1\"}|400|\"if_version\" must be a"
                        + " whole number of 0 or more, not 1",
                "{\"action\":\"increment\",\"bucket\":\"e\",\"key\":\"word\"}|400|the value is not a whole number",
                "{\"action\":\"increment\",\"bucket\":\"e\",\"key\":\"large\"}|400|the sum would be beyond 64 bits",
                "{\"action\":\"increment\",\"bucket\":\"e\",\"key\":\"k\",\"by\":1.5}|400|\"by\" must be a whole number of"
                        + " -9223372036854775808 or more, not 1.5",
                "{\"action\":\"keys\",\"bucket\":\"e\",\"most\":-1}|400|\"most\" must be a whole number of 0 or more, not -1"
            })
    void whatIsWrongIsNamed(String json, int code, String text) {
        ask("{'action':'create','bucket':'e'}");
        ask("{'action':'put','bucket':'e','key':'word','value':'v'}");
        ask("{'action':'put','bucket':'e','key':'large','value':'9223372036854775807'}");
        refused(json, code, text);
    }

    @Test
    void base64ThatIsNoneAndValuesThatAreTooLongAreRefused() {
        ask("{'action':'create','bucket':'e2'}");
        assertThatThrownBy(() -> ask("{'action':'put','bucket':'e2','key':'k','base64':'?'}"))
                .hasMessageStartingWith("\"base64\" must be base64: ");
        refused(
                "{'action':'put','bucket':'e2','key':'k','value':'" + "v".repeat(1024 * 1024 + 1) + "'}",
                400,
                "\"value\" must have at most 1048576 bytes, not 1048577");
        refused(
                "{'action':'get','bucket':'e2','key':'" + "k".repeat(1024 * 1024 + 1) + "'}",
                400,
                "\"key\" must have at most 1048576 bytes, not 1048577");
    }

    @Test
    void aBodyThatIsNoObjectIsRefused() {
        assertThatThrownBy(() -> KvTree.get(tree.vertx.eventBus().request("kv.router", "get")))
                .hasMessage("the body must be a JSON object with a string \"action\"");
    }

    @Test
    void aBucketIsReachedByItsOwnAddressToo() {
        ask("{'action':'create','bucket':'a.b c'}");
        JsonObject put = new JsonObject("{\"action\":\"put\",\"key\":\"k\",\"value\":\"v\"}");
        assertThat(KvTree.get(tree.vertx.eventBus().<JsonObject>request("kv.bucket." + escaped(), put))
                        .body()
                        .getLong("version"))
                .isPositive();
        assertThat(ask("{'action':'get','bucket':'a.b c','key':'k'}").getString("value"))
                .isEqualTo("v");
    }

    private static String escaped() {
        return io.coppice.supervision.Names.escape("a.b c");
    }
}
