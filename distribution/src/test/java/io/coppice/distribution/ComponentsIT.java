package io.coppice.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coppice.distribution.Document.Command;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The components that have a document and a configuration of their own: each command of it, on a real node. */
class ComponentsIT {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "counter,supervisor.children.web.config.port",
        "shopping,supervisor.children.shopping.children.web.config.port"
    })
    void everyCommandDoesWhatTheDocumentSays(String name, String port) throws Exception {
        assumeTrue(Shell.has("curl"), "skipped: curl is needed");
        Path config = Node.ROOT.resolve("conf/" + name + ".json");
        Shell validate = Shell.coppice("validate", config.toString());
        assertThat(validate.out() + validate.err()).contains(": ok\n").doesNotContain("warning");
        try (Node node = Node.ofComponent(folder, config, port)) {
            List<Command> commands = Document.of("docs/" + name + ".md").commands().stream()
                    .filter(command -> !command.line().startsWith("./coppice run"))
                    .toList();
            assertThat(commands).hasSizeGreaterThan(4);
            for (Command command : commands) {
                String line = node.withItsPorts(command.line())
                        .replaceFirst("^./coppice (\\w+)", Node.COMMAND + " $1 --url http://127.0.0.1:" + node.observer)
                        .replace("curl ", "curl -sS ");
                Shell ran = Shell.bash(folder, "exec 2>&1; " + line);
                assertThat(withNewline(ran.out()))
                        .as("%s\n%s", command.line(), node.err())
                        .isEqualTo(withNewline(command.output()));
            }
        }
    }

    static boolean isOfCounters(Command command) {
        return command.line().startsWith("for name in verticle ");
    }

    @Test
    void theFiveCountersOfTheReadmeBehaveAlike() throws Exception {
        assumeTrue(Shell.has("python3"), "skipped: python3 is needed");
        Path config = Node.ROOT.resolve("conf/five-counters.json");
        Document readme = Document.of("README.md");
        JsonArray children = new JsonObject(Files.readString(config))
                .getJsonObject("supervisor")
                .getJsonArray("children");
        assertThat(readme.blocks("json").stream()
                        .filter(block -> block.startsWith("["))
                        .map(JsonArray::new))
                .contains(children);
        try (Node node = Node.ofComponent(folder, config, "")) {
            List<Command> commands = readme.commands().stream()
                    .filter(ComponentsIT::isOfCounters)
                    .toList();
            assertThat(commands).hasSize(2);
            for (Command command : commands) {
                Shell ran = Shell.bash(
                        folder,
                        command.line()
                                .replace(
                                        "./coppice call",
                                        Node.COMMAND + " call --url http://127.0.0.1:" + node.observer));
                assertThat(ran.out()).as(ran.err() + node.err()).isEqualTo(command.output());
            }
        }
    }

    private static String withNewline(String text) {
        return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    }
}
