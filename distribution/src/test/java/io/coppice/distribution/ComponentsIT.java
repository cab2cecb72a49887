package io.coppice.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coppice.distribution.Document.Command;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The components that have a document and a configuration of their own: each command of it, on a real node. */
class ComponentsIT {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"counter,''", "shopping,supervisor.children.shopping.children.web.config.port"})
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

    private static String withNewline(String text) {
        return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    }
}
