package io.coppice.host.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionCommandTest {

    private static String script(String shell) {
        StringWriter out = new StringWriter();
        assertThat(Main.commandLine().setOut(new PrintWriter(out, true)).execute("completion", shell))
                .isZero();
        return out.toString();
    }

    @Test
    void bash_completes_commands_by_the_script(@TempDir Path folder) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "there is no bash here");
        Path file = Files.writeString(folder.resolve("coppice.bash"), script("bash"));
        String line = "source '" + file
                + "'; COMP_WORDS=(coppice ins); COMP_CWORD=1; _complete_coppice; echo \"${COMPREPLY[@]}\"";
        Process bash = new ProcessBuilder("/bin/bash", "-c", line)
                .redirectErrorStream(true)
                .start();
        String printed = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(printed.strip()).isEqualTo("inspect");
    }

    @Test
    void zsh_takes_the_same_script() {
        assertThat(script("zsh")).isEqualTo(script("bash")).contains("bashcompinit");
    }

    @Test
    void fish_has_a_line_for_each_command_and_option() {
        assertThat(script("fish"))
                .contains("complete -c coppice -n __fish_use_subcommand -a inspect -d ")
                .contains("complete -c coppice -n '__fish_seen_subcommand_from run' -l node -r")
                .contains("-l output -r -f -a 'text json'")
                .contains("-l lang -r -f -a 'java js python wasm process'");
    }

    @Test
    void another_shell_is_refused() {
        StringWriter err = new StringWriter();
        assertThat(Main.commandLine().setErr(new PrintWriter(err, true)).execute("completion", "tcsh"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err).asString().contains("tcsh");
    }
}
