package io.coppice.infosys;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Questions over HTTP. */
@SuppressWarnings("NullAway.Init")
class QuestionsIT {

    @TempDir
    private Path data;

    private RunningTree tree;

    @BeforeEach
    void start() {
        tree = RunningTree.of(data);
    }

    @AfterEach
    void stop() {
        tree.close();
    }

    @Test
    void a_question_is_answered_with_what_each_backend_did() {
        HttpResponse<String> found = tree.post("/questions", "{\"question\":\"What is 6 * 7?\"}");

        assertThat(found.statusCode()).isEqualTo(200);
        assertThat(found.headers().firstValue("content-type")).contains("application/json");
        assertThat(found.body().replaceAll("\"ms\":\\d+", "\"ms\":1"))
                .isEqualTo("{\"question\":\"What is 6 * 7?\","
                        + "\"answers\":[{\"backend\":\"calculator\",\"text\":\"42\",\"score\":100}],"
                        + "\"backends\":[{\"backend\":\"calculator\",\"outcome\":\"answered\",\"ms\":1},"
                        + "{\"backend\":\"facts\",\"outcome\":\"nothing\",\"ms\":1}],\"ms\":1,\"cached\":false}");
        assertThat(tree.get("/questions?q=What+is+6+*+7").body()).contains("\"cached\":true");
    }

    @Test
    void facts_answer_by_the_words_of_the_question_and_may_be_added_while_it_runs() throws Exception {
        JsonObject two = new JsonObject(
                tree.get("/questions?q=Erlang+and+OTP,+please&limit=2").body());
        assertThat(two.getJsonArray("answers").encode()).contains("Erlang is a language", "OTP is the set");
        assertThat(tree.get("/questions?q=Erlang+and+OTP,+please&limit=1").body())
                .doesNotContain("OTP is the set");
        assertThat(tree.get("/questions?q=otprotocol").body()).contains("\"answers\":[]");

        String document = Files.readString(Path.of("../../docs/infosys.md"));
        Matcher sql = Pattern.compile("(?s)```sql\n(.*?)```").matcher(document);
        assertThat(sql.find()).isTrue();
        try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("infosys.db"));
                Statement statement = file.createStatement()) {
            statement.execute(sql.group(1));
        }
        assertThat(tree.get("/questions?q=what+is+a+coppice?").body()).contains("cut down to the stump");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET | /questions | | q is missing: it must be a question",
                "GET | /questions?q=%20 | | question must have 1 to 200 characters, not all blank; it has 0",
                "GET | /questions?q=%FF | | question must be UTF-8, percent-encoded in a query",
                "GET | /questions?q=a%0Ab | | question must be one line, without control characters",
                "GET | /questions?q=a&limit=0 | | limit must be a whole number from 1 to 5, not 0",
                "GET | /questions?q=a&limit=many | | limit must be a whole number",
                "GET | /questions?q=a&q=b | | q is given more than once",
                "POST | /questions | {} | question is missing: it must be a question",
                "POST | /questions | [] | the body must be a JSON object",
                "POST | /questions | {\"question\":{}} | question must be a text or a number",
            })
    void a_bad_field_is_named(String method, String path, String body, String error) {
        HttpResponse<String> refused = body == null ? tree.get(path) : tree.post(path, body);

        assertThat(refused.statusCode()).as(method).isEqualTo(400);
        assertThat(new JsonObject(refused.body())).isEqualTo(new JsonObject().put("error", error));
    }

    @Test
    void a_body_is_bounded_and_other_sites_ask_nothing() {
        assertThat(tree.post("/questions", "{\"question\":\"" + "a".repeat(20_000) + "\"}")
                        .statusCode())
                .isEqualTo(413);
        assertThat(tree.send(tree.to("/questions")
                                .header("Origin", "http://evil.example")
                                .POST(BodyPublishers.ofString("")))
                        .statusCode())
                .isEqualTo(403);
        assertThat(tree.send(tree.to("/questions?q=a").header("Host", "evil.example"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(tree.send(tree.to("/backends").DELETE()).statusCode()).isEqualTo(405);
    }

    @Test
    void the_page_brings_its_own_files_and_nothing_else() {
        HttpResponse<String> page = tree.get("/");

        assertThat(page.headers().firstValue("content-security-policy"))
                .contains("default-src 'self'; frame-ancestors 'none'; base-uri 'none'");
        assertThat(page.body()).contains("page.css", "page.js").doesNotContain("http");
        assertThat(tree.get("/page.js").body()).doesNotContain("http:", "https:", "innerHTML");
        assertThat(tree.get("/page.css").statusCode()).isEqualTo(200);
    }

    @Test
    void the_backends_are_listed() {
        assertThat(tree.get("/backends").body())
                .isEqualTo(
                        "{\"backends\":[{\"name\":\"calculator\",\"type\":\"calculator\",\"state\":\"asked\",\"failures\":0},"
                                + "{\"name\":\"facts\",\"type\":\"bus\",\"state\":\"asked\",\"failures\":0}]}");
    }
}
