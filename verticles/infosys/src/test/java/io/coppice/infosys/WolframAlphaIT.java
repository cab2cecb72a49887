package io.coppice.infosys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.SupervisionException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** WolframAlpha's backend, with a server that answers as its short-answer API does. */
@SuppressWarnings("NullAway.Init")
class WolframAlphaIT {

    private static final String KEY = "SECRET-7";

    @TempDir
    private Path data;

    private final Vertx vertx = Vertx.vertx();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void start() {
        server = RunningTree.get(vertx.createHttpServer()
                .requestHandler(this::answer)
                .connectionHandler(connection -> {
                    open.incrementAndGet();
                    connection.closeHandler(closed -> open.decrementAndGet());
                })
                .listen(0, "127.0.0.1"));
    }

    @AfterEach
    void stop() {
        RunningTree.get(vertx.close());
    }

    private void answer(HttpServerRequest request) {
        asked.add(request.uri());
        switch (request.getParam("i")) {
            case "distance to the moon & back?" -> request.response().end("about 768000 kilometers\n");
            case "forbidden" -> request.response().setStatusCode(403).end("Error 1: Invalid appid");
            case "broken" -> request.response().setStatusCode(500).end();
            case "long" -> request.response().end("x".repeat(100_000));
            case "silent" -> {}
            default -> request.response().setStatusCode(501).end("Wolfram|Alpha did not understand your input");
        }
    }

    private static JsonObject wolfram(String url, String key) {
        return RunningTree.backends(new JsonObject()
                        .put("name", "wolfram")
                        .put("type", "wolfram_alpha")
                        .put("url", url)
                        .put("api_key", key))
                .put("deadline", 3_000)
                .put("max_failures", 100);
    }

    private JsonObject here(String key) {
        return wolfram("http://127.0.0.1:" + server.actualPort(), key);
    }

    @Test
    void a_short_answer_is_an_answer() {
        try (RunningTree tree = RunningTree.of(data, here(KEY))) {
            assertThat(tree.ask("distance to the moon & back?")
                            .getJsonArray("answers")
                            .encode())
                    .isEqualTo("[{\"backend\":\"wolfram\",\"text\":\"about 768000 kilometers\",\"score\":95}]");
            assertThat(asked).containsExactly("/v1/result?appid=SECRET-7&i=distance+to+the+moon+%26+back%3F");
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(open).hasValue(0));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "unknown, nothing, ''",
        "forbidden, crashed, it does not take the",
        "broken, crashed, status 500",
        "long, crashed, more than 8192 bytes",
        "silent, late, ''",
    })
    void whatever_else_comes_is_told_without_the_key(String question, String outcome, String detail) {
        try (RunningTree tree = RunningTree.of(data, here(KEY))) {
            String found = tree.ask(question).encode();

            assertThat(found)
                    .contains("\"answers\":[]", "\"outcome\":\"" + outcome + "\"", detail)
                    .doesNotContain(KEY);
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat(open).as("its connection is closed").hasValue(0));
        }
    }

    @Test
    void a_server_that_is_not_there_is_a_crash_of_the_task_alone() {
        try (RunningTree tree = RunningTree.of(data, wolfram("http://127.0.0.1:1", KEY))) {
            assertThat(tree.ask("anything").encode())
                    .contains("crashed", "refused")
                    .doesNotContain(KEY);
        }
    }

    @Test
    void without_a_key_it_is_off_and_is_said_to_be() {
        try (RunningTree tree = RunningTree.of(data, here(""))) {
            assertThat(tree.ask("anything").encode()).contains("\"outcome\":\"off\"", "it has no \\\"api_key\\\"");
            assertThat(tree.get("/backends").body()).contains("\"state\":\"off\"", "it has no \\\"api_key\\\"");
            assertThat(asked).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "type, telepathy, '\"type\" of a backend must be calculator, bus or wolfram_alpha, not telepathy'",
        "name, two words, '\"name\" of a backend must be a word'",
        "url, ftp://a, '\"url\" must be an address such as https://api.wolframalpha.com'",
        "adress, a, 'config.backends[0] has no \"adress\"'",
    })
    void a_wrong_backend_is_named(String key, String value, String error) {
        JsonObject service = here(KEY);
        service.getJsonArray("backends").getJsonObject(0).put(key, value);

        assertThatThrownBy(() -> RunningTree.of(data, service).close())
                .isInstanceOf(SupervisionException.class)
                .hasMessageContaining(error);
    }
}
