package io.coppice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The components are plugins with descriptors, as a user's may be. */
class ComponentPluginsIT {

    private static final Path HOME = Path.of(System.getProperty("coppice.home"));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"counter", "infosys", "kv", "shopping", "todo", "traininglog"})
    void itsDescriptorHasTheVersionOfTheDistribution(String id) throws Exception {
        try (ZipFile jar = new ZipFile(
                        HOME.resolve("components/coppice-" + id + ".jar").toFile());
                InputStream in = jar.getInputStream(jar.getEntry("META-INF/coppice/plugin.json"))) {
            JsonObject descriptor = new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            assertThat(descriptor.getString("id")).isEqualTo(id);
            assertThat(Shell.coppice("version").out()).startsWith("coppice " + descriptor.getString("version") + " ");
        }
    }

    @Test
    void whatTheyOfferIsTakenOver() throws Exception {
        Path file = Files.writeString(folder.resolve("host.json"), """
                {"supervisor": {"children": [
                  {"id": "kv", "start": "plugin:kv/kv"},
                  {"id": "second", "start": "plugin:kv/acceptor", "config": {"port": 4041}},
                  {"id": "log", "start": "plugin:traininglog"},
                  {"id": "counter", "start": "plugin:counter"},
                  {"id": "infosys", "start": "plugin:infosys"},
                  {"id": "shopping", "start": "plugin:shopping"},
                  {"id": "todo", "start": "plugin:todo/todo"},
                  {"id": "page", "start": "plugin:todo/web", "config": {"port": 4042}}]}}
                """);
        Shell good = Shell.coppice("validate", file.toString());
        assertThat(good.exit()).as(good.err() + good.out()).isZero();
        Files.writeString(file, Files.readString(file).replace("4041", "\"high\""));
        Shell bad = Shell.coppice("validate", file.toString());
        assertThat(bad.exit()).isEqualTo(3);
        assertThat(bad.out()).contains("/supervisor/children/1/config/port: ");
    }
}
