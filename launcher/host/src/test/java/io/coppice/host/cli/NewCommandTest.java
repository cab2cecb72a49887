package io.coppice.host.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.host.template.PluginTemplate;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, and what the files are; that they run is the concern of the languages' own tests. */
class NewCommandTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    @ParameterizedTest
    @EnumSource
    void a_plugin_has_its_name_everywhere_and_nobody_else_may_write_to_it(PluginTemplate template) throws Exception {
        Path plugin = folder.resolve("Some_plugin-1");
        List<String> written = template.write(plugin);
        assertThat(written).contains("README.md", "host.json", "plugin.json").hasSizeGreaterThan(5);
        try (Stream<Path> files = Files.walk(plugin)) {
            for (Path file : files.toList()) {
                if (Files.isRegularFile(file)) {
                    assertThat(written).contains(plugin.relativize(file).toString());
                    assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                            .doesNotContain("@NAME@", "${vertx", "${junit");
                }
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .matches("rw.r-.r-.");
            }
        }
        assertThat(Files.readString(plugin.resolve("plugin.json"))).contains("\"id\": \"Some_plugin-1\"");
    }

    @Test
    void what_is_there_already_is_left_alone() throws Exception {
        Path plugin = Files.createDirectory(folder.resolve("taken"));
        assertThatThrownBy(() -> PluginTemplate.js.write(plugin)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(plugin).isEmptyDirectory();
        // The folder of the module, where the tests run.
        assertThat(run("new", "src", "--lang", "js")).isEqualTo(ExitCode.SOFTWARE);
        assertThat(err)
                .asString()
                .isEqualTo("coppice: there is a src already; give the plugin another name, or remove it\n");
        assertThat(out).asString().isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "../a", ".a", "1a", "a b", "a.b", "\u00e4", "a\n"})
    void a_name_that_is_none_is_wrong_usage(String name) {
        assertThat(run("new", name, "--lang", "js")).isEqualTo(ExitCode.USAGE);
        assertThat(err).asString().contains("NAME must be a letter, and then letters, digits");
    }

    @Test
    void a_language_that_is_unknown_or_missing_names_those_that_there_are() {
        assertThat(run("new", "hello", "--lang", "ruby")).isEqualTo(ExitCode.USAGE);
        assertThat(err).asString().contains("[java, js, python, wasm, process]").contains("ruby");
        assertThat(run("new", "hello")).isEqualTo(ExitCode.USAGE);
        assertThat(err).asString().contains("Missing required option: '--lang=java|js|python|wasm|process'");
        assertThat(Path.of("hello")).doesNotExist();
    }
}
