package io.coppice.traininglog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.traininglog.books.BookPages;
import io.coppice.traininglog.books.Books;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.JDBC;

/** A book of 100,000 entries comes in, is shown and goes out without anybody holding it whole; and imports that go wrong. */
class LongBookIT {

    private static final int ENTRIES = 100_000;
    private static final String HEADER = "movement_name,rep,weight\n";
    private static final String ALICE = "/training_log_books/alice";

    @TempDir
    private Path data;

    private RunningTree tree;

    /** The most entries that one message has carried, and how many groups were sent to be written. */
    private final AtomicInteger mostRows = new AtomicInteger();

    private final AtomicInteger groups = new AtomicInteger();

    @BeforeEach
    void start() {
        tree = new RunningTree(data, new JsonObject().put("web", new JsonObject().put("max_logs", ENTRIES + 10)));
        tree.vertx.eventBus().addOutboundInterceptor(message -> {
            if (message.body() instanceof JsonObject body) {
                boolean rows = body.containsKey("logs") || body.containsKey("csv");
                JsonArray entries = body.getJsonArray("entries", new JsonArray());
                mostRows.accumulateAndGet(rows ? body.getInteger("count", 0) : entries.size(), Math::max);
                if ("record_all".equals(body.getString("action")) && !body.containsKey("number")) {
                    groups.incrementAndGet();
                }
            }
            message.next();
        });
    }

    @AfterEach
    void stop() {
        tree.close();
    }

    private static String csv(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> (i % 2 == 0 ? "squat," : "bench,") + i % 20 + "," + i % 900 + ".5\n")
                .collect(Collectors.joining());
    }

    private HttpResponse<String> post(String csv, String accept) {
        return tree.http.send(tree.http
                .to(ALICE + "/import")
                .header("Content-Type", "text/csv")
                .header("Accept", accept)
                .POST(BodyPublishers.ofString(csv)));
    }

    private HttpResponse<String> get(String path) {
        return tree.http.send(tree.http.to(ALICE + path));
    }

    @Test
    void aBookOfAHundredThousandEntriesIsNeverHeldWhole() {
        String lines = csv(0, ENTRIES);

        HttpResponse<String> imported = post(HEADER + lines, "text/event-stream");

        assertThat(imported.headers().firstValue("content-type")).contains("text/event-stream");
        assertThat(imported.body())
                .contains("event: progress\ndata: {\"imported\":500,\"bytes\":")
                .contains("\"imported\":50000,")
                .endsWith("event: done\ndata: {\"imported\":100000}\n\n");
        assertThat(get(".csv").body()).isEqualTo(HEADER + lines);
        assertThat(get(".csv").headers().firstValue("X-Total-Count")).contains("100000");

        JsonObject whole = new JsonObject(get("").body());
        List<Object> all = new ArrayList<>();
        JsonObject page = new JsonObject(get("?limit=1000").body());
        for (int pages = 1; page.getValue("next") != null; pages++) {
            all.addAll(page.getJsonArray("logs").stream().toList());
            assertThat(all).hasSize(1_000 * pages);
            page = new JsonObject(
                    get("?limit=1000&after=" + page.getValue("next")).body());
        }
        all.addAll(page.getJsonArray("logs").stream().toList());
        assertThat(whole.getJsonArray("logs").stream().toList()).isEqualTo(all).hasSize(ENTRIES);

        JsonObject weights = new JsonObject(get("/weights").body()).getJsonObject("weights");
        assertThat(weights.fieldNames()).containsExactlyInAnyOrder("squat", "bench");
        JsonArray squats = weights.getJsonArray("squat");
        assertThat(squats.size()).isLessThanOrEqualTo(200);
        assertThat(squats.stream()
                        .mapToInt(span -> ((JsonObject) span).getInteger("count"))
                        .sum())
                .isEqualTo(ENTRIES / 2);

        assertThat(tree.http.post("alice", "movement_name=squat&rep=1&weight=1").body())
                .isEqualTo("OK");
        assertThat(new JsonObject(get("?limit=1").body()).getJsonArray("logs"))
                .isEqualTo(new JsonArray("[{\"weight\":\"1\",\"rep\":\"1\",\"movement_name\":\"squat\"}]"));
        assertThat(mostRows).as("entries in one message").hasValueBetween(Books.MOST_AT_ONCE, BookPages.MOST_ROWS);
        assertThat(groups).hasValue(ENTRIES / Books.MOST_AT_ONCE);
    }

    @Test
    void nothingMoreIsReadOfAFileThanIsWritten() throws SQLException {
        CompletableFuture<HttpResponse<String>> imported;
        tree.http.post("alice", "movement_name=squat&rep=1&weight=1");
        try (Connection other =
                        JDBC.createConnection("jdbc:sqlite:" + data.resolve("traininglog.db"), new Properties());
                Statement lock = other.createStatement()) {
            lock.execute("BEGIN IMMEDIATE");
            imported = CompletableFuture.supplyAsync(() -> post(HEADER + csv(0, 20_000), "*/*"));
            await().until(() -> groups.get() > 0);
            assertThat(new JsonObject(get("").body()).getJsonArray("logs")).hasSize(1);
            assertThat(groups).hasValue(1);
            lock.execute("ROLLBACK");
        }

        assertThat(imported.join().body()).isEqualTo("{\"imported\":20000}");
        assertThat(groups).hasValue(40);
    }

    @ParameterizedTest
    @CsvSource({"700,700", "500,500", "0,0"})
    void anImportEndsAtTheFirstWrongLineAndSaysHowFarItCame(int right, int imported) {
        HttpResponse<String> answer = post(HEADER + csv(0, right) + "squat,1,heavy\n" + csv(0, 50_000), "*/*");

        assertThat(answer.statusCode()).isEqualTo(400);
        JsonObject refused = new JsonObject(answer.body());
        assertThat(refused.getInteger("imported")).isEqualTo(imported);
        assertThat(refused.getInteger("line")).isEqualTo(right + 2);
        assertThat(refused.getString("error"))
                .startsWith("line " + (right + 2) + ": weight must be a decimal number of kilograms")
                .endsWith("not \"heavy\"");
        assertThat(get(".csv").body())
                .endsWith(right == 0 ? "no training log book with username: alice\"}" : csv(right - 1, right));
        assertThat(get("?limit=1").statusCode()).isEqualTo(right == 0 ? 404 : 200);
        assertThat(post(HEADER + csv(right, right + 1), "*/*").body()).isEqualTo("{\"imported\":1}");
    }

    @Test
    void aBookThatGetsFullSaysWhichEntriesAreNotIn() {
        tree.close();
        tree = new RunningTree(data, new JsonObject().put("web", new JsonObject().put("max_logs", 1_010)));
        assertThat(post(HEADER + csv(0, 1_000), "*/*").statusCode()).isEqualTo(200);

        HttpResponse<String> answer = post(HEADER + csv(0, 11), "*/*");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body())
                .isEqualTo("{\"error\":\"line 2: the training log book of alice is full: it has 1000 of 1010 entries\","
                        + "\"line\":2,\"imported\":0}");
        assertThat(post(HEADER + csv(0, 10), "*/*").body()).isEqualTo("{\"imported\":10}");
    }

    @Test
    void aBookIsTextForASpreadsheetWhereThatIsAccepted() {
        post(HEADER + csv(0, 2), "*/*");

        HttpResponse<String> answer = tree.http.send(tree.http.to(ALICE).header("Accept", "text/csv"));

        assertThat(answer.headers().firstValue("content-type")).contains("text/csv; charset=utf-8; header=present");
        assertThat(answer.headers().firstValue("content-disposition"))
                .contains("attachment; filename*=UTF-8''alice.csv");
        assertThat(answer.body()).isEqualTo(HEADER + csv(0, 2));
    }

    @Test
    void aUserWhoseNameEndsAsAFileKeepsTheBook() {
        post(HEADER + csv(0, 2), "*/*");
        tree.http.post("alice.csv", "movement_name=squat&rep=1&weight=1");

        assertThat(get(".csv").body()).startsWith("{\"username\":\"alice.csv\",\"logs\":[{");
    }

    @Test
    void aPageOfAShortBookIsTheLast() {
        post(HEADER + "squat,1,1\nsquat,2,2\n", "*/*");

        assertThat(get("?limit=1").body())
                .isEqualTo("{\"username\":\"alice\",\"logs\":"
                        + "[{\"weight\":\"2\",\"rep\":\"2\",\"movement_name\":\"squat\"}],\"next\":2}");
        assertThat(get("?after=2&limit=5").body())
                .isEqualTo("{\"username\":\"alice\",\"logs\":"
                        + "[{\"weight\":\"1\",\"rep\":\"1\",\"movement_name\":\"squat\"}],\"next\":null}");
        assertThat(get("?after=1").body()).isEqualTo("{\"username\":\"alice\",\"logs\":[],\"next\":null}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=1001", "limit=x", "limit=1&limit=2", "after=0", "after=-1", "after="})
    void aWrongPageIsNamed(String query) {
        HttpResponse<String> answer = get("?" + query);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).startsWith("{\"error\":\"" + query.substring(0, 5) + " must be ");
    }

    @Test
    void whatIsNoCsvIsRefused() {
        assertThat(post("{\"movement_name\":\"squat\"}", "*/*").statusCode()).isEqualTo(400);
        assertThat(post("x".repeat(2_000_000), "*/*").body()).contains("line 1: it is longer than 1000 bytes");
        assertThat(post("", "text/event-stream").body()).startsWith("event: refused\ndata: {\"error\":\"line 1: ");
    }
}
