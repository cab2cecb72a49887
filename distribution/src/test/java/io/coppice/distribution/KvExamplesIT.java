package io.coppice.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coppice.distribution.Document.Command;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The section "From outside" of docs/kv.md: its commands, its program in Python and its verticle, on a real node. */
class KvExamplesIT {

    private static final Path EXAMPLES = Node.ROOT.resolve("verticles/kv/examples");

    @TempDir
    Path folder;

    private static Document section() throws Exception {
        Document whole = Document.of("docs/kv.md");
        String text = whole.text();
        int begin = text.indexOf("\n## From outside\n");
        assertThat(begin).isPositive();
        return new Document(whole.path(), text.substring(begin, text.indexOf("\n## Events\n")));
    }

    @Test
    void theProgramInPythonDoesWhatItSays() throws Exception {
        assumeTrue(Shell.has("python3"), "skipped: python3 is needed");
        String program = Files.readString(EXAMPLES.resolve("stock.py"));
        assertThat(section().blocks("python"))
                .hasSize(2)
                .allSatisfy(shown -> assertThat(program).contains(shown));
        try (Node node = Node.ready(folder, Node.ROOT.resolve("conf/host.json"))) {
            Shell ran = Shell.bash(
                    folder,
                    "COPPICE_DATA=" + folder.resolve("data") + " python3 " + EXAMPLES.resolve("stock.py")
                            + " http://127.0.0.1:" + node.observer);
            assertThat(ran.err()).isEmpty();
            assertThat(ran.out().lines())
                    .containsExactly(
                            "created: True",
                            "milk: 10",
                            "after four have taken one each: 6",
                            "visits: 5",
                            "the offer ends: True",
                            "refused: 412",
                            "kv create stock",
                            "kv exit stock");
            Shell refused = Shell.bash(
                    folder,
                    "COPPICE_TOKEN=wrong python3 " + EXAMPLES.resolve("stock.py") + " http://127.0.0.1:"
                            + node.observer);
            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.err()).contains("Refused: this needs the token of the node");
        }
    }

    @Test
    void theCommandsAndTheVerticleDoWhatTheDocumentSays() throws Exception {
        Document document = section();
        Path config = withStockKeeper(document);
        try (Node node = Node.ready(folder, config)) {
            List<Command> commands = document.commands();
            assertThat(commands).hasSize(7);
            for (Command command : commands) {
                String line = command.line()
                        .replaceFirst(
                                "^./coppice (\\w+)", Node.COMMAND + " $1 --url http://127.0.0.1:" + node.observer);
                Shell ran = Shell.bash(folder, "exec 2>&1; " + line);
                assertThat(ran.out()).as(command.line()).isEqualTo(command.output());
            }
        }
    }

    private Path withStockKeeper(Document document) throws Exception {
        Files.createDirectories(folder.resolve("plugins"));
        String build = document.blocks("sh")
                .get(0)
                .replace("distribution/target/coppice", System.getProperty("coppice.home"))
                .replace("verticles/kv/examples", EXAMPLES.toString());
        Shell built = Shell.bash(folder, "set -e\n" + build);
        assertThat(built.exit()).as(built.err()).isZero();
        JsonObject host = new JsonObject(Files.readString(Node.ROOT.resolve("conf/host.json")));
        host.put("plugins", new JsonObject().put("folder", "plugins"));
        host.getJsonObject("supervisor")
                .getJsonArray("children")
                .add(1, new JsonObject(document.blocks("json").get(0)));
        return Files.writeString(folder.resolve("host.json"), host.encodePrettily());
    }
}
