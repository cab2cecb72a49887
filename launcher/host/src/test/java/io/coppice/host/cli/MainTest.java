package io.coppice.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.host.NodeFolder;
import io.coppice.host.config.ConfigSchema;
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
        assertThat(out.toString()).isEqualTo(file + ": ok\n");
        assertThat(run("validate", file.toString(), "--set", "supervisor.children.a.restart=x"))
                .isEqualTo(3);
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
        assertThat(err.toString()).contains("\"frobnicate\"; known: run, validate, tree, schema, version");
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
                .startsWith("coppice: warning: the plugin jar " + jar + " cannot be read: ");
    }
}
