package io.coppice.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.distribution.Document.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cluster of the README, started from the files that it names, with free ports. */
class ClusterReadmeIT {

    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final String NODES = "./coppice nodes";
    private static final int BUCKETS = 30;
    private static final String KILL = "kill -9 %2";

    @TempDir
    Path folder;

    private final List<Integer> ports = List.of(Node.freePort(), Node.freePort(), Node.freePort());
    private final List<Node> nodes = new ArrayList<>();

    static boolean isOfCluster(Command command) {
        return List.of(NODES, KILL).contains(command.line());
    }

    @BeforeEach
    void start() throws IOException {
        for (int i = 0; i < NAMES.size(); i++) {
            nodes.add(start(i));
        }
        nodes.forEach(Node::awaitReady);
    }

    private Node start(int index) throws IOException {
        String name = NAMES.get(index);
        String members = String.join(
                ",", ports.stream().map(port -> "\"127.0.0.1:" + port + "\"").toList());
        return new Node(
                Files.createDirectories(folder.resolve(name)),
                Node.ROOT.resolve("conf/cluster-" + name + ".json"),
                "--set",
                "cluster.name=" + folder.getFileName(),
                "--set",
                "cluster.port=" + ports.get(index),
                "--set",
                "cluster.members=[" + members + "]",
                "--set",
                "supervisor.children.kv.placement=every");
    }

    @AfterEach
    void stop() {
        nodes.forEach(Node::close);
    }

    @Test
    void theNodesAreThoseThatTheReadmeLists() throws Exception {
        Document readme = Document.of("README.md");
        for (String name : NAMES) {
            String file = "conf/cluster-" + name + ".json";
            assertThat(readme.blocks("sh")).anyMatch(block -> block.contains("./coppice run " + file));
            assertThat(Shell.coppice("validate", file).out()).startsWith(file + ": ok\n");
        }
        List<Command> commands =
                readme.commands().stream().filter(ClusterReadmeIT::isOfCluster).toList();
        assertThat(commands).extracting(Command::line).containsExactly(NODES, KILL, NODES);
        assertNodes(commands.get(0));

        awaitOk(0, "CREATE b", "");
        awaitOk(0, "PUT b", " k v");
        awaitOk(2, "CREATE b", "");
        assertThat(kv(2, "GET b", " k").split("\n"))
                .as("from another node")
                .hasSize(2 * BUCKETS)
                .containsOnly("v", "OK");

        nodes.get(1).killAtOnce();

        assertNodes(commands.get(2));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(kv(0, "GET b", " k").split("\n"))
                        .as("its buckets are another node's now")
                        .hasSize(2 * BUCKETS)
                        .containsOnly("v", "OK"));
        assertThat(nodes.get(0).err()).contains("node b has gone; nodes: ");
        assertEachHasTheStore(0, 2);

        nodes.set(1, start(1).awaitReady());

        assertNodes(commands.get(0));
        assertEachHasTheStore(0, 1, 2);
        for (Node each : List.of(nodes.get(0), nodes.get(2))) {
            each.terminate();
            assertThat(each.exitCode()).isEqualTo(143);
        }
    }

    /** The first command to a node may take longer than its limit on a busy machine, and these may be done twice. */
    private void awaitOk(int node, String before, String after) {
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(kv(node, before, after).split("\n"))
                        .hasSize(BUCKETS)
                        .containsOnly("OK"));
    }

    /** A command for each of some buckets at a node, and its answers. */
    private String kv(int node, String before, String after) throws Exception {
        String commands = "for i in $(seq " + BUCKETS + "); do echo \"" + before + "$i" + after + "\"; done";
        return Shell.bash(folder, "(" + commands + ") | nc -N 127.0.0.1 " + nodes.get(node).kv)
                .out()
                .replace("\r", "");
    }

    /** In any order: started at once, none is the oldest for certain. */
    private void assertNodes(Command command) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            Shell shell = Shell.coppice("nodes", "--url", "http://127.0.0.1:" + nodes.get(0).observer);
            assertThat(shell.err()).isEmpty();
            assertThat(withTheirPorts(shell.out()).lines())
                    .containsExactlyInAnyOrderElementsOf(
                            command.output().lines().toList());
        });
    }

    /** What is placed on every node is in the tree of each, whoever has gone or come. */
    private void assertEachHasTheStore(int... those) throws Exception {
        for (int node : those) {
            Shell shell = Shell.coppice("tree", "--url", "http://127.0.0.1:" + nodes.get(node).observer);
            assertThat(shell.out()).as(NAMES.get(node)).containsPattern("kv +running");
        }
    }

    private String withTheirPorts(String text) {
        String result = text;
        for (int i = 0; i < ports.size(); i++) {
            result = result.replaceAll(":" + ports.get(i) + "\\b", ":" + (5701 + i));
        }
        return result.replaceAll("(:57\\d\\d) +asked", "$1  asked");
    }
}
