package io.coppice.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.kv.log.LogClient;
import io.coppice.supervision.SupervisionException;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node alone that keeps its buckets on disk. */
class DiskIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final JsonObject DISK = new JsonObject().put("durability", "disk");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private KvTree start() {
        return KvTree.withLog(Vertx.vertx(), DISK, folder.resolve("kv.db"));
    }

    /** What a client is told, once the bucket is there. */
    private static String eventually(KvTree tree, String command, int lines) {
        return await().atMost(PATIENCE)
                .until(
                        () -> {
                            try (Client client = new Client(tree.port)) {
                                return client.ask(command, lines);
                            }
                        },
                        answer -> !answer.startsWith("ERROR"));
    }

    @Test
    void everything_is_there_when_it_is_started_again() {
        try (KvTree tree = start()) {
            assertThat(eventually(tree, "CREATE shopping", 1)).isEqualTo("OK\r\n");
            try (Client client = new Client(tree.port)) {
                client.ask("PUT shopping milk 1", 1);
                client.ask("PUT shopping milk 2", 1);
                client.ask("PUT shopping eggs 12", 1);
                client.ask("DELETE shopping eggs", 1);
                client.ask("CREATE gone", 1);
                client.ask("CREATE bare", 1);
                client.ask("DROP gone", 1);
            }
        }
        try (KvTree tree = start()) {
            assertThat(eventually(tree, "GET shopping milk", 2)).isEqualTo("2\r\nOK\r\n");
            assertThat(eventually(tree, "KEYS shopping", 2)).isEqualTo("milk\r\nOK\r\n");
            assertThat(eventually(tree, "KEYS bare", 1)).isEqualTo("OK\r\n");
            assertThat(eventually(tree, "GET gone x", 1)).isEqualTo("NOT FOUND\r\n");
        }
    }

    @Test
    void a_bucket_that_crashes_comes_back_with_what_it_has() {
        try (KvTree tree = start()) {
            eventually(tree, "CREATE shopping", 1);
            eventually(tree, "PUT shopping milk 1", 1);
            tree.crash("/kv/buckets/shopping");
            await().atMost(PATIENCE)
                    .until(() ->
                            tree.bucketEvents().stream().anyMatch(event -> "exit".equals(event.getString("event"))));
            assertThat(eventually(tree, "GET shopping milk", 2)).isEqualTo("1\r\nOK\r\n");
        }
    }

    @Test
    void a_log_that_crashes_loses_nothing() {
        try (KvTree tree = start()) {
            eventually(tree, "CREATE shopping", 1);
            eventually(tree, "PUT shopping milk 1", 1);
            tree.crash("/kv/log");
            assertThat(eventually(tree, "PUT shopping eggs 12", 1)).isEqualTo("OK\r\n");
            assertThat(eventually(tree, "GET shopping milk", 2)).isEqualTo("1\r\nOK\r\n");
        }
    }

    @Test
    void without_a_log_it_does_not_start_and_says_what_is_missing() {
        Vertx vertx = Vertx.vertx();
        try {
            assertThatThrownBy(() -> KvTree.withLog(vertx, DISK, null))
                    .isInstanceOf(SupervisionException.class)
                    .hasMessageContaining("add {\"id\": \"log\", \"start\": \"java:io.coppice.kv.Log\"}");
        } finally {
            vertx.close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();
        }
    }

    /** As it is not supervised it does not find the supervisor of its buckets. */
    @Test
    void a_registry_that_finds_the_log_and_then_fails_is_not_started() {
        Vertx vertx = Vertx.vertx();
        try {
            vertx.eventBus().consumer(LogClient.ADDRESS, message -> message.reply(new JsonObject()));
            Future<String> deployed =
                    vertx.deployVerticle(new Registry(), new DeploymentOptions().setConfig(DISK.copy()));
            await().atMost(PATIENCE).until(deployed::isComplete);
            assertThat(deployed.cause()).hasMessageContaining("\"buckets\" is relative");
        } finally {
            KvTree.get(vertx.close());
        }
    }

    /** A process that is killed. */
    public static final class Node {

        private Node() {}

        public static void main(String[] arguments) {
            KvTree tree = KvTree.withLog(
                    Vertx.vertx(), new JsonObject().put("durability", arguments[1]), Path.of(arguments[0]));
            System.out.println("port " + tree.port);
        }
    }

    private Process startProcess(String durability) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // It does not run for long.
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Node.class.getName(),
                        folder.resolve("kv.db").toString(),
                        durability)
                .redirectErrorStream(true)
                .start();
    }

    private static int port(Process process) throws Exception {
        for (String line = process.inputReader().readLine();
                line != null;
                line = process.inputReader().readLine()) {
            if (line.startsWith("port ")) {
                return Integer.parseInt(line.substring("port ".length()));
            }
        }
        throw new AssertionError("it has not started");
    }

    /** Writes until the node is gone; what was acknowledged. */
    private Map<String, String> killUnderWrites(String durability) throws Exception {
        Map<String, String> acknowledged = new TreeMap<>();
        Process process = startProcess(durability);
        try (Client client = new Client(port(process))) {
            await().atMost(PATIENCE)
                    .until(() -> client.ask("CREATE shopping", 1).equals("OK\r\n"));
            for (int i = 0; i < 500; i++) {
                String key = "k" + i % 50;
                assertThat(client.ask("PUT shopping " + key + " v" + i, 1)).isEqualTo("OK\r\n");
                acknowledged.put(key, "v" + i);
            }
            process.destroyForcibly().waitFor();
        } finally {
            process.destroyForcibly();
        }
        return acknowledged;
    }

    private static String get(Client client, String key) {
        String first = client.ask("GET shopping " + key, 1);
        if (!first.startsWith("ERROR") && !first.startsWith("NOT FOUND")) {
            client.lines(1);
        }
        return first;
    }

    private long lost(Map<String, String> acknowledged, String durability) throws Exception {
        Process process = startProcess(durability);
        try (Client client = new Client(port(process))) {
            await().atMost(PATIENCE).until(() -> !get(client, "k0").startsWith("ERROR"));
            return acknowledged.entrySet().stream()
                    .filter(entry -> !get(client, entry.getKey()).equals(entry.getValue() + "\r\n"))
                    .count();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void a_killed_node_has_all_that_it_answered_and_one_without_a_log_has_nothing() throws Exception {
        assertThat(lost(killUnderWrites("disk"), "disk")).isZero();
        assertThat(List.of(lost(killUnderWrites("memory"), "memory")))
                .as("the control")
                .containsExactly(50L);
    }
}
