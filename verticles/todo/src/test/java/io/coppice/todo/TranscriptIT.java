package io.coppice.todo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.component.bus.Failure;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the interface promises, word for word. */
@SuppressWarnings("NullAway.Init")
class TranscriptIT {

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

    private JsonObject ask(String action, JsonObject fields) {
        return tree.ask("todo.list", fields.copy().put("action", action));
    }

    @Test
    void theTutorialsOwnCalls() {
        HttpResponse<String> added = tree.http.post("/add_entry?list=bob&date=2026-11-20&title=Dentist");
        assertThat(added.body()).isEqualTo("OK");
        assertThat(added.statusCode()).isEqualTo(200);
        tree.http.post("/add_entry?list=bob&date=2026-11-21&title=Shopping");
        tree.http.post("/add_entry?list=bob&date=2026-11-20&title=Movies");

        HttpResponse<String> entries = tree.http.get("/entries?list=bob&date=2026-11-20");

        assertThat(entries.headers().firstValue("content-type")).contains("text/plain; charset=utf-8");
        assertThat(entries.body()).isEqualTo("2026-11-20 Dentist\n2026-11-20 Movies");
        assertThat(tree.http.get("/entries?list=alice&date=2026-11-20").body()).isEmpty();
    }

    @Test
    void anEntryIsAddedListedChangedAndDeleted() {
        HttpResponse<String> added =
                tree.http.json("POST", "/lists/bob/entries", "{\"date\":\"2026-11-20\",\"title\":\"Dentist\"}");
        assertThat(added.statusCode()).isEqualTo(201);
        assertThat(added.headers().firstValue("location")).contains("/lists/bob/entries/1");
        assertThat(added.body()).isEqualTo("{\"id\":1,\"date\":\"2026-11-20\",\"title\":\"Dentist\"}");
        tree.http.post("/lists/bob/entries?date=2026-11-19&title=Shopping");
        assertThat(tree.http.get("/lists/bob/entries").body())
                .isEqualTo("{\"list\":\"bob\",\"entries\":[{\"id\":2,\"date\":\"2026-11-19\",\"title\":\"Shopping\"},"
                        + "{\"id\":1,\"date\":\"2026-11-20\",\"title\":\"Dentist\"}]}");

        HttpResponse<String> changed =
                tree.http.json("PUT", "/lists/bob/entries/1", "{\"date\":\"2026-11-22\",\"title\":\"Dentist at 9\"}");
        assertThat(changed.body()).isEqualTo("{\"id\":1,\"date\":\"2026-11-22\",\"title\":\"Dentist at 9\"}");
        assertThat(tree.http.get("/lists/bob/entries?date=2026-11-22").body()).contains("Dentist at 9");

        assertThat(tree.http.delete("/lists/bob/entries/1").statusCode()).isEqualTo(204);
        assertThat(tree.http.get("/lists/bob/entries?date=2026-11-22").body())
                .isEqualTo("{\"list\":\"bob\",\"entries\":[]}");
        HttpResponse<String> gone = tree.http.delete("/lists/bob/entries/1");
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(gone.body()).isEqualTo("{\"error\":\"the list bob has no entry 1\"}");
    }

    @Test
    void anyTextIsAName() {
        tree.http.post("/lists/a.b%2Fc%20%C3%A9/entries?date=2026-11-20&title=%3Cb%3E%26");

        assertThat(tree.http.get("/lists/a.b%2Fc%20%C3%A9/entries").body())
                .isEqualTo("{\"list\":\"a.b/c é\",\"entries\":"
                        + "[{\"id\":1,\"date\":\"2026-11-20\",\"title\":\"<b>&\"}]}");
        assertThat(tree.http.get("/entries?list=a.b%2Fc%20%C3%A9").body()).isEqualTo("2026-11-20 <b>&");
    }

    @Test
    void anAdditionWithAKeyCountsOnce() {
        String addition = "/lists/bob/entries?date=2026-11-20&title=Dentist&key=k1";

        assertThat(tree.http.post(addition).body())
                .isEqualTo(tree.http.post(addition).body());
        assertThat(tree.http.get("/entries?list=bob").body()).isEqualTo("2026-11-20 Dentist");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /add_entry?list=bob&date=2026-11-20 | title is missing: it must be what is to be done",
                "POST | /add_entry?date=2026-11-20&title=a | list is missing: it must be the name of a list",
                "POST | /add_entry?list=bob&title=a | date is missing: it must be a day such as 2026-11-20",
                "POST | /add_entry?list=bob&date=2026-02-30&title=a | date must be a day of the calendar, not \"2026-02-30\"",
                "POST | /lists/bob/entries?date=x&title=a | date must be a day such as 2026-11-20, not \"x\"",
                "POST | /lists/bob/entries?date=2026-11-20&title=a%0Ab | title must be one line, without control characters",
                "POST | /lists/bob/entries?date=2026-11-20&title=%FF | title must be UTF-8, percent-encoded in a query",
                "POST | /lists/bob/entries?list=eve&date=2026-11-20&title=a | list is given more than once, as \"bob\" and \"eve\"",
                "GET | /entries?date=2026-11-20 | list is missing: it must be the name of a list",
                "GET | /entries?list=bob&date=tomorrow | date must be a day such as 2026-11-20, not \"tomorrow\"",
                "PUT | /lists/bob/entries/x?date=2026-11-20&title=a | id must be the number of an entry, not \"x\"",
                "DELETE | /lists/bob/entries/0 | id must be the number of an entry, not \"0\"",
            })
    void aBadFieldIsNamed(String method, String path, String error) {
        HttpResponse<String> refused =
                tree.http.send(tree.http.to(path).method(method, java.net.http.HttpRequest.BodyPublishers.noBody()));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(refused.body())).isEqualTo(new JsonObject().put("error", error));
    }

    @Test
    void aBadBodyIsNamed() {
        assertThat(tree.http.json("POST", "/lists/bob/entries", "[1]").body())
                .contains("the body must be a JSON object");
        assertThat(tree.http
                        .json("POST", "/lists/bob/entries", "{\"date\":\"2026-11-20\",\"title\":{\"a\":1}}")
                        .body())
                .contains("title must be a text or a number");
        assertThat(tree.http
                        .json("POST", "/lists/bob/entries", "{\"title\":\"" + "a".repeat(20_000) + "\"}")
                        .statusCode())
                .isEqualTo(413);
        assertThat(tree.http.json("DELETE", "/lists/bob/entries", "").headers().firstValue("allow"))
                .contains("GET, HEAD, POST");
    }

    @Test
    void aFullListSaysSo() {
        tree.close();
        JsonObject small = new JsonObject().put("max_entries", 1);
        tree = new RunningTree(
                data,
                new JsonObject()
                        .put("worker-1", small)
                        .put("worker-2", small.copy())
                        .put("worker-3", small.copy()));
        tree.http.post("/add_entry?list=bob&date=2026-11-20&title=Dentist");

        HttpResponse<String> full = tree.http.post("/add_entry?list=bob&date=2026-11-20&title=Movies");

        assertThat(full.statusCode()).isEqualTo(409);
        assertThat(full.body()).isEqualTo("{\"error\":\"the list bob is full: it has 1\"}");
    }

    @Test
    void theBusAnswersAsDocumented() {
        JsonObject dentist = new JsonObject().put("date", "2026-11-20").put("title", "Dentist");
        JsonObject bob = new JsonObject().put("list", "bob");

        assertThat(ask("add", bob.copy().mergeIn(dentist)))
                .isEqualTo(new JsonObject().put("id", 1).mergeIn(dentist));
        assertThat(ask("update", bob.copy().mergeIn(dentist).put("id", 1).put("title", "Movies")))
                .isEqualTo(new JsonObject().put("id", 1).mergeIn(dentist).put("title", "Movies"));
        assertThat(ask("entries", bob.copy().put("date", "2026-11-20")))
                .isEqualTo(new JsonObject()
                        .put("list", "bob")
                        .put(
                                "entries",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("id", 1)
                                                .mergeIn(dentist)
                                                .put("title", "Movies"))));
        assertThat(ask("delete", bob.copy().put("id", 1))).isEqualTo(new JsonObject());
        assertRefused("todo.list", bob.copy().put("action", "delete").put("id", 1), Failure.NOT_FOUND);
        assertThat(tree.ask("todo.cache", new JsonObject().put("action", "count")))
                .isEqualTo(new JsonObject().put("servers", 1));
        assertThat(tree.ask("todo.cache", bob.copy().put("action", "server")))
                .isEqualTo(new JsonObject().put("path", "/todo/system/servers/bob"));
    }

    @ParameterizedTest
    @CsvSource({"todo.list", "todo.cache", "todo.server.bob", "todo.database.worker-1"})
    void whatIsNoRequestIsRefusedAndCrashesNobody(String address) {
        tree.http.get("/entries?list=bob");
        for (Object wrong : new Object[] {
            "text",
            7,
            new JsonObject(),
            new JsonObject().put("action", 7).put("list", "bob"),
            new JsonObject().put("action", "add").put("list", "bob").putNull("title"),
            new JsonObject().put("action", "server").put("list", new JsonArray()),
            new JsonObject().put("action", "nothing").put("list", "bob")
        }) {
            assertRefused(address, wrong, Failure.BAD_REQUEST);
        }
        assertThat(tree.events)
                .extracting(event -> event.kind())
                .doesNotContain(io.coppice.supervision.spec.EventKind.CRASHED);
    }

    private void assertRefused(String address, Object request, Failure failure) {
        assertThatThrownBy(() -> RunningTree.get(tree.vertx.eventBus().request(address, request)))
                .as("%s", request)
                .isInstanceOfSatisfying(
                        ReplyException.class,
                        refused -> assertThat(refused.failureCode()).isEqualTo(failure.code()));
    }

    @Test
    void thePageBringsItsOwnFilesAndNothingElse() {
        HttpResponse<String> page = tree.http.get("/");

        assertThat(page.headers().firstValue("content-security-policy"))
                .contains("default-src 'self'; frame-ancestors 'none'; base-uri 'none'");
        assertThat(page.body()).contains("page.css", "page.js").doesNotContain("http");
        assertThat(tree.http.get("/page.js").body()).doesNotContain("http:", "https:", "innerHTML");
        assertThat(tree.http.get("/page.css").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /add_entry?list=bob&date=2026-11-20&title=a",
        "PUT, /lists/bob/entries/1",
        "DELETE, /lists/bob/entries/1"
    })
    void aPageOfAnotherSiteChangesNothing(String method, String path) {
        HttpResponse<String> refused = tree.http.send(tree.http
                .to(path)
                .header("Origin", "http://evil.example")
                .method(method, java.net.http.HttpRequest.BodyPublishers.noBody()));

        assertThat(refused.statusCode()).isEqualTo(403);
    }

    @Test
    void onlyRequestsThatNameThisServerAreAnswered() {
        HttpResponse<String> refused =
                tree.http.send(tree.http.to("/entries?list=bob").header("Host", "evil.example"));

        assertThat(refused.statusCode()).isEqualTo(403);
    }
}
