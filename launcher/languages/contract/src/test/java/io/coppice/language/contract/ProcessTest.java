package io.coppice.language.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.CrashReport;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.Shutdown;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code process:} does beyond the contract of all languages, with programs in Bash. */
class ProcessTest {

    private static final JsonObject NONE = new JsonObject();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    GuestTree tree;

    @BeforeAll
    static void needs() {
        Tools.need("bash");
    }

    @BeforeEach
    void makeIt() {
        tree = new GuestTree(folder);
        tree.copy(NodeProcessTest.CLIENTS.resolve("coppice_child.sh"));
    }

    @AfterEach
    void stopIt() {
        tree.close();
    }

    /** A program that has the client's functions, serves, and does what else it is told. */
    private String bash(String name, String body) {
        tree.write(name, "#!/usr/bin/env bash\nsource \"$(dirname \"$0\")/coppice_child.sh\"\n" + body + "\nrun\n");
        return "process:" + name;
    }

    @Test
    void the_client_for_bash_greets() {
        String start = bash("greeter.sh", """
                answer() { reply "{\\"text\\": \\"hello, $(field name)\\"}"; }
                consumer greeter answer
                """);
        tree.start("greeter", start, NONE);
        assertThat(tree.ask("greeter", new JsonObject().put("name", "Ann")))
                .isEqualTo(new JsonObject().put("text", "hello, Ann"));
    }

    @Test
    void the_client_for_python_greets_and_crashes() {
        Tools.need("python3");
        tree.copy(NodeProcessTest.CLIENTS.resolve("coppice_child.py"));
        tree.write("greeter.py", """
                #!/usr/bin/env python3
                from coppice_child import run

                print("not said")
                run(lambda config: {"greeter": lambda message: {"text": config["greeting"] + ", " + message["body"]["name"]}})
                """);
        tree.start("greeter", "process:greeter.py", new JsonObject().put("greeting", "hello"));
        assertThat(tree.ask("greeter", new JsonObject().put("name", "Ann")))
                .isEqualTo(new JsonObject().put("text", "hello, Ann"));
        assertThat(tree.askFails("greeter", NONE)).hasMessageContaining("KeyError: 'name'");
        await().atMost(GuestTree.PATIENCE)
                .untilAsserted(() -> assertThat(tree.crashes())
                        .singleElement()
                        .satisfies(crash -> assertThat(crash.stack()).contains("greeter.py\", line 5, in <lambda>")));
    }

    @Test
    void an_exit_code_is_a_crash_and_zero_is_none() {
        String start = bash("leaver.sh", """
                fall() { echo 'last words' >&2; exit 3; }
                leave() { exit 0; }
                consumer fall fall; consumer leave leave
                """);
        tree.start(tree.spec("leaver", start, NONE).withRestart(RestartType.TRANSIENT));
        assertThat(tree.askFails("fall", null).failureCode()).isEqualTo(Supervision.CRASHED);
        await().atMost(GuestTree.PATIENCE).untilAsserted(() -> {
            assertThat(tree.crashes()).singleElement().satisfies(crash -> {
                assertThat(crash.reason()).isEqualTo("crashed: its process ended with exit code 3");
                assertThat(crash.stack()).contains("last words");
            });
            assertThat(tree.child("/leaver").map(child -> child.isRunning())).contains(true);
        });
        ReplyException left = tree.askFails("leave", null);
        assertThat(left.failureCode()).isEqualTo(Supervision.NOT_HANDLED);
        await().atMost(GuestTree.PATIENCE).until(() -> tree.child("/leaver").isEmpty());
        assertThat(tree.crashes()).hasSize(1);
    }

    @Test
    void a_process_that_is_killed_has_crashed() {
        String start = bash("pid.sh", "pid() { reply $$; }; consumer pid pid");
        tree.start("victim", start, NONE);
        int pid = tree.askInt("pid");
        assertThat(ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly)).contains(true);
        await().atMost(GuestTree.PATIENCE)
                .untilAsserted(() -> assertThat(tree.crashes())
                        .extracting(CrashReport::reason)
                        .containsExactly("crashed: its process was killed by signal 9"));
        await().atMost(GuestTree.PATIENCE).ignoreExceptions().until(() -> tree.askInt("pid") != pid);
    }

    @Test
    void with_it_all_that_it_started_is_killed_also_in_other_sessions() throws IOException {
        Path pids = folder.resolve("pids");
        String start = bash("parent.sh", """
                sleep 1000 & echo $! >>"$(dirname "$0")/pids"
                setsid sleep 1000 & echo $! >>"$(dirname "$0")/pids"
                pid() { reply $$; }; consumer pid pid
                trap '' TERM
                """);
        tree.start(tree.spec("parent", start, NONE).withShutdown(Shutdown.BRUTAL_KILL));
        int parent = tree.askInt("pid");
        List<Long> started =
                Files.readAllLines(pids).stream().map(Long::valueOf).toList();
        assertThat(started).hasSize(2).allMatch(GuestPids::isAlive);
        tree.terminate("parent");
        await().atMost(GuestTree.PATIENCE)
                .untilAsserted(
                        () -> assertThat(started).noneMatch(GuestPids::isAlive).doesNotContain((long) parent));
        assertThat(GuestPids.isAlive(parent)).isFalse();
    }

    @Test
    void it_leads_a_session_of_its_own_with_few_variables() {
        String start = bash("about.sh", """
                about() {
                  local stat; stat=$(</proc/$$/stat); set -- ${stat##*) }
                  reply "[$$, $3, $4, \\"$(env | cut -d= -f1 | sort | tr '\\n' ' ')\\", \\"$COLOUR\\", \\"$(pwd)\\", \\"$FIRST\\"]"
                }
                consumer about about
                FIRST=$1
                """);
        JsonObject config = new JsonObject()
                .put(
                        "guest",
                        new JsonObject()
                                .put("args", new JsonArray().add("one"))
                                .put("env", new JsonObject().put("COLOUR", "red")));
        tree.start("about", "process:about.sh", config);
        assertThat(start).isEqualTo("process:about.sh");
        JsonArray about = (JsonArray) Objects.requireNonNull(tree.ask("about", null));
        assertThat(about.getValue(1)).as("its group").isEqualTo(about.getValue(0));
        assertThat(about.getValue(2)).as("its session").isEqualTo(about.getValue(0));
        assertThat(List.of(about.getString(3).strip().split(" ")))
                .contains("PATH", "COPPICE_CHILD", "COLOUR")
                .isSubsetOf(
                        "PATH",
                        "HOME",
                        "LANG",
                        "LC_ALL",
                        "TZ",
                        "TMPDIR",
                        "COPPICE_CHILD",
                        "COLOUR",
                        "PWD",
                        "SHLVL",
                        "OLDPWD",
                        "_");
        assertThat(about.getString(4)).isEqualTo("red");
        assertThat(Path.of(about.getString(5))).isEqualTo(real(folder));
        assertThat(about.getString(6)).isEqualTo("one");
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void what_breaks_the_exchange_is_told_and_ends_it() {
        tree.start("prints", bash("prints.sh", "print() { echo hello there; }; consumer prints print"), NONE);
        tree.start(
                "long",
                bash("long.sh", "long() { head -c 2000000 /dev/zero | tr '\\0' x; echo; }; consumer long long"),
                NONE);
        tree.start("odd", bash("odd.sh", "odd() { echo '{\"type\":\"sned\"}'; }; consumer odd odd"), NONE);
        tree.start("bare", bash("bare.sh", "bare() { echo '{\"type\":\"send\"}'; }; consumer bare bare"), NONE);
        assertThat(tree.askFails("prints", null))
                .hasMessageContaining("no JSON object: hello there")
                .hasMessageContaining("standard error");
        assertThat(tree.askFails("long", null)).hasMessageContaining("a line of more than 1048576 bytes");
        assertThat(tree.askFails("odd", null)).hasMessageContaining("unknown type \"sned\"; known: ready");
        assertThat(tree.askFails("bare", null)).hasMessageContaining("\"send\" without the string \"address\"");
    }

    @Test
    void one_that_does_not_read_is_bounded() {
        String start = bash("deaf.sh", "sleep_long() { sleep 1000; }; consumer deaf sleep_long");
        tree.start(tree.spec("deaf", start, guest("time_limit", 0)).withShutdown(Shutdown.BRUTAL_KILL));
        var overloaded = tree.request("deaf", null);
        for (int i = 0; i < 30_000; i++) {
            overloaded = tree.request("deaf", "x".repeat(100));
        }
        assertThat(((ReplyException) GuestTree.failure(overloaded)).failureCode())
                .isEqualTo(429);
    }

    @Test
    void one_that_does_not_read_for_too_long_is_ended() {
        String start = bash("deaf.sh", "sleep_long() { sleep 1000; }; consumer deaf sleep_long");
        tree.start("deaf", start, guest("time_limit", 1000));
        assertThat(tree.askFails("deaf", null).failureCode()).isEqualTo(Supervision.CRASHED);
        await().atMost(GuestTree.PATIENCE)
                .untilAsserted(() -> assertThat(tree.crashes())
                        .extracting(CrashReport::reason)
                        .contains("crashed: it has not answered a ping for 1000 ms: it hangs, or is overloaded"));
    }

    @Test
    void one_that_does_not_begin_is_cut_short_and_one_that_ends_early_says_why() {
        tree.write("mute.sh", "#!/usr/bin/env bash\necho $$ >\"$(dirname \"$0\")/mute.pid\"\nsleep 1000\n");
        tree.write("early.sh", "#!/usr/bin/env bash\necho 'no such database' >&2\nexit 9\n");
        Throwable mute =
                tree.startFails(tree.spec("mute", "process:mute.sh", NONE).withStartTimeout(Duration.ofSeconds(3)));
        assertThat(mute).hasMessageContaining("3000 ms");
        await().atMost(GuestTree.PATIENCE)
                .untilAsserted(() -> assertThat(GuestPids.isAlive(Long.parseLong(
                                Files.readString(folder.resolve("mute.pid")).strip())))
                        .isFalse());
        Throwable early = tree.startFails(tree.spec("early", "process:early.sh", NONE));
        assertThat(early).hasMessageContaining("exit code 9");
    }

    @Test
    void a_restart_waits_until_the_one_before_is_gone() {
        String start = bash("port.sh", """
                mkdir "$(dirname "$0")/lock" || exit 5
                trap 'sleep 0.3; rmdir "$(dirname "$0")/lock"' EXIT
                fall() { exit 1; }; consumer fall fall; ok() { reply 1; }; consumer ok ok
                """);
        tree.start("port", start, NONE);
        assertThat(tree.askFails("fall", null).failureCode()).isEqualTo(Supervision.CRASHED);
        await().atMost(GuestTree.PATIENCE).ignoreExceptions().until(() -> tree.askInt("ok") == 1);
        assertThat(tree.crashes()).hasSize(1);
    }

    @Test
    void its_settings_are_checked() {
        String start = bash("any.sh", "");
        assertThat(tree.startFails(tree.spec("a", start, new JsonObject().put("guest", 1))))
                .hasMessageContaining("config.guest must be an object");
        assertThat(tree.startFails(tree.spec("b", start, guest("arg", new JsonArray()))))
                .hasMessageContaining("unknown key \"arg\"; known: args, env, time_limit");
        assertThat(tree.startFails(tree.spec("c", start, guest("args", new JsonArray().add(1)))))
                .hasMessageContaining("config.guest.args must be a list of strings");
        assertThat(tree.startFails(tree.spec("d", start, guest("time_limit", -1))))
                .hasMessageContaining("config.guest.time_limit");
        assertThat(tree.startFails(tree.spec("e", start, guest("env", new JsonObject().put("A", 1)))))
                .hasMessageContaining("config.guest.env.A must be a string");
    }

    private static JsonObject guest(String key, Object value) {
        return new JsonObject().put("guest", new JsonObject().put(key, value));
    }

    @Test
    void only_executable_files_of_the_folder_can_be_started() throws IOException {
        Path plain = Files.writeString(folder.resolve("plain.txt"), "text");
        Files.createSymbolicLink(folder.resolve("out.sh"), Path.of("/bin/sh"));
        assertThat(problem("process:plain.txt"))
                .isEqualTo(plain.toRealPath() + " is not executable; run chmod +x on it");
        assertThat(problem("process:out.sh")).contains("is outside of");
        assertThat(problem("process:/bin/sh")).contains("is no file of a plugin; write it relative to " + folder);
        assertThat(problem("process:../x.sh")).contains("there is no file ../x.sh");
        assertThat(problem("process:coppice_chidl.sh"))
                .isEqualTo("there is no file coppice_chidl.sh in " + folder + "; there is coppice_child.sh, out.sh");
    }

    private String problem(String start) {
        return tree.languages()
                .check(start, null)
                .map(problem -> problem.message() + "; " + problem.suggestion())
                .orElse("none");
    }

    @Test
    void a_terminated_child_is_asked_to_stop() {
        String start = bash("polite.sh", """
                trap 'echo done >"$(dirname "$0")/done"' EXIT
                consumer polite true
                """);
        tree.start("polite", start, NONE);
        tree.terminate("polite");
        assertThat(folder.resolve("done")).exists();
        assertThat(tree.askFails("polite", null).failureType()).isEqualTo(ReplyFailure.NO_HANDLERS);
    }
}
