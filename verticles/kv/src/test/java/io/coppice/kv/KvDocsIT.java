package io.coppice.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** docs/kv.md, run from top to bottom. */
class KvDocsIT {

    private final KvTree tree = new KvTree(new JsonObject());
    private final Vertx vertx = tree.vertx;
    private String text = "";

    /** All but what needs a whole node, which the tests of the distribution run. */
    @BeforeEach
    void read() throws IOException {
        text = Files.readString(Path.of("../../docs/kv.md"))
                .replaceAll("(?s)\n## (From outside|Many nodes)\n.*?(?=\n## )", "");
    }

    @AfterEach
    void stop() {
        tree.close();
    }

    private List<String> blocks(String language) {
        List<String> blocks = new ArrayList<>();
        Matcher matcher =
                Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$").matcher(text);
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        return blocks;
    }

    @Test
    void everyCommandAnswersAsItSays() {
        assumeTrue(Tool.has("nc") && Tool.has("redis-cli"), "skipped: nc and redis-tools are needed");
        List<String> blocks = blocks("console");
        assertThat(blocks).hasSize(2);
        for (String block : blocks) {
            for (String part : block.split("(?m)^\\$ ", -1)) {
                if (!part.isEmpty()) {
                    int end = part.indexOf('\n');
                    String ran = Tool.bash(part.substring(0, end).replace("4040", "" + tree.port));
                    assertThat(ran.replace("\r", "")).as(part).isEqualTo(part.substring(end + 1));
                }
            }
        }
    }

    @Test
    void everyRequestHasTheReplyBelowIt() {
        String[] lines = String.join("", blocks("json")).strip().split("\n", -1);
        assertThat(lines.length).isGreaterThan(20).isEven();
        for (int i = 0; i < lines.length; i += 2) {
            assertThat(reply(lines[i])).as(lines[i]).isEqualTo(new JsonObject(lines[i + 1]));
        }
    }

    private JsonObject reply(String request) {
        try {
            return KvTree.get(vertx.eventBus()
                    .<JsonObject>request("kv.router", new JsonObject(request))
                    .map(reply -> reply.body()));
        } catch (ReplyException refused) {
            return new JsonObject().put("code", refused.failureCode()).put("message", refused.getMessage());
        }
    }

    @Test
    void everyActionIsInTheTable() {
        JsonObject unknown = reply("{\"action\":\"?\",\"bucket\":\"b\"}");
        String known = unknown.getString("message").replaceFirst(".*known are ", "");
        String bus = text.substring(text.indexOf("## On the event bus"), text.indexOf("A version is"));
        Matcher rows = Pattern.compile("(?m)^\\| `(\\w+)` ").matcher(bus);
        List<String> documented = new ArrayList<>();
        while (rows.find()) {
            documented.add(rows.group(1));
        }
        assertThat(documented).containsExactlyInAnyOrder(known.split(", "));
    }

    @Test
    void everyRedisCommandIsInTheTable() {
        String listed = text.substring(text.indexOf("| hashes |"), text.indexOf("CLIENT knows"));
        List<String> documented = new ArrayList<>();
        Matcher words = Pattern.compile("[A-Z]{3,}").matcher(listed);
        while (words.find()) {
            documented.add(words.group().toLowerCase(java.util.Locale.ROOT));
        }
        try (Client client = new Client(tree.port)) {
            client.send("*2\r\n$7\r\nCOMMAND\r\n$4\r\nLIST\r\n");
            int count = Integer.parseInt(client.lines(1).substring(1).strip());
            List<String> known = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                known.add(client.lines(2).replaceFirst("^.*\r\n", "").strip());
            }
            assertThat(documented).containsExactlyInAnyOrderElementsOf(known);
        }
    }

    @Test
    void theJavaExampleIsTheOneThatRunsHere() throws IOException {
        String here = Files.readString(Path.of("src/test/java/io/coppice/kv/KvDocsIT.java"));
        assertThat(here.replaceAll("\\s+", "")).contains(blocks("java").get(0).replaceAll("\\s+", ""));

        reply("{\"action\":\"create\",\"bucket\":\"stock\"}");
        reply("{\"action\":\"put\",\"bucket\":\"stock\",\"key\":\"milk\",\"value\":\"3\"}");
        List<Future<?>> taken = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            taken.add(takeOne("milk"));
        }
        KvTree.get(Future.join(taken).otherwiseEmpty());
        assertThat(taken.stream().filter(Future::succeeded)).hasSize(3);
        assertThat(taken.stream().filter(Future::failed))
                .singleElement()
                .satisfies(failed -> assertThat(failed.cause()).hasMessage("no milk left"));
    }

    Future<Integer> takeOne(String key) {
        JsonObject get = new JsonObject().put("action", "get").put("key", key);
        return ask(get).compose(found -> {
            int left = Integer.parseInt(found.getString("value")) - 1;
            JsonObject put = new JsonObject()
                    .put("action", "put")
                    .put("key", key)
                    .put("value", Integer.toString(left))
                    .put("if_version", found.getLong("version"));
            return left < 0
                    ? Future.failedFuture("no " + key + " left")
                    : ask(put).map(left)
                            .recover(failure -> isConflict(failure) ? takeOne(key) : Future.failedFuture(failure));
        });
    }

    Future<JsonObject> ask(JsonObject request) {
        return vertx.eventBus()
                .<JsonObject>request("kv.router", request.put("bucket", "stock"))
                .map(reply -> reply.body());
    }

    boolean isConflict(Throwable failure) {
        return failure instanceof ReplyException refused && refused.failureCode() == 412;
    }
}
