package io.coppice.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coppice.distribution.Document.Command;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README, run from top to bottom as a new user would, with a jar and four lines of JSON of the user's own. */
class ReadmeIT {

    @TempDir
    Path folder;

    @Test
    void everyCommandDoesWhatTheReadmeSays() throws Exception {
        assumeTrue(Shell.has("nc") && Shell.has("curl"), "skipped: nc and curl are needed");
        Document readme = Document.of("README.md");
        int hello = Node.freePort();
        Path config = withHello(readme, hello);

        try (Node node = Node.ready(folder, config)) {
            List<Command> commands = readme.commands();
            assertThat(commands).hasSizeGreaterThan(6);
            for (Command command : commands) {
                if (command.line().startsWith("./coppice tree")
                        || ClusterReadmeIT.isOfCluster(command)
                        || LanguagesIT.isOfGreeters(command)
                        || ComponentsIT.isOfCounters(command)) {
                    continue; // of other files: see theTreeIsTheOneThatTheReadmeDraws, and there
                }
                String line = node.withItsPorts(command.line()).replace("127.0.0.1:8080/", "127.0.0.1:" + hello + "/");
                Shell ran = Shell.bash(Node.ROOT, line.replace("curl ", "curl -sS "));
                assertThat(withNewline(ran.out().replace("\r", "")))
                        .as("%s\n%s%s", command.line(), ran.err(), node.err())
                        .isEqualTo(withNewline(command.output()));
            }
            assertThat(node.out())
                    .contains(
                            "listening observer 127.0.0.1:" + node.observer,
                            "listening kv 127.0.0.1:" + node.kv,
                            "listening traininglog 127.0.0.1:" + node.log)
                    .containsPattern("coppice ready node=a in \\d+ ms\n$");
            await().untilAsserted(() -> assertThat(node.err()).contains(reportOf(readme)));
        }
    }

    @Test
    void theTreeIsTheOneThatTheReadmeDraws() throws Exception {
        try (Node node = Node.ready(folder, Node.ROOT.resolve("conf/host.json"))) {
            assertThat(node.out()).contains("coppice ready");
            String line = Document.of("README.md").commands().stream()
                    .filter(command -> command.line().startsWith("./coppice tree"))
                    .findFirst()
                    .orElseThrow()
                    .output();
            Shell tree = Shell.coppice("tree", "--url", "http://127.0.0.1:" + node.observer);
            // There are as many acceptors and web servers as suit the machine, so one stands for all. And each is up
            // for as long as it is.
            assertThat(withoutInstancesAndTimes(tree.out())).isEqualTo(withoutInstancesAndTimes(withNewline(line)));
        }
    }

    @Test
    void theFileInTheReadmeIsTheFile() throws Exception {
        String file = Files.readString(Node.ROOT.resolve("conf/host.json"));
        assertThat(Document.of("README.md").blocks("json")).contains(file);
        Shell validate = Shell.coppice("validate", "conf/host.json");
        assertThat(validate.exit()).isZero();
        assertThat(validate.err()).isEmpty();
        assertThat(validate.out()).startsWith("conf/host.json: ok\n").doesNotContain("warning");
    }

    /** conf/host.json with the README's own verticle: its Java, its commands, its four lines of JSON. */
    private Path withHello(Document readme, int port) throws Exception {
        Files.writeString(
                folder.resolve("HelloVerticle.java"), readme.blocks("java").get(0));
        String build = readme.blocks("sh").stream()
                .filter(block -> block.contains("javac"))
                .findFirst()
                .orElseThrow()
                .replace("distribution/target/coppice", System.getProperty("coppice.home"));
        Shell built = Shell.bash(folder, "set -e\n" + build);
        assertThat(built.exit()).as(built.err()).isZero();
        JsonObject child = new JsonObject(readme.blocks("json").get(1));
        child.getJsonObject("config").put("port", port);
        JsonObject host = new JsonObject(Files.readString(Node.ROOT.resolve("conf/host.json")));
        host.put("plugins", new JsonObject().put("folder", "plugins"));
        host.getJsonObject("supervisor").getJsonArray("children").add(child);
        return Files.writeString(folder.resolve("host.json"), host.encodePrettily());
    }

    /** The crash report that the README shows. */
    private static String reportOf(Document readme) {
        return readme.blocks("").stream()
                .filter(block -> block.startsWith("ERROR"))
                .findFirst()
                .orElseThrow();
    }

    private static String withNewline(String text) {
        return text.endsWith("\n") ? text : text + "\n";
    }

    private static String withoutInstancesAndTimes(String tree) {
        return tree.replaceAll("(?m)^.*#[1-9]\\d*[^\n]*\n", "")
                .replace("#0", "")
                .replaceAll("[├└]─", "--")
                .replaceAll(" +", " ")
                .replaceAll(" up \\d+ \\w+ ", " up ");
    }
}
