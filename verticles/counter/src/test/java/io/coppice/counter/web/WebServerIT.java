package io.coppice.counter.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The counters of conf/counter.json over HTTP, word for word. */
@SuppressWarnings("NullAway.Init")
class WebServerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String JSON = "application/json";

    @TempDir
    private Path data;

    private RunningCounters counters;

    @BeforeEach
    void start() {
        counters = new RunningCounters(data, new JsonObject());
    }

    /** The same with a web server that reaches other counters. */
    private void reach(String... names) {
        counters.close();
        counters = new RunningCounters(data, new JsonObject().put("counters", new JsonArray(List.of(names))));
    }

    @AfterEach
    void stop() {
        counters.close();
    }

    private static void assertAnswer(HttpResponse<String> answer, int status, String body) {
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    }

    private static String value(String name, long value) {
        return "{\"name\":\"" + name + "\",\"value\":" + value + "}";
    }

    private void awaitValue(String name, long value) {
        await().atMost(PATIENCE)
                .until(() -> counters.get("/counters/" + name).body().equals(value(name, value)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"permanent", "transient", "temporary", "agent"})
    void eachActionIsTheCountersOwn(String name) {
        String counter = "/counters/" + name;

        assertAnswer(counters.post(counter + "?action=inc"), 200, value(name, 1));
        assertAnswer(counters.post(counter, FORM, "action=inc"), 200, value(name, 2));
        assertAnswer(counters.post(counter, JSON, "{\"action\":\"dec\"}"), 200, value(name, 1));
        assertAnswer(counters.post(counter, FORM, "action=val"), 200, value(name, 1));
        assertAnswer(counters.get(counter), 200, value(name, 1));
        assertAnswer(counters.post(counter, FORM, "action=reset"), 200, value(name, 0));
        HttpResponse<String> head = counters.send(counters.to(counter).method("HEAD", BodyPublishers.noBody()));
        assertAnswer(head, 200, "");
    }

    @Test
    void allAreShownInTheirOrder() {
        counters.post("/counters/transient?action=inc");

        assertAnswer(
                counters.get("/counters"),
                200,
                "{\"counters\":[{\"name\":\"permanent\",\"value\":0},{\"name\":\"transient\",\"value\":1},"
                        + "{\"name\":\"temporary\",\"value\":0},{\"name\":\"agent\",\"value\":0}]}");
        HttpResponse<String> head = counters.send(counters.to("/counters").method("HEAD", BodyPublishers.noBody()));
        assertAnswer(head, 200, "");
    }

    @Test
    void allAreAskedAtOnceAndOneThatIsDownHidesNoOther() {
        reach("first", "second", "nobody");
        Queue<Message<JsonObject>> asked = new ConcurrentLinkedQueue<>();
        for (String name : List.of("first", "second")) {
            // Neither answers before both are asked.
            counters.vertx.eventBus().<JsonObject>localConsumer("counter." + name, message -> {
                asked.add(message);
                if (asked.size() == 2) {
                    asked.forEach(each -> each.reply(new JsonObject().put("value", 7)));
                }
            });
        }

        assertAnswer(
                counters.get("/counters"),
                200,
                "{\"counters\":[{\"name\":\"first\",\"value\":7},{\"name\":\"second\",\"value\":7},"
                        + "{\"name\":\"nobody\",\"error\":\"nobody is down: No handlers for address counter.nobody\"}]}");
    }

    @ParameterizedTest
    @CsvSource({"permanent,crash", "permanent,stop", "transient,crash", "agent,crash", "agent,stop"})
    void whatStartsAgainIsBackAtItsBeginning(String name, String action) {
        counters.post("/counters/" + name + "?action=inc");

        HttpResponse<String> ended = counters.post("/counters/" + name + "?action=" + action);

        if (action.equals("stop")) {
            assertAnswer(ended, 200, value(name, 1));
        } else {
            assertAnswer(ended, 500, "{\"error\":\"java.lang.IllegalStateException: boom\"}");
        }
        awaitValue(name, 0);
        assertAnswer(counters.post("/counters/" + name + "?action=inc"), 200, value(name, 1));
    }

    @ParameterizedTest
    @CsvSource({"transient,stop", "temporary,crash", "temporary,stop"})
    void whatStaysDownIsNotThere(String name, String action) {
        Child child = Supervision.of(counters.vertx).child("/" + name).orElseThrow();

        counters.post("/counters/" + name + "?action=" + action);

        assertThat(counters.runningAfterTheEndOf(child)).contains("permanent").doesNotContain(name);
        String down = name + " is down: No handlers for address counter." + name;
        HttpResponse<String> refused = counters.get("/counters/" + name);
        assertAnswer(refused, 503, "{\"error\":\"" + down + "\"}");
        assertThat(refused.headers().firstValue("retry-after")).contains("1");
        assertThat(counters.post("/counters/" + name + "?action=inc").statusCode())
                .isEqualTo(503);
        assertThat(counters.get("/counters").body())
                .contains("{\"name\":\"permanent\",\"value\":0}")
                .contains("{\"name\":\"" + name + "\",\"error\":\"" + down + "\"}");
    }

    @Test
    void aCounterThatIsBeingRestartedIsDown() {
        reach("restarting");
        counters.vertx
                .eventBus()
                .localConsumer(
                        "counter.restarting", message -> message.fail(Supervision.NOT_HANDLED, "it has crashed"));

        assertAnswer(counters.get("/counters/restarting"), 503, "{\"error\":\"restarting is down: it has crashed\"}");
    }

    @Test
    void aCounterThatDoesNotAnswerIsNotWaitedForLonger() {
        counters.close();
        JsonObject web =
                new JsonObject().put("counters", new JsonArray().add("mute")).put("timeout", 100);
        counters = new RunningCounters(data, web);
        counters.vertx.eventBus().localConsumer("counter.mute", message -> {});

        assertAnswer(
                counters.post("/counters/mute?action=inc"), 504, "{\"error\":\"mute has not answered within 100 ms\"}");
        assertAnswer(
                counters.get("/counters"),
                200,
                "{\"counters\":[{\"name\":\"mute\",\"error\":\"mute has not answered within 100 ms\"}]}");
    }

    @Test
    void onlyTheCountersOfTheListAreReached() {
        reach("permanent", "agent");
        String error = "{\"error\":\"there is no counter temporary here, only [permanent, agent]\"}";

        assertAnswer(counters.get("/counters/temporary"), 404, error);
        assertAnswer(counters.post("/counters/temporary?action=crash"), 404, error);
        assertThat(counters.get("/counters").body()).doesNotContain("temporary");
        assertThat(Supervision.of(counters.vertx)
                        .child("/temporary")
                        .orElseThrow()
                        .isRunning())
                .isTrue();
    }

    @Test
    void anyTextIsAName() {
        reach("a.b/c é");
        counters.vertx
                .eventBus()
                .localConsumer(
                        "counter.a%2Eb%2Fc%20%C3%A9", message -> message.reply(new JsonObject().put("value", 7)));

        assertAnswer(counters.get("/counters/a.b%2Fc%20%C3%A9"), 200, value("a.b/c é", 7));
    }

    @Test
    void whatIsNoActionIsRefusedBeforeAnythingIsSent() {
        reach("probe");
        List<Object> sent = new ArrayList<>();
        counters.vertx.eventBus().localConsumer("counter.probe", message -> {
            sent.add(message.body());
            message.reply(new JsonObject().put("value", sent.size()));
        });
        String rule = "action must be inc, dec, val, reset, stop or crash, not ";

        assertAnswer(counters.post("/counters/probe"), 400, "{\"error\":\"" + rule + "[]\"}");
        assertAnswer(counters.post("/counters/probe?action=double"), 400, "{\"error\":\"" + rule + "[double]\"}");
        assertAnswer(counters.post("/counters/probe?action=INC"), 400, "{\"error\":\"" + rule + "[INC]\"}");
        assertAnswer(
                counters.post("/counters/probe?action=inc", FORM, "action=dec"),
                400,
                "{\"error\":\"" + rule + "[inc, dec]\"}");
        assertAnswer(
                counters.post("/counters/probe", JSON, "[1]"), 400, "{\"error\":\"the body must be a JSON object\"}");
        assertAnswer(
                counters.post("/counters/probe", JSON, "{\"action\":{}}"),
                400,
                "{\"error\":\"action must be a text or a number\"}");
        assertThat(counters.post("/counters/probe", FORM, "action=inc&more=" + "a".repeat(20_000))
                        .statusCode())
                .isEqualTo(413);

        assertAnswer(counters.post("/counters/probe?action=inc"), 200, value("probe", 1));
        assertThat(sent).containsExactly(new JsonObject().put("action", "inc"));
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE,/counters/permanent,'GET, HEAD, POST'",
        "PUT,/counters/permanent,'GET, HEAD, POST'",
        "POST,/counters,'GET, HEAD'",
        "POST,/,'GET, HEAD'"
    })
    void otherMethodsAreNotAllowed(String method, String path, String allowed) {
        HttpResponse<String> refused = counters.send(counters.to(path).method(method, BodyPublishers.ofString("")));

        assertAnswer(refused, 405, "{\"error\":\"this path knows " + allowed + " only\"}");
        assertThat(refused.headers().firstValue("allow")).contains(allowed);
    }

    @Test
    void thereIsNothingElse() {
        assertAnswer(counters.get("/counter"), 404, "{\"error\":\"there is nothing at this path\"}");
    }

    @Test
    void thePageBringsItsOwnFilesAndNothingElse() {
        HttpResponse<String> page = counters.get("/");

        assertThat(page.headers().firstValue("content-security-policy"))
                .contains("default-src 'self'; frame-ancestors 'none'; base-uri 'none'");
        assertThat(page.body()).contains("page.css", "page.js").doesNotContain("http");
        assertThat(counters.get("/page.js").body()).doesNotContain("http:", "https:", "innerHTML");
        assertThat(counters.get("/page.css").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"Origin,http://evil.example", "Host,evil.example"})
    void onlyRequestsToThisServerAndFromItsOwnPageAreAnswered(String header, String value) {
        HttpResponse<String> refused = counters.send(counters.to("/counters/permanent?action=crash")
                .header(header, value)
                .POST(BodyPublishers.noBody()));

        assertThat(refused.statusCode()).isEqualTo(403);
        assertAnswer(counters.get("/counters/permanent"), 200, value("permanent", 0));
    }
}
