package io.coppice.language.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.host.Host;
import io.coppice.host.config.ConfigLoader;
import io.coppice.host.config.ConfigRequest;
import io.coppice.host.plugin.Languages;
import io.coppice.host.plugin.PluginCatalog;
import io.coppice.host.template.PluginTemplate;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A new plugin in each language: its own test passes, and it runs as it is, by its own configuration and as a plugin. */
class NewPluginTest {

    private static final Map<PluginTemplate, List<String>> NEEDED = Map.of(
            PluginTemplate.java, List.of("mvn"),
            PluginTemplate.js, List.of("node"),
            PluginTemplate.python, List.of("python3"),
            PluginTemplate.wasm, List.of("node"),
            PluginTemplate.process, List.of());

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest
    @EnumSource
    void its_own_test_passes(PluginTemplate template) throws Exception {
        Objects.requireNonNull(NEEDED.get(template)).forEach(Tools::need);
        Path plugin = folder.resolve("hello");
        template.write(plugin);
        String command = block(Files.readString(plugin.resolve("README.md")), "sh");
        assertThat(bash(plugin, command)).isZero();
    }

    private static String block(String document, String language) {
        Matcher matcher =
                Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$").matcher(document);
        assertThat(matcher.find()).as(language).isTrue();
        return matcher.group(1);
    }

    private int bash(Path in, String command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", command)
                .directory(in.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("printed").toFile());
        // Maven does not run for long.
        builder.environment().put("MAVEN_OPTS", "-XX:TieredStopAtLevel=1");
        Process process = builder.start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        if (process.exitValue() != 0) {
            throw new AssertionError(command + ": " + Files.readString(folder.resolve("printed")));
        }
        return process.exitValue();
    }

    @ParameterizedTest
    @EnumSource
    void its_configuration_runs_it(PluginTemplate template) throws Exception {
        Path plugin = folder.resolve("hello");
        template.write(plugin);
        assertGreets(plugin.resolve("host.json"), "hello");
    }

    @ParameterizedTest
    @EnumSource
    void it_is_a_plugin(PluginTemplate template) throws Exception {
        template.write(Files.createDirectory(folder.resolve("plugins")).resolve("hello"));
        JsonObject host = new JsonObject()
                .put("plugins", new JsonObject().put("folder", "plugins"))
                .put(
                        "supervisor",
                        new JsonObject()
                                .put(
                                        "children",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("id", "hello")
                                                        .put("start", "plugin:hello")
                                                        .put(
                                                                "config",
                                                                new JsonObject().put("greeting", "good morning")))));
        assertGreets(Files.writeString(folder.resolve("other.json"), host.encode()), "good morning");
    }

    private void assertGreets(Path config, String greeting) throws Exception {
        ConfigRequest request = new ConfigRequest(
                config,
                List.of("observer.port=0"),
                Optional.of("a"),
                Optional.of(folder.resolve("data")),
                System.getenv(),
                folder,
                17);
        Host host = Host.start(
                        ConfigLoader.load(request, path -> Languages.of(PluginCatalog.scan(List.of(path)))),
                        (name, at, port) -> {})
                .await(60, TimeUnit.SECONDS);
        try {
            Object answer = host.vertx()
                    .eventBus()
                    .request("hello", new JsonObject().put("name", "Ann"))
                    .await(60, TimeUnit.SECONDS)
                    .body();
            assertThat(answer).isEqualTo(new JsonObject().put("text", greeting + ", Ann"));
            assertThat(host.vertx().deploymentIDs()).isNotEmpty();
        } finally {
            host.stop().await(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void the_module_that_comes_with_a_new_plugin_is_what_its_source_makes() throws Exception {
        Tools.need("clang");
        Tools.need("wasm-ld");
        Tools.need("make");
        Path plugin = folder.resolve("hello");
        PluginTemplate.wasm.write(plugin);
        Path module = plugin.resolve("greeter.wasm");
        Path shipped = Files.move(module, folder.resolve("shipped.wasm"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(bash(plugin, "make")).isZero();
        // Not byte by byte: another version of the compiler makes other bytes.
        assertThat(Files.size(module)).isBetween(Files.size(shipped) / 2, Files.size(shipped) * 2);
        assertGreets(plugin.resolve("host.json"), "hello");
    }
}
