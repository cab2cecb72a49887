package io.coppice.language.contract;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coppice.host.Host;
import io.coppice.host.config.ConfigLoader;
import io.coppice.host.config.ConfigRequest;
import io.coppice.host.plugin.Languages;
import io.coppice.host.plugin.PluginCatalog;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins in Python on a node that runs. */
@SuppressWarnings("NullAway.Init")
class PythonPluginTest {

    @TempDir
    Path folder;

    private Host host;

    @BeforeAll
    static void needs() {
        Tools.need("python3");
    }

    @BeforeEach
    void start() throws Exception {
        Files.createDirectory(folder.resolve("plugins"));
        Path file = Files.writeString(folder.resolve("host.json"), """
                {"node":"t","data":"data","observer":{"port":0},"plugins":{"watch":true},"supervisor":{"children":[]}}
                """);
        host = get(Host.start(
                ConfigLoader.load(ConfigRequest.of(file), path -> Languages.of(PluginCatalog.ofInstallationAnd(path))),
                (name, at, port) -> {}));
    }

    @AfterEach
    void stop() throws Exception {
        if (host != null) {
            get(host.stop());
        }
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.await(GuestTree.PATIENCE.toSeconds(), SECONDS);
    }

    private static Path script(Path file, String answer) throws Exception {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, """
                import coppice

                @coppice.consumer("greeter")
                def greet(message):
                    message.reply("%s")
                """.formatted(answer));
    }

    private Object answer() throws Exception {
        return get(host.vertx().eventBus().request("greeter", null)).body();
    }

    @Test
    void a_script_is_installed_replaced_and_reloaded() throws Exception {
        get(host.plugins().install(script(folder.resolve("one/greeter.py"), "one")));
        assertThat(answer()).isEqualTo("one");
        get(host.plugins().install(script(folder.resolve("two/greeter.py"), "two")));
        assertThat(answer()).isEqualTo("two");
        script(folder.resolve("plugins/greeter.py"), "three");
        get(host.plugins().reload("greeter"));
        assertThat(answer()).isEqualTo("three");
    }

    @Test
    void a_script_that_does_not_start_leaves_the_file_that_was_there() throws Exception {
        get(host.plugins().install(script(folder.resolve("one/greeter.py"), "one")));
        Path wrong = Files.writeString(
                Files.createDirectory(folder.resolve("two")).resolve("greeter.py"), "import no_such_module\n");
        assertThatThrownBy(() -> get(host.plugins().install(wrong))).hasMessageContaining("no_such_module");
        assertThat(folder.resolve("plugins/greeter.py")).content().contains("one");
        assertThat(answer()).isEqualTo("one");
        Path other = Files.writeString(folder.resolve("two/other.py"), "import no_such_module\n");
        assertThatThrownBy(() -> get(host.plugins().install(other))).hasMessageContaining("no_such_module");
        assertThat(folder.resolve("plugins/other.py")).doesNotExist();
    }

    private Path pair(String version, String second) throws Exception {
        Path made = Files.createDirectories(folder.resolve(version).resolve("pair"));
        Files.writeString(made.resolve("plugin.json"), """
                {"id":"pair","version":"%s","language":"python","addresses":["greeter"],
                 "children":[{"id":"main","start":"main.py"},{"id":"second","start":"second.py"}]}
                """.formatted(version));
        script(made.resolve("main.py"), version);
        Files.writeString(made.resolve("second.py"), second);
        return made;
    }

    @Test
    void what_was_moved_is_moved_back_to_the_text_that_was_there() throws Exception {
        get(host.plugins().install(pair("1.0.0", "")));
        assertThatThrownBy(() -> get(host.plugins().install(pair("1.1.0", "import no_such_module\n"))))
                .hasMessageContaining("no_such_module");
        assertThat(answer()).isEqualTo("1.0.0");
        get(host.plugins().install(pair("1.2.0", "")));
        assertThat(answer()).isEqualTo("1.2.0");
    }

    @Test
    void a_plugin_runs_in_its_virtual_environment_also_where_it_was_installed() throws Exception {
        Path made = Files.createDirectory(folder.resolve("shop"));
        Files.writeString(made.resolve("plugin.json"), """
                {"id":"shop","version":"1.0.0","language":"python","addresses":["greeter"],"children":[{"id":"main","start":"main.py"}]}
                """);
        Files.writeString(made.resolve("main.py"), """
                import sys
                import coppice
                import only_here

                @coppice.consumer("greeter")
                def greet(message):
                    message.reply([only_here.VALUE, sys.prefix])
                """);
        Path environment = made.resolve(".venv");
        Process process = new ProcessBuilder("python3", "-m", "venv", "--without-pip", environment.toString())
                .redirectErrorStream(true)
                .start();
        process.getInputStream().readAllBytes();
        assumeTrue(process.waitFor() == 0, "python3 has no module venv here (Debian: python3-venv)");
        try (Stream<Path> files = Files.walk(environment)) {
            Path packages = files.filter(file -> file.endsWith("site-packages"))
                    .findFirst()
                    .orElseThrow();
            Files.writeString(packages.resolve("only_here.py"), "VALUE = 7\n");
        }
        get(host.plugins().install(made));
        Path there = folder.resolve("plugins/shop/.venv").toRealPath();
        assertThat(answer()).isEqualTo(new JsonArray().add(7).add(there.toString()));
        get(host.plugins().reload("shop"));
        assertThat(answer()).isEqualTo(new JsonArray().add(7).add(there.toString()));
    }
}
