package io.coppice.traininglog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionEvent;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An exception inside any part: it is back, everything is kept, and the other parts are the ones they were. */
class CrashIT {

    private static final String SNATCH = "movement_name=snatch&rep=10&weight=100";
    private static final String ONE_SNATCH =
            "{\"username\":\"alice\",\"logs\":[{\"weight\":\"100\",\"rep\":\"10\",\"movement_name\":\"snatch\"}]}";
    private static final String[] PARTS = {
        "/traininglog/database/writer",
        "/traininglog/database/readers/reader-1",
        "/traininglog/database/readers/reader-2",
        "/traininglog/database/pool",
        "/traininglog/registry",
        "/traininglog/books/alice",
        "/traininglog/books/bob",
        "/traininglog/web#0",
        "/traininglog/web#1"
    };

    @TempDir
    private Path data;

    private RunningTree tree;

    @BeforeEach
    void start() {
        tree = new RunningTree(data);
        tree.http.post("alice", SNATCH);
        tree.http.post("bob", SNATCH);
        await().until(() -> parts().size() == PARTS.length);
    }

    @AfterEach
    void stop() {
        tree.close();
    }

    private Map<String, Child> parts() {
        Map<String, Child> running = new TreeMap<>();
        for (String path : PARTS) {
            Supervision.of(tree.vertx)
                    .child(path)
                    .filter(Child::isRunning)
                    .ifPresent(child -> running.put(path, child));
        }
        return running;
    }

    private boolean isBack(Child before) {
        return Supervision.of(tree.vertx)
                .child(before.path())
                .filter(now -> now != before && now.isRunning())
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/traininglog/database/writer",
                "/traininglog/database/readers/reader-1",
                "/traininglog/database/pool",
                "/traininglog/registry",
                "/traininglog/books/alice",
                "/traininglog/web#0"
            })
    void thePartIsBackAndTheRestIsUnharmed(String path) {
        Map<String, Child> before = parts();
        Child victim = tree.child(path);

        tree.crash(path);

        await().atMost(Duration.ofSeconds(10)).until(() -> isBack(victim));
        assertThat(tree.http.get("alice").body()).isEqualTo(ONE_SNATCH);
        assertThat(tree.http.get("nobody").statusCode()).isEqualTo(404);
        assertThat(tree.http.post("alice", SNATCH).body()).isEqualTo("OK");
        assertThat(tree.http.post("carol", SNATCH).body()).isEqualTo("OK");
        assertThat(tree.http.get("alice").body()).contains("},{");
        Map<String, Child> after = parts();
        before.remove(path);
        assertThat(after).containsAllEntriesOf(before);
        assertThat(tree.events)
                .filteredOn(event -> event.kind() == EventKind.CRASHED)
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.path()).isEqualTo(path);
                    assertThat(event.restarts()).isEqualTo(1);
                    assertThat(event.stack()).contains("planted");
                });
    }

    @RepeatedTest(5)
    void aRequestThatComesWhileItsPartIsDownIsServedWhenItIsBack() {
        for (String path : new String[] {"/traininglog/database/writer", "/traininglog/books/alice"}) {
            tree.crash(path);
            assertThat(tree.http.post("alice", SNATCH).body()).isEqualTo("OK");
        }
        tree.crash("/traininglog/database/pool");
        assertThat(tree.http.get("nobody").statusCode()).isEqualTo(404);
    }

    @Test
    void anEmptySupervisorOfReadersIsFilledAgain() {
        tree.child("/traininglog/database/readers").exit(ExitReason.KILLED);

        await().untilAsserted(() -> assertThat(tree.ask(
                                "traininglog.database.pool",
                                new io.vertx.core.json.JsonObject().put("action", "status"))
                        .getInteger("idle"))
                .isEqualTo(2));
        assertThat(tree.http.get("nobody").statusCode()).isEqualTo(404);
        assertThat(tree.events).extracting(SupervisionEvent::kind).doesNotContain(EventKind.GAVE_UP);
    }

    @Test
    void aWholeDatabaseThatCrashesLosesNothing() {
        tree.child("/traininglog/database").exit(ExitReason.crashed("planted"));

        assertThat(tree.http.post("alice", SNATCH).statusCode()).isIn(200, 503, 504);
        await().until(() -> tree.http.post("dora", SNATCH).body().equals("OK"));
        assertThat(tree.http.get("bob").statusCode()).isEqualTo(200);
        assertThat(tree.http.get("dora").body()).contains("snatch");
    }
}
