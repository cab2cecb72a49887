package io.coppice.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coppice.test.PostgresServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "Two nodes and a witness" of docs/cluster.md: a to-do list and a shopping session outlive the node that served them. */
class WitnessIT {

    @TempDir
    Path folder;

    private final List<Integer> ports = List.of(Node.freePort(), Node.freePort(), Node.freePort());

    private String[] cluster(int index) {
        String members = String.join(
                ",", ports.stream().map(port -> "\"127.0.0.1:" + port + "\"").toList());
        return new String[] {
            "--set", "cluster.name=" + folder.getFileName(),
            "--set", "cluster.port=" + ports.get(index),
            "--set", "cluster.members=[" + members + "]"
        };
    }

    /** conf/todo.json and conf/shopping.json in one node, each with a database server for all nodes. */
    private Node serving(String name, int index, PostgresServer lists, PostgresServer sessions, int todo, int shop)
            throws IOException {
        JsonObject config = new JsonObject(Files.readString(Node.ROOT.resolve("conf/witness.json"))).put("node", name);
        config.remove("$schema");
        JsonArray children = config.getJsonObject("supervisor").getJsonArray("children");
        children.addAll(childrenOf("todo", lists, "Worker", todo));
        children.addAll(childrenOf("shopping", sessions, "Writer ReaderPool", shop));
        Path own = Files.createDirectories(folder.resolve(name));
        Path file = Files.writeString(own.resolve("node.json"), config.encodePrettily());
        return new Node(own, file, cluster(index));
    }

    private static JsonArray childrenOf(String component, PostgresServer server, String inDatabase, int port)
            throws IOException {
        JsonArray children = new JsonObject(Files.readString(Node.ROOT.resolve("conf/" + component + ".json")))
                .getJsonObject("supervisor")
                .getJsonArray("children");
        change(children, server, List.of(inDatabase.split(" ")), port);
        return children;
    }

    private static void change(JsonArray children, PostgresServer server, List<String> inDatabase, int port) {
        for (int i = 0; i < children.size(); i++) {
            JsonObject child = children.getJsonObject(i);
            String start = child.getString("start", "");
            JsonObject config = child.getJsonObject("config", new JsonObject());
            if (inDatabase.contains(start.substring(start.lastIndexOf('.') + 1))) {
                child.put("config", config.put("database", server.config()));
            } else if (config.containsKey("port")) {
                config.put("port", port);
            }
            change(child.getJsonArray("children", new JsonArray()), server, inDatabase, port);
        }
    }

    private String curl(String command) throws Exception {
        return Shell.bash(folder, "curl -s -m 20 " + command).out();
    }

    @Test
    void aListAndASessionAreReachedFromEitherNodeAndOutliveTheOther() throws Exception {
        assumeTrue(Shell.has("curl"), "skipped: curl is needed");
        assertThat(Shell.coppice("validate", "conf/witness.json").exit()).isZero();
        int[] todo = {Node.freePort(), Node.freePort()};
        int[] shop = {Node.freePort(), Node.freePort()};
        List<Node> nodes = new ArrayList<>();
        try (PostgresServer lists = PostgresServer.start();
                PostgresServer sessions = PostgresServer.start()) {
            nodes.add(new Node(
                    Files.createDirectories(folder.resolve("witness")),
                    Node.ROOT.resolve("conf/witness.json"),
                    cluster(2)));
            nodes.add(serving("a", 0, lists, sessions, todo[0], shop[0]));
            nodes.add(serving("b", 1, lists, sessions, todo[1], shop[1]));
            nodes.forEach(Node::awaitReady);
            String bob = "/lists/bob/entries";
            String alice = "/sessions/alice";
            for (int i = 0; i < 3; i++) {
                assertThat(curl("http://127.0.0.1:" + todo[i % 2] + bob + " -d 'date=2026-11-20&title=" + i + "'"))
                        .contains("\"id\":");
            }
            curl("http://127.0.0.1:" + shop[0]
                    + "/sessions -d '{\"key\": \"alice\", \"domain\": \"shop.example\", \"landing_page\": \"/\"}'");
            curl("http://127.0.0.1:" + shop[1] + alice
                    + "/items -d '{\"item\": \"tea\", \"price\": 4.50, \"quantity\": 2}'");
            String list = curl("http://127.0.0.1:" + todo[0] + bob);
            String cart = curl("http://127.0.0.1:" + shop[0] + alice);
            assertThat(list).contains("\"title\":\"2\"");
            assertThat(cart).contains("\"tea\"");
            assertThat(curl("http://127.0.0.1:" + todo[1] + bob)).isEqualTo(list);

            int lost = ThreadLocalRandom.current().nextInt(2);
            nodes.get(1 + lost).killAtOnce();

            int left = 1 - lost;
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(curl("http://127.0.0.1:" + todo[left] + bob))
                            .as("lost node " + lost)
                            .isEqualTo(list));
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(curl("http://127.0.0.1:" + shop[left] + alice))
                            .isEqualTo(cart));
            assertThat(curl("-X POST http://127.0.0.1:" + shop[left] + alice + "/checkout"))
                    .contains("\"total\":\"9.00\"");
        } finally {
            nodes.forEach(Node::close);
        }
    }
}
