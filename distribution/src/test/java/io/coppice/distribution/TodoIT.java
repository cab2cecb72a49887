package io.coppice.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coppice.distribution.Document.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** conf/todo.json on a real node, with every command of docs/todo.md. */
class TodoIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private final int port = Node.freePort();
    private final int observer = Node.freePort();
    private @Nullable Process node;

    @AfterEach
    void stop() {
        if (node != null) {
            node.destroyForcibly().onExit().join();
        }
    }

    private Process run(String name, int observerPort) throws IOException {
        return new ProcessBuilder(
                        Node.COMMAND.toString(),
                        "run",
                        "conf/todo.json",
                        "--data",
                        folder.resolve(name).toString(),
                        "--set",
                        "observer.port=" + observerPort,
                        "--set",
                        "supervisor.children.web.config.port=" + port)
                .directory(Node.ROOT.toFile())
                .redirectOutput(folder.resolve(name + ".out").toFile())
                .redirectError(folder.resolve(name + ".err").toFile())
                .start();
    }

    private Process ready() throws IOException {
        Process started = run("first", observer);
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() ->
                        Files.readString(folder.resolve("first.out")).contains("coppice ready") || !started.isAlive());
        assertThat(Files.readString(folder.resolve("first.out")))
                .as(Files.readString(folder.resolve("first.err")))
                .contains("listening todo 127.0.0.1:" + port);
        return started;
    }

    @Test
    void everyCommandDoesWhatTheDocumentSays() throws Exception {
        assumeTrue(Shell.has("curl"), "skipped: curl is needed");
        node = ready();
        List<Command> commands = Document.of("docs/todo.md").commands();
        assertThat(commands).hasSizeGreaterThan(15);
        for (Command command : commands) {
            String line = command.line()
                    .replace("127.0.0.1:4002", "127.0.0.1:" + port)
                    .replace("curl ", "curl -sS ")
                    .replaceFirst("^./coppice (\\w+)", Node.COMMAND + " $1 --url http://127.0.0.1:" + observer);
            Shell ran = Shell.bash(folder, "export COPPICE_DATA=" + folder.resolve("first") + "; " + line);
            assertThat(ran.exit()).as("%s\n%s", command.line(), ran.err()).isZero();
            // What is text ends without a newline.
            assertThat(ran.out().strip())
                    .as(command.line())
                    .isEqualTo(command.output().strip());
        }
    }

    @Test
    void aPortThatIsTakenIsNamedAndTheNodeEnds() throws Exception {
        node = ready();
        Process second = run("second", Node.freePort());
        try {
            assertThat(second.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(second.exitValue()).isEqualTo(15);
            assertThat(Files.readString(folder.resolve("second.err")))
                    .contains("127.0.0.1:" + port + " is already in use");
        } finally {
            second.destroyForcibly();
        }
    }
}
