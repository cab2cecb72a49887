package io.coppice.traininglog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.component.bus.Failure;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.spec.EventKind;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.JDBC;

/** Servers of books: one a user, for as long as it is used, and in order. */
class BooksIT {

    private static final String SNATCH = "movement_name=snatch&rep=10&weight=";

    @TempDir
    private Path data;

    @Test
    void manyRequestsForANewUserAtOnceMakeOneServerAndLoseNothing() {
        ExecutorService clients = Executors.newFixedThreadPool(8);
        try (RunningTree tree = new RunningTree(data)) {
            List<CompletableFuture<String>> posts = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                String query = SNATCH + i;
                posts.add(CompletableFuture.supplyAsync(
                        () -> tree.http.post("alice", query).body(), clients));
            }

            assertThat(posts).allSatisfy(post -> assertThat(post.join()).isEqualTo("OK"));

            assertThat(weights(tree, "alice")).hasSize(64).doesNotHaveDuplicates();
            assertThat(tree.events)
                    .filteredOn(event -> event.path().equals("/traininglog/books/alice"))
                    .singleElement()
                    .satisfies(event -> assertThat(event.kind()).isEqualTo(EventKind.STARTED));
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void whatAClientPostedFirstIsOlderAlsoAfterARestart() {
        List<String> expected = new ArrayList<>();
        try (RunningTree tree = new RunningTree(data)) {
            for (int i = 0; i < 300; i++) {
                assertThat(tree.http.post("alice", SNATCH + i).body()).isEqualTo("OK");
                expected.add(String.valueOf(i));
            }
            Collections.reverse(expected);
            assertThat(weights(tree, "alice")).isEqualTo(expected);
        }
        try (RunningTree tree = new RunningTree(data)) {
            assertThat(weights(tree, "alice")).isEqualTo(expected);
        }
    }

    @Test
    void aServerThatNobodyAsksEndsAndTheBookComesBack() {
        JsonObject brief = new JsonObject().put("web", new JsonObject().put("book_idle_seconds", 1));
        try (RunningTree tree = new RunningTree(data, brief)) {
            tree.http.post("alice", SNATCH + "1");

            await().until(() ->
                    Supervision.of(tree.vertx).child("/traininglog/books/alice").isEmpty());

            assertThat(tree.ask("traininglog.registry", new JsonObject().put("action", "count")))
                    .isEqualTo(new JsonObject().put("books", 0));
            assertThat(weights(tree, "alice")).containsExactly("1");
            assertThat(tree.events).extracting(event -> event.kind()).doesNotContain(EventKind.CRASHED);
        }
    }

    @Test
    void aBookThatIsOnlyPostedToStaysLoaded() {
        JsonObject brief = new JsonObject().put("web", new JsonObject().put("book_idle_seconds", 1));
        try (RunningTree tree = new RunningTree(data, brief)) {
            long end = System.nanoTime() + Duration.ofMillis(3_500).toNanos();

            await().pollInterval(Duration.ofMillis(50)).until(() -> {
                assertThat(tree.http.post("alice", SNATCH + "1").body()).isEqualTo("OK");
                return System.nanoTime() - end > 0;
            });

            assertThat(tree.events)
                    .filteredOn(event -> event.path().equals("/traininglog/books/alice"))
                    .singleElement()
                    .satisfies(event -> assertThat(event.kind()).isEqualTo(EventKind.STARTED));
        }
    }

    @Test
    void aFullBookRefusesMoreAndIsStillRead() {
        JsonObject small = new JsonObject().put("web", new JsonObject().put("max_logs", 2));
        try (RunningTree tree = new RunningTree(data, small)) {
            tree.http.post("alice", SNATCH + "1");
            tree.http.post("alice", SNATCH + "2");

            assertThat(tree.http.post("alice", SNATCH + "3").statusCode()).isEqualTo(409);

            assertThat(weights(tree, "alice")).containsExactly("2", "1");
        }
    }

    @Test
    void anotherWriterOfTheSameBookIsNoticedAndNothingIsLost() {
        try (RunningTree tree = new RunningTree(data)) {
            tree.http.post("alice", SNATCH + "1");
            tree.ask(
                    "traininglog.database.writer",
                    new JsonObject()
                            .put("action", "record")
                            .put("username", "alice")
                            .put("number", 2)
                            .put("movement_name", "squat")
                            .put("rep", "1")
                            .put("weight", "2"));

            assertThat(tree.http.post("alice", SNATCH + "3").body()).isEqualTo("OK");

            assertThat(weights(tree, "alice")).containsExactly("3", "2", "1");
        }
    }

    @Test
    void aPostThatIsUnderWayWhenItsServerCrashesIsAnsweredAndWhatItWroteIsNotLost() throws SQLException {
        try (RunningTree tree = new RunningTree(data)) {
            tree.http.post("alice", SNATCH + "1");
            AtomicBoolean sent = new AtomicBoolean();
            tree.vertx.eventBus().addOutboundInterceptor(message -> {
                if (message.message().address().equals("traininglog.database.writer")) {
                    sent.set(true);
                }
                message.next();
            });
            CompletableFuture<HttpResponse<String>> underWay;
            try (Connection other =
                            JDBC.createConnection("jdbc:sqlite:" + data.resolve("traininglog.db"), new Properties());
                    Statement lock = other.createStatement()) {
                lock.execute("BEGIN IMMEDIATE");
                underWay = CompletableFuture.supplyAsync(() -> tree.http.post("alice", SNATCH + "2"));
                await().untilTrue(sent);
                tree.crash("/traininglog/books/alice");

                assertThat(underWay.join().statusCode()).isEqualTo(504);
                assertThat(underWay.join().body()).contains("ended meanwhile");
                assertThat(weights(tree, "alice")).containsExactly("1");
                lock.execute("ROLLBACK");
            }

            assertThat(tree.http.post("alice", SNATCH + "3").body()).isEqualTo("OK");

            assertThat(weights(tree, "alice")).containsExactly("3", "2", "1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "traininglog.registry",
                "traininglog.database.pool",
                "traininglog.database.reader.reader-1",
                "traininglog.database.writer",
                "traininglog.book.alice"
            })
    void whatIsNoRequestIsRefusedAndCrashesNobody(String address) {
        try (RunningTree tree = new RunningTree(data)) {
            tree.http.post("alice", SNATCH + "1");
            List<@Nullable Object> wrong = new ArrayList<>(List.of("text", 7, new JsonArray(), new JsonObject()));
            wrong.add(null);
            for (String action : new String[] {"lookup", "checkout", "read", "record"}) {
                wrong.add(new JsonObject()
                        .put("action", action)
                        .putNull("username")
                        .putNull("timeout")
                        .put("number", 5)
                        .put("movement_name", "squat")
                        .put("rep", "1"));
            }

            for (Object body : wrong) {
                assertThatThrownBy(() -> RunningTree.get(tree.vertx.eventBus().request(address, body)))
                        .as("%s", body)
                        .isInstanceOfSatisfying(
                                ReplyException.class,
                                refused -> assertThat(refused.failureCode()).isEqualTo(Failure.BAD_REQUEST.code()));
            }
            assertThat(tree.events).extracting(event -> event.kind()).doesNotContain(EventKind.CRASHED);
        }
    }

    @Test
    void theBusAnswersAsDocumented() {
        try (RunningTree tree = new RunningTree(data)) {
            tree.http.post("a.b", SNATCH + "1");

            assertThat(tree.ask("traininglog.book.a%2Eb", new JsonObject().put("action", "book")))
                    .isEqualTo(new JsonObject(tree.http.get("a.b").body()));
            assertThat(tree.ask(
                            "traininglog.book.a%2Eb",
                            new JsonObject()
                                    .put("action", "record")
                                    .put("movement_name", "bench")
                                    .put("rep", 1)
                                    .put("weight", "60.5")))
                    .isEqualTo(new JsonObject().put("count", 2));
            assertThat(tree.ask(
                            "traininglog.registry",
                            new JsonObject().put("action", "lookup").put("username", "a.b")))
                    .isEqualTo(new JsonObject().put("loaded", true).put("path", "/traininglog/books/a%2Eb"));
            assertThat(weights(tree, "a.b")).containsExactly("60.5", "1");
        }
    }

    private static List<String> weights(RunningTree tree, String user) {
        return new JsonObject(tree.http.get(user).body())
                .getJsonArray("logs").stream()
                        .map(log -> ((JsonObject) log).getString("weight"))
                        .toList();
    }
}
