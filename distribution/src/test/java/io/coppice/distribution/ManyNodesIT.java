package io.coppice.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coppice.distribution.Document.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The section "Many nodes" of docs/kv.md: a node that is a front, one that stores and one that does both. */
class ManyNodesIT {

    private static final List<String> CONFIGS = List.of("front", "storage", "both");

    @TempDir
    Path folder;

    private final List<Integer> ports = List.of(Node.freePort(), Node.freePort(), Node.freePort());
    private final List<Node> nodes = new ArrayList<>();

    @AfterEach
    void stop() {
        nodes.forEach(Node::close);
    }

    private Node start(int index) throws IOException {
        String members = String.join(
                ",", ports.stream().map(port -> "\"127.0.0.1:" + port + "\"").toList());
        return new Node(
                Files.createDirectories(folder.resolve(CONFIGS.get(index))),
                Node.ROOT.resolve("conf/split-" + CONFIGS.get(index) + ".json"),
                "--set",
                "cluster.name=" + folder.getFileName(),
                "--set",
                "cluster.port=" + ports.get(index),
                "--set",
                "cluster.members=[" + members + "]");
    }

    private String run(String command) throws Exception {
        return Shell.bash(
                        folder,
                        command.replaceAll("\\b4040\\b", "" + nodes.get(0).kv)
                                .replaceAll("\\b4240\\b", "" + nodes.get(2).kv))
                .out()
                .replace("\r", "");
    }

    /** On a busy machine the first command to a node may take longer than hop_timeout: it is done until it is not. */
    private void warmUp() {
        for (String port : List.of("4040", "4240")) {
            for (String command : List.of("CREATE", "DROP")) {
                await().atMost(Duration.ofMinutes(2))
                        .until(() -> !run("printf '" + command + " warm\\n" + command + " zoo\\n' | nc -N 127.0.0.1 "
                                        + port)
                                .contains("ERROR"));
            }
        }
    }

    @Test
    void theCommandsOfTheDocumentGoToWhereTheBucketsAre() throws Exception {
        assumeTrue(Shell.has("nc") && Shell.has("redis-cli"), "skipped: nc and redis-tools are needed");
        for (int i = 0; i < CONFIGS.size(); i++) {
            assertThat(Shell.coppice("validate", "conf/split-" + CONFIGS.get(i) + ".json")
                            .exit())
                    .isZero();
            nodes.add(start(i));
        }
        nodes.forEach(Node::awaitReady);
        warmUp();
        assertThat(nodes.get(1).out()).as("it has no acceptor").doesNotContain("listening kv");
        Document whole = Document.of("docs/kv.md");
        int begin = whole.text().indexOf("\n## Many nodes\n");
        List<Command> commands = new Document(
                        whole.path(), whole.text().substring(begin, whole.text().indexOf("\n## What it guarantees\n")))
                .commands();
        assertThat(commands).hasSize(5);
        for (Command command : commands) {
            // Each may be done twice, as it is where a busy node has not answered in time.
            await().atMost(Duration.ofMinutes(2))
                    .untilAsserted(() ->
                            assertThat(run(command.line())).as(command.line()).isEqualTo(command.output()));
        }

        nodes.get(1).killAtOnce();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(run("printf 'GET milk left\\n' | nc -N 127.0.0.1 4040"))
                        .isEqualTo("ERROR node b is not reachable: it is not in the cluster\n"));
        assertThat(run("printf 'GET shopping eggs\\n' | nc -N 127.0.0.1 4040")).isEqualTo("2\nOK\n");
        assertThat(run("redis-cli -p 4040 DBSIZE")).startsWith("ERR node b is not reachable");
    }
}
