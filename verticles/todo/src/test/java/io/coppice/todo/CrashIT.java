package io.coppice.todo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionEvent;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever dies, it is back, and every entry that was acknowledged is there, once. */
class CrashIT {

    private static final String SERVER = "/todo/system/servers/bob";
    private static final String DATABASE = "/todo/system/database";

    @TempDir
    private Path data;

    private static HttpResponse<String> add(RunningTree tree, String list, int number) {
        return tree.http.post("/add_entry?list=" + list + "&date=2026-11-20&title=entry-" + number);
    }

    private static List<String> titles(RunningTree tree, String list) {
        return tree.http
                .get("/entries?list=" + list)
                .body()
                .lines()
                .map(line -> line.substring("2026-11-20 entry-".length()))
                .toList();
    }

    private static long started(RunningTree tree, String path) {
        return tree.events.stream()
                .filter(event -> event.path().equals(path) && event.kind() == EventKind.STARTED)
                .count();
    }

    @Test
    void aServerThatIsKilledInThousandAdditionsLosesNoneAndDoublesNone() {
        int clients = 16;
        AtomicInteger next = new AtomicInteger();
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        List<String> refused = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try (RunningTree tree = new RunningTree(data)) {
            List<CompletableFuture<Void>> additions = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                additions.add(CompletableFuture.runAsync(
                        () -> {
                            for (int number = next.getAndIncrement(); number < 1_000; number = next.getAndIncrement()) {
                                HttpResponse<String> answer = add(tree, "bob", number);
                                if (answer.body().equals("OK")) {
                                    acknowledged.add(String.valueOf(number));
                                } else {
                                    synchronized (refused) {
                                        refused.add(answer.body());
                                    }
                                }
                            }
                        },
                        threads));
            }
            int kills = 0;
            for (int threshold = 100; threshold < 1_000; threshold += 200) {
                int reached = threshold;
                await().atMost(Duration.ofMinutes(2)).until(() -> next.get() >= reached);
                ExitReason reason = threshold % 400 == 100 ? ExitReason.KILLED : ExitReason.crashed("planted");
                kills += Supervision.of(tree.vertx)
                        .child(SERVER)
                        .map(server -> {
                            server.exit(reason);
                            return 1;
                        })
                        .orElse(0);
            }
            additions.forEach(CompletableFuture::join);

            assertThat(kills).as("the kills hit").isGreaterThanOrEqualTo(3);
            assertThat(refused).isEmpty();
            assertThat(titles(tree, "bob"))
                    .hasSize(1_000)
                    .doesNotHaveDuplicates()
                    .containsAll(acknowledged);
            assertThat(started(tree, SERVER)).isGreaterThan(kills);
        } finally {
            threads.shutdownNow();
        }
        try (RunningTree again = new RunningTree(data)) {
            assertThat(titles(again, "bob"))
                    .hasSize(1_000)
                    .doesNotHaveDuplicates()
                    .containsAll(acknowledged);
        }
    }

    @Test
    void manyClientsOfANewListMakeOneServer() {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try (RunningTree tree = new RunningTree(data)) {
            List<CompletableFuture<HttpResponse<String>>> additions = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                int number = i;
                additions.add(CompletableFuture.supplyAsync(() -> add(tree, "bob", number), threads));
            }

            assertThat(additions)
                    .allSatisfy(added -> assertThat(added.join().body()).isEqualTo("OK"));

            assertThat(titles(tree, "bob")).hasSize(64).doesNotHaveDuplicates();
            assertThat(started(tree, SERVER)).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whenTheRegistryDiesAllOfItComesUpCleanAndNoListIsLost() {
        try (RunningTree tree = new RunningTree(data)) {
            for (String list : List.of("bob", "alice", "eve")) {
                assertThat(add(tree, list, 1).body()).isEqualTo("OK");
            }
            Child cache = tree.child("/todo/system/cache");
            Child web = tree.child("/web#0");

            tree.crash("/todo/registry");

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Supervision.of(tree.vertx)
                            .child("/todo/system/cache")
                            .filter(now -> now != cache && now.isRunning())
                            .isPresent());
            assertThat(tree.ask("todo.cache", new JsonObject().put("action", "count")))
                    .isEqualTo(new JsonObject().put("servers", 0));
            for (String list : List.of("bob", "alice", "eve")) {
                assertThat(titles(tree, list)).containsExactly("1");
                assertThat(add(tree, list, 2).body()).isEqualTo("OK");
            }
            assertThat(tree.child("/web#0")).as("the web server is above it").isSameAs(web);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                DATABASE + "/worker-1",
                DATABASE + "/worker-2",
                DATABASE + "/worker-3",
                SERVER,
                "/todo/system/cache",
                "/web#0"
            })
    void thePartIsBackAndTheRestIsUnharmed(String path) {
        try (RunningTree tree = new RunningTree(data)) {
            add(tree, "bob", 1);
            Child registry = tree.child("/todo/registry");

            tree.crash(path);

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> add(tree, "bob", 2).statusCode() == 200);
            assertThat(titles(tree, "bob")).contains("1", "2");
            assertThat(add(tree, "carol", 1).body()).isEqualTo("OK");
            assertThat(tree.child("/todo/registry")).isSameAs(registry);
            assertThat(tree.events)
                    .filteredOn(event -> event.kind() == EventKind.CRASHED)
                    .extracting(SupervisionEvent::path)
                    .containsExactly(path);
        }
    }

    @Test
    void anAdditionThatIsUnderWayWhenItsWorkerDiesIsMadeOnce() {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (RunningTree tree = new RunningTree(data)) {
            AtomicInteger added = new AtomicInteger();
            List<CompletableFuture<Void>> clients = new ArrayList<>();
            for (int client = 0; client < 8; client++) {
                int first = client * 100;
                clients.add(CompletableFuture.runAsync(
                        () -> {
                            for (int number = first; number < first + 25; number++) {
                                assertThat(add(tree, "bob", number).body()).isEqualTo("OK");
                                added.incrementAndGet();
                            }
                        },
                        threads));
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> added.get() > 50);
            for (int worker = 1; worker <= 3; worker++) {
                tree.child(DATABASE + "/worker-" + worker).exit(ExitReason.KILLED);
            }
            clients.forEach(CompletableFuture::join);

            assertThat(titles(tree, "bob")).hasSize(200).doesNotHaveDuplicates();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aServerThatNobodyAsksEndsAndTheListComesBack() {
        JsonObject brief = new JsonObject().put("cache", new JsonObject().put("idle_seconds", 1));
        try (RunningTree tree = new RunningTree(data, brief)) {
            add(tree, "bob", 1);

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Supervision.of(tree.vertx).child(SERVER).isEmpty());

            assertThat(titles(tree, "bob")).containsExactly("1");
        }
    }
}
