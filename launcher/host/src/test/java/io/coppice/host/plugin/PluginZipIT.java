package io.coppice.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Plugins that are installed from a zip while a node runs. */
class PluginZipIT extends NodeWithPlugins {

    private static final String SOURCE = """
            import io.vertx.core.*;
            public class Greeter extends VerticleBase {
                @Override public Future<?> start() {
                    vertx.eventBus().localConsumer("greeter", message -> message.reply("%s"));
                    return Future.succeededFuture();
                }
            }
            """;

    private static String descriptor(String version, String digest) {
        return ("{'id':'greeter','version':'" + version + "','digest':'" + digest
                        + "','children':[{'id':'main','start':'Greeter.java'}]}")
                .replace('\'', '"');
    }

    /** One with the digest of its files. */
    private ZipFixture zip(String version) throws Exception {
        String source = SOURCE.formatted(version);
        Path alone = Files.createDirectories(folder.resolve("digest").resolve(version));
        Files.writeString(alone.resolve("Greeter.java"), source);
        try (PluginContent content = PluginContent.of(PluginFile.Kind.FOLDER, alone)) {
            return new ZipFixture()
                    .file("greeter-" + version + "/plugin.json", descriptor(version, content.digest(List.of())))
                    .file("greeter-" + version + "/Greeter.java", source);
        }
    }

    private JsonObject install(ZipFixture zip) throws Exception {
        return get(host.plugins().install(zip.write(folder.resolve("built/greeter.zip"))));
    }

    /** What is in the plugin folder, and how many copies of plugins there are. */
    private List<String> left() throws Exception {
        try (Stream<Path> installed = Files.list(plugins);
                Stream<Path> copies = Files.list(folder.resolve("data/plugins"))) {
            return List.of(
                    installed.map(PluginFile::nameOf).sorted().toList().toString(), Long.toString(copies.count()));
        }
    }

    @Test
    void one_is_installed_called_replaced_by_a_newer_one_and_uninstalled() throws Exception {
        start(true, "");
        assertThat(install(zip("1.0.0")).getString("done")).isEqualTo("greeter 1.0.0 is deployed");
        assertThat(answer("greeter")).isEqualTo("1.0.0");
        assertThat(install(zip("1.1.0")).getString("done"))
                .isEqualTo("greeter 1.1.0 is deployed in place of greeter 1.0.0");
        assertThat(answer("greeter")).isEqualTo("1.1.0");
        get(host.plugins().reload("greeter"));
        assertThat(answer("greeter")).isEqualTo("1.1.0");
        assertThat(left()).containsExactly("[greeter]", "1");
        get(host.plugins().uninstall("greeter"));
        awaitNobodyAt("greeter");
        assertThat(left()).containsExactly("[]", "0");
    }

    @Test
    void one_that_is_refused_leaves_what_runs_and_nothing_else() throws Exception {
        start(false, "");
        install(zip("1.0.0"));
        assertThatThrownBy(() -> install(zip("1.1.0").file("../evil.js", "evil")))
                .hasMessageContaining("built/greeter.zip has the entry \"../evil.js\", which leads out of it");
        assertThatThrownBy(() -> install(zip("1.1.0").file("greeter-1.1.0/more.txt", "more")))
                .hasMessageContaining("/digest: its files have sha256:");
        assertThatThrownBy(() -> install(zip("1.1.0").file("greeter-1.1.0/Greeter.java", "nonsense")))
                .hasMessageContaining("/digest: its files have sha256:");
        assertThatThrownBy(() -> get(host.plugins().install(folder.resolve("none.zip"))))
                .hasMessageContaining("there is no file");
        assertThat(left()).containsExactly("[greeter]", "1");
        assertThat(listed("greeter").getString("version")).isEqualTo("1.0.0");
        assertThat(listed("greeter").containsKey("error")).isFalse();
    }

    @Test
    void a_zip_that_lies_in_the_plugin_folder_is_left_alone() throws Exception {
        zip("1.0.0").write(plugins.resolve("greeter.zip"));
        start(true, "");
        install(zip("1.0.0"));
        assertThat(get(host.plugins().list()).getJsonArray("plugins")).hasSize(1);
        assertThat(left()).containsExactly("[greeter, greeter.zip]", "1");
    }
}
