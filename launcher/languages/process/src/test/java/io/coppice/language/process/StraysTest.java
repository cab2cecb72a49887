package io.coppice.language.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StraysTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void killAll() {
        started.forEach(Process::destroyForcibly);
    }

    private Process sleeper(String token) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sleep", "1000");
        builder.environment().put(Strays.VARIABLE, token);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    @Test
    void what_carries_a_noted_token_is_killed_and_nothing_else() throws IOException {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "skipped: needs /proc");
        Strays strays = new Strays(folder.resolve("process"));
        strays.note("noted");
        Process stray = sleeper("noted");
        Process other = sleeper("noted2");
        assertThat(strays.sweep()).isEqualTo(1);
        await().atMost(Duration.ofSeconds(30)).until(() -> !stray.isAlive());
        assertThat(other.isAlive()).isTrue();
        assertThat(folder.resolve("process")).isEmptyDirectory();
    }

    @Test
    void a_process_with_a_noted_number_that_began_at_another_time_is_left_alone() throws IOException {
        Strays strays = new Strays(folder);
        Process foreign = sleeper("foreign");
        strays.note("gone");
        Files.writeString(folder.resolve("gone"), foreign.pid() + " 2020-01-01T00:00:00Z");
        strays.note("broken");
        Files.writeString(folder.resolve("broken"), "-1");
        assertThat(strays.sweep()).isZero();
        assertThat(foreign.isAlive()).isTrue();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void the_number_and_the_start_will_do_where_environments_cannot_be_read() throws IOException {
        Strays strays = new Strays(folder);
        Process stray = sleeper("other");
        strays.note("noted");
        strays.started("noted", stray.toHandle());
        assertThat(strays.sweep()).isEqualTo(1);
        await().atMost(Duration.ofSeconds(30)).until(() -> !stray.isAlive());
    }
}
