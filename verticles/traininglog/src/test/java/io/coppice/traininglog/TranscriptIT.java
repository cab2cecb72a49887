package io.coppice.traininglog;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the interface promises, word for word. */
class TranscriptIT {

    private static final String SNATCH = "movement_name=snatch&rep=10&weight=100";

    @TempDir
    private Path data;

    private RunningTree tree;

    @BeforeEach
    void start() {
        tree = new RunningTree(data);
    }

    @AfterEach
    void stop() {
        tree.close();
    }

    @Test
    void aPostIsAnsweredOkAndThenInTheBook() {
        HttpResponse<String> posted = tree.http.post("alice", SNATCH);

        assertThat(posted.body()).isEqualTo("OK");
        assertThat(posted.statusCode()).isEqualTo(200);
        HttpResponse<String> book = tree.http.get("alice");
        assertThat(book.statusCode()).isEqualTo(200);
        assertThat(book.headers().firstValue("content-type")).contains("application/json");
        assertThat(book.body())
                .isEqualTo("{\"username\":\"alice\",\"logs\":"
                        + "[{\"weight\":\"100\",\"rep\":\"10\",\"movement_name\":\"snatch\"}]}");
    }

    @Test
    void theNewestIsFirst() {
        tree.http.post("alice", SNATCH);
        tree.http.post("alice", "movement_name=squat&rep=5&weight=142.5");

        assertThat(tree.http.get("alice").body())
                .isEqualTo("{\"username\":\"alice\",\"logs\":["
                        + "{\"weight\":\"142.5\",\"rep\":\"5\",\"movement_name\":\"squat\"},"
                        + "{\"weight\":\"100\",\"rep\":\"10\",\"movement_name\":\"snatch\"}]}");
    }

    @Test
    void aUserWithoutABookIsNotFoundAndNothingIsStartedForOne() {
        HttpResponse<String> book = tree.http.get("bob");

        assertThat(book.statusCode()).isEqualTo(404);
        assertThat(book.body()).isEqualTo("{\"error\":\"no training log book with username: bob\"}");
        assertThat(RunningTree.get(io.coppice.supervision.Supervision.of(tree.vertx)
                                .supervisor("/traininglog/books")
                                .orElseThrow()
                                .tree(10))
                        .childCount())
                .isZero();
    }

    @Test
    void theFieldsMayComeAsFormOrJsonAsWell() {
        assertThat(tree.http
                        .post("alice", "application/x-www-form-urlencoded", SNATCH)
                        .body())
                .isEqualTo("OK");
        assertThat(tree.http
                        .post("alice", "application/json", "{\"movement_name\":\"bench\",\"rep\":3,\"weight\":82.5}")
                        .body())
                .isEqualTo("OK");

        assertThat(tree.http.get("alice").body())
                .contains("[{\"weight\":\"82.5\",\"rep\":\"3\",\"movement_name\":\"bench\"},{\"weight\":\"100\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"z%20o%2Fe.%23%25", "%C3%BC%E2%82%AC", "%3Cimg%20onerror%3D%22x%22%3E", "a%00b", "-_%7E"})
    void anyNameWillDo(String encoded) {
        String name = java.net.URLDecoder.decode(encoded, java.nio.charset.StandardCharsets.UTF_8);

        assertThat(tree.http.post(encoded, SNATCH).body()).isEqualTo("OK");

        assertThat(tree.http.get(encoded).body())
                .startsWith("{\"username\":" + io.vertx.core.json.Json.encode(name) + ",\"logs\":[{");
        assertThat(tree.http.get(encoded + "x").statusCode()).isEqualTo(404);
    }

    @Test
    void everyWrongFieldIsNamedInOneAnswer() {
        HttpResponse<String> answer = tree.http.post("alice", "movement_name=curl&rep=-1&rep=2");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .startsWith("{\"error\":\"")
                .contains("movement_name must be one of snatch, clean_and_jerk, squat, bench, deadlift")
                .contains("rep is given more than once")
                .contains("weight is missing");
        assertThat(tree.http.get("alice").statusCode()).isEqualTo(404);
    }

    @Test
    void theQueryAndTheBodyMayNotContradictEachOther() {
        HttpResponse<String> answer = tree.http.send(tree.http
                .to("/training_log_books/alice/training_logs?" + SNATCH)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("weight=90&rep=10")));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("weight is given more than once").doesNotContain("rep is");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "{", "\"x\""})
    void aJsonBodyMustBeAnObject(String body) {
        HttpResponse<String> answer = tree.http.post("alice", "application/json", body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"error\":\"the body must be a JSON object\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%FF", "%zz"})
    void aNameThatIsNotUtf8IsRefused(String encoded) {
        // The client of the JDK refuses to send these.
        String answer =
                RawHttp.ask(tree.http.port, "GET /training_log_books/" + encoded + " HTTP/1.1\r\nHost: localhost\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400").contains("{\"error\":\"");
    }

    @Test
    void aNameHasAtMostAHundredCharacters() {
        assertThat(tree.http.post("%C3%BC".repeat(100), SNATCH).body()).isEqualTo("OK");

        HttpResponse<String> answer = tree.http.post("u".repeat(101), SNATCH);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"error\":\"username must have 1 to 100 characters, not 101\"}");
    }
}
