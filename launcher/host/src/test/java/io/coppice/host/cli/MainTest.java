package io.coppice.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.host.NodeFolder;
import io.coppice.host.config.ConfigSchema;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine command = Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        return command.execute(args);
    }

    @Test
    void six_faults_are_six_lines_and_exit_3() throws Exception {
        Path file = Files.writeString(folder.resolve("host.json"), """
                {"nodes": "a", "observer": {"host": "0.0.0.0", "port": 70000}, "supervisor": {"children": [
                  {"id": "a", "start": "java:Nowhere", "restart": "permenent"}, {"id": "a", "start": "js:a.js"}]}}
                """);
        assertThat(run("validate", file.toString())).isEqualTo(3);
        assertThat(out.toString().lines())
                .hasSize(7)
                .allMatch(line -> line.startsWith(file + ": /"))
                .anyMatch(
                        line -> line.equals(
                                file
                                        + ": /supervisor/children/0/restart: unknown value \"permenent\"; did you mean \"permanent\"?"));
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void a_good_file_is_ok() {
        NodeFolder node = new NodeFolder(folder);
        Path file = node.write("{'children':[" + node.recorder("a") + "]}");
        assertThat(run("validate", file.toString())).isEqualTo(0);
        assertThat(out.toString().lines())
                .containsExactly(
                        file + ": ok",
                        "the stop takes at most 5 s, child after child, within the stop_timeout of 30 s",
                        "crashes of one child that end the node, if they come fast enough:",
                        "    /a  4");
        out.getBuffer().setLength(0);
        assertThat(run("validate", file.toString(), "--set", "stop_timeout=3000"))
                .isEqualTo(0);
        assertThat(out.toString()).contains("takes at most 5 s, child after child; stop_timeout ends it after 3 s\n");
        assertThat(run("validate", file.toString(), "--set", "supervisor.children.a.restart=x"))
                .isEqualTo(3);
    }

    @Test
    void the_traps_of_a_tree_are_warnings_and_no_faults() {
        NodeFolder node = new NodeFolder(folder);
        Path file = node.write("{'children':[" + node.recorder("a")
                + ",{'id':'s','type':'supervisor','restart':'transient','children':[" + node.recorder("b")
                + ",{'id':'t','type':'supervisor','max_restarts':0}]}]}");
        assertThat(run("validate", file.toString())).isEqualTo(0);
        assertThat(out.toString().lines().filter(line -> line.startsWith("warning: ")))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("warning: " + file + ": /supervisor/children/1/restart: ")
                                .contains("transient")
                                .endsWith("; make it permanent, or significant"),
                        line -> assertThat(line)
                                .startsWith("warning: " + file + ": /supervisor/children/1/children/1/max_restarts: "));
        assertThat(out.toString().lines())
                .contains("    /a    4", "    /s/b  4, then /s stays down, and the node goes on");
    }

    @Test
    void the_result_of_a_check_can_be_json() throws Exception {
        NodeFolder node = new NodeFolder(folder);
        Path file = node.write("{'max_restarts':0,'children':[" + node.recorder("a") + "]}");
        assertThat(run("validate", file.toString(), "--output", "json")).isEqualTo(0);
        JsonObject good = new JsonObject(out.toString());
        assertThat(good.getJsonArray("faults")).isEmpty();
        assertThat(good.getJsonArray("warnings").getJsonObject(0).getString("pointer"))
                .isEqualTo("/supervisor/max_restarts");
        assertThat(good.getJsonObject("tree").getLong("stop_ms")).isEqualTo(5_000);
        assertThat(good.getJsonObject("tree").getJsonArray("worst_cases").getJsonObject(0))
                .isEqualTo(new JsonObject("{\"path\":\"/a\",\"crashes\":1,\"ends_at\":\"/\"}"));
        out.getBuffer().setLength(0);
        assertThat(run("validate", file.toString(), "--output", "json", "--set", "nodes=b"))
                .isEqualTo(3);
        assertThat(new JsonObject(out.toString()).getJsonArray("faults")).hasSize(1);
    }

    @Test
    void run_refuses_a_bad_file_before_anything_starts() {
        assertThat(run("run", folder.resolve("none.json").toString())).isEqualTo(3);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).isEqualTo(folder.resolve("none.json") + ": no such file\n");
    }

    @Test
    void the_schema_is_printed_as_it_is() {
        assertThat(run("schema")).isEqualTo(0);
        assertThat(out.toString()).isEqualTo(ConfigSchema.text());
    }

    @Test
    void the_version_names_the_program_vertx_and_java() {
        assertThat(run("version")).isEqualTo(0);
        assertThat(out.toString()).matches("coppice \\d+\\.\\d+\\S* \\(Vert\\.x 5\\S+, Java \\S+\\)\n");
    }

    @Test
    void an_unknown_command_has_a_suggestion_and_exits_2() {
        assertThat(run("vaildate")).isEqualTo(2);
        assertThat(err.toString()).startsWith("coppice: unknown command \"vaildate\"; did you mean validate?\n");
        assertThat(run("frobnicate")).isEqualTo(2);
        assertThat(err.toString()).contains("\"frobnicate\"; known: run, validate, plan, apply, tree, ps, ");
        assertThat(run()).isEqualTo(2);
        assertThat(run("run", "--nod", "b")).isEqualTo(2);
        assertThat(run("validate")).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void help_is_data() {
        assertThat(run("--help")).isEqualTo(0);
        assertThat(out.toString()).contains("run", "validate", "tree", "schema", "version");
    }

    @Test
    void a_node_that_is_not_there_is_one_line_and_exit_5() {
        String url = "http://127.0.0.1:" + NodeFolder.freePort();
        assertThat(run("tree", "--url", url)).isEqualTo(5);
        assertThat(err.toString().lines()).singleElement().asString().startsWith("coppice: no node answers at " + url);
    }

    @Test
    void an_address_that_is_none_is_wrong_usage() {
        assertThat(run("tree", "--url", "file:///etc/passwd")).isEqualTo(2);
        assertThat(run("tree", "--url", "::")).isEqualTo(2);
        assertThat(run("tree", "--output", "xml")).isEqualTo(2);
        assertThat(run("crashes", "--limit", "1001")).isEqualTo(2);
        assertThat(run("crashes", "kv")).isEqualTo(2);
        assertThat(run("events", "--limit", "1001")).isEqualTo(2);
        assertThat(run("call", "kv.router")).isEqualTo(2);
        assertThat(run("call", "kv.router", "{action:size}")).isEqualTo(2);
        assertThat(run("call", "kv.router", "{} {}")).isEqualTo(2);
        assertThat(run("send", "kv.router", "1", "--timeout", "0")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--limit must be from 0 to 1000, not 1001", "PATH must begin with a slash, as in /kv")
                .contains("JSON must be one, such as '{\"action\":\"size\"}', not {action:size}")
                .contains("--timeout must be from 1 to 60000, not 0");
    }

    @Test
    void a_broken_jar_is_a_warning() throws Exception {
        NodeFolder node = new NodeFolder(folder);
        Path file = node.write("{'children':[" + node.recorder("a") + "]}");
        Path jar = Files.writeString(folder.resolve("plugins/broken.jar"), "no jar");
        assertThat(run("validate", file.toString())).isEqualTo(0);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("coppice: warning: the plugin " + jar + " cannot be used: cannot be read: ");
    }
}
