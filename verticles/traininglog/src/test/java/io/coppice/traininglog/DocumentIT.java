package io.coppice.traininglog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command of docs/traininglog.md, from top to bottom. */
class DocumentIT {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```console\\n(.*?)^```$");
    private static final Pattern COMMAND = Pattern.compile("(?ms)^\\$ (.*?)\\n(.*?)(?=^\\$ |\\z)");

    @TempDir
    private Path folder;

    @Test
    void everyCommandDoesWhatTheDocumentSays() throws Exception {
        assumeThat(run("command -v curl")).as("curl is needed").isNotEmpty();
        String document = Files.readString(Path.of("../../docs/traininglog.md"));
        List<MatchResult> commands = BLOCK.matcher(document)
                .results()
                .flatMap(block -> COMMAND.matcher(block.group(1)).results())
                .toList();
        assertThat(commands).hasSizeGreaterThan(10);
        try (RunningTree tree = new RunningTree(folder)) {
            for (MatchResult command : commands) {
                String line =
                        command.group(1).replace("curl ", "curl -sS ").replace(":4000/", ":" + tree.http.port + "/");
                assertThat(withNewline(run(line))).as(command.group(1)).isEqualTo(withNewline(command.group(2)));
            }
        }
    }

    private static String withNewline(String text) {
        return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    }

    private String run(String line) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder("bash", "-c", line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends", line).isTrue();
        return Files.readString(out);
    }
}
