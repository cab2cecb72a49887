package io.coppice.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.host.Host;
import io.coppice.host.config.ConfigLoader;
import io.coppice.host.config.ConfigRequest;
import io.coppice.host.plugin.Languages;
import io.coppice.host.plugin.PluginCatalog;
import io.coppice.host.plugin.PluginJarFixture;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything in docs/plugins.md that can be run. */
@SuppressWarnings("NullAway.Init")
class PluginsDocIT {

    @TempDir
    Path folder;

    private static List<String> blocks(String language) throws Exception {
        String text = Files.readString(Path.of("../../docs/plugins.md"));
        List<String> blocks = new ArrayList<>();
        Matcher matcher =
                Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$").matcher(text);
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        return blocks;
    }

    /** The plugin of the document, without the other one that it asks for. */
    private Path greeter(String version) throws Exception {
        JsonObject descriptor = new JsonObject(blocks("json").get(0)).put("version", version);
        descriptor.getJsonObject("requires").remove("plugins");
        return new PluginJarFixture()
                .source("acme.Greeter", """
                        package acme;
                        public class Greeter extends io.vertx.core.VerticleBase {
                            @Override public io.vertx.core.Future<?> start() {
                                vertx.eventBus().localConsumer("greeter", m -> m.reply(config().getString("greeting")));
                                return super.start();
                            }
                        }
                        """.replace(
                                "return super.start();", "return io.vertx.core.Future.succeededFuture();"))
                .resource("plugin.json", descriptor.encode())
                .write(folder.resolve("build").resolve(version).resolve("greeter.jar"));
    }

    @Test
    void the_descriptor_the_configuration_and_the_commands_work() throws Exception {
        greeter("1.1.0");
        Path first = greeter("1.0.0");
        Files.createDirectories(folder.resolve("plugins"));
        Files.copy(first, folder.resolve("plugins/greeter.jar"));
        Path file =
                Files.writeString(folder.resolve("host.json"), blocks("json").get(1));
        Host host = Host.start(
                        ConfigLoader.load(
                                new ConfigRequest(
                                        file,
                                        List.of(),
                                        java.util.Optional.empty(),
                                        java.util.Optional.of(folder.resolve("data")),
                                        System.getenv(),
                                        folder,
                                        17),
                                path -> Languages.of(PluginCatalog.ofInstallationAnd(path))),
                        (name, at, port) -> {})
                .await(60, TimeUnit.SECONDS);
        try {
            Object greeting = host.vertx()
                    .eventBus()
                    .request("greeter", "")
                    .await(60, TimeUnit.SECONDS)
                    .body();
            assertThat(greeting).isEqualTo("good morning");
            List<String> lines = blocks("console").get(0).lines().toList();
            assertThat(lines).hasSizeGreaterThan(5);
            for (String line : lines) {
                run(host, line);
            }
        } finally {
            host.stop().await(60, TimeUnit.SECONDS);
        }
    }

    private void run(Host host, String line) {
        List<String> words = new ArrayList<>(List.of(line.replace("$ coppice ", "")
                .replace("build/", folder + "/build/")
                .split(" ")));
        words.addAll(List.of("--url", "http://127.0.0.1:" + host.observerPort()));
        StringWriter err = new StringWriter();
        int exit = Main.commandLine()
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err, true))
                .execute(words.toArray(new String[0]));
        assertThat(exit).as("%s: %s", line, err).isZero();
    }

    @Test
    void every_key_of_a_descriptor_is_told_of() throws Exception {
        String text = Files.readString(Path.of("../../docs/plugins.md"));
        JsonObject example = new JsonObject(blocks("json").get(0));
        assertThat(example.fieldNames())
                .hasSizeGreaterThan(6)
                .allSatisfy(key -> assertThat(text).containsAnyOf("| `" + key + "` |", "\"description\""));
    }
}
