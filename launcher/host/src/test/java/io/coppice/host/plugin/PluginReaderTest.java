package io.coppice.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins as they lie in a folder, good ones and bad ones. */
class PluginReaderTest {

    private static final String DESCRIPTOR = "{\"id\":\"%s\",\"version\":\"1.0.0\"%s}";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temporary;

    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(temporary.resolve("plugins"));
    }

    private Path jar(String name, String descriptor) {
        return new PluginJarFixture()
                .verticle("Hello", "return Future.succeededFuture();")
                .resource("META-INF/coppice/plugin.json", descriptor)
                .write(folder.resolve(name));
    }

    private Path folderPlugin(String id, String more) throws IOException {
        Path plugin = Files.createDirectories(folder.resolve(id));
        Files.writeString(plugin.resolve("plugin.json"), DESCRIPTOR.formatted(id, more));
        Files.writeString(plugin.resolve("main.js"), "// nothing");
        return plugin;
    }

    private PluginCatalog scan() {
        return PluginCatalog.scan(List.of(folder));
    }

    private String whyBroken(Path source) {
        return String.valueOf(scan().broken().get(source));
    }

    private static java.util.Map<String, ?> offered(Plugin plugin, String id) {
        return java.util.Objects.requireNonNull(plugin.descriptor().children().get(id))
                .members();
    }

    @Test
    void jars_folders_and_scripts_are_plugins_and_other_files_are_not() throws Exception {
        jar("hello-3.jar", DESCRIPTOR.formatted("greeter", ""));
        folderPlugin("web", ",\"language\":\"js\",\"children\":[{\"id\":\"main\",\"start\":\"main.js\"}]");
        Files.writeString(folder.resolve("tiny.py"), "pass");
        Files.writeString(folder.resolve("README.md"), "what is here");
        Files.createDirectory(folder.resolve("notes"));
        PluginCatalog catalog = scan();
        assertThat(catalog.broken()).isEmpty();
        assertThat(catalog.plugins()).extracting(Plugin::id).containsExactlyInAnyOrder("greeter", "web", "tiny");
        assertThat(offered(catalog.plugin("tiny").orElseThrow(), "tiny").get("start"))
                .isEqualTo("python:tiny.py");
        assertThat(offered(catalog.plugin("web").orElseThrow(), "main").get("start"))
                .isEqualTo("js:main.js");
    }

    @Test
    void a_folder_has_the_classes_of_its_jars() throws Exception {
        Path plugin = folderPlugin("app", "");
        new PluginJarFixture()
                .verticle("One", "return Future.succeededFuture();")
                .write(plugin.resolve("one.jar"));
        new PluginJarFixture().source("Two", "public class Two {}").write(plugin.resolve("lib/two.jar"));
        // Where the fixture compiles.
        for (Path made : List.of(plugin, plugin.resolve("lib"))) {
            try (var files = Files.list(made)) {
                for (Path classes : files.filter(
                                file -> file.getFileName().toString().startsWith("classes"))
                        .toList()) {
                    PluginCopies.delete(classes);
                }
            }
        }
        Plugin app = scan().plugin("app").orElseThrow();
        assertThat(app.jars()).hasSize(2);
        assertThat(app.hasClass("One")).isTrue();
        assertThat(app.hasClass("Two")).isTrue();
    }

    @Test
    void the_manifest_of_a_bare_jar_names_what_it_offers() throws Exception {
        Path bare = folder.resolve("bare-1.2.3.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(bare))) {
            zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
            zip.write("Manifest-Version: 1.0\nMain-Verticle: acme.Main\n\n"
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        Plugin plugin = scan().plugin("bare").orElseThrow();
        assertThat(plugin.label()).isEqualTo("bare 1.2.3");
        assertThat(offered(plugin, "bare").get("start")).isEqualTo("java:acme.Main");
    }

    @Test
    void one_broken_plugin_stops_no_other() throws Exception {
        jar("good.jar", DESCRIPTOR.formatted("good", ""));
        Path bad = jar("bad.jar", "{\"id\":\"bad\",\"version\":\"one\"}");
        assertThat(scan().plugins()).extracting(Plugin::id).containsExactly("good");
        assertThat(whyBroken(bad)).contains("META-INF/coppice/plugin.json: /version: is no version: \"one\"");
    }

    @Test
    void the_digest_is_what_the_documented_line_prints_and_a_changed_byte_is_refused() throws Exception {
        Path plugin = folderPlugin("sealed", "");
        String printed =
                run(plugin, "find * -type f ! -path plugin.json | LC_ALL=C sort | xargs sha256sum | sha256sum");
        Files.writeString(
                plugin.resolve("plugin.json"),
                DESCRIPTOR.formatted("sealed", ",\"digest\":\"sha256:" + printed.substring(0, 64) + "\""));
        assertThat(scan().broken()).isEmpty();
        Files.writeString(plugin.resolve("main.js"), "// Nothing");
        assertThat(whyBroken(plugin))
                .contains("/digest: its files have sha256:")
                .contains("not those that were meant");
    }

    private static String run(Path folder, String line) throws Exception {
        Process process = new ProcessBuilder("bash", "-c", line)
                .directory(folder.toFile())
                .start();
        String out = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return out;
    }

    @Test
    void entries_that_lead_out_of_a_jar_are_refused() throws Exception {
        for (String name : List.of("../evil.txt", "/etc/evil", "a/../../evil", "a\\..\\evil")) {
            Path slip = folder.resolve("slip.jar");
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(slip))) {
                zip.putNextEntry(new ZipEntry(name));
            }
            assertThat(whyBroken(slip)).as(name).contains("which leads out of it");
        }
    }

    @Test
    void a_half_written_jar_is_refused() throws Exception {
        Path jar = jar("half.jar", DESCRIPTOR.formatted("half", ""));
        byte[] bytes = Files.readAllBytes(jar);
        Files.write(jar, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        assertThat(whyBroken(jar)).contains("cannot be read");
    }

    @Test
    void links_that_lead_out_of_the_plugin_folder_are_refused() throws Exception {
        Path outside = Files.writeString(temporary.resolve("secret.js"), "// secret");
        Path plugin = folderPlugin("links", "");
        Files.createSymbolicLink(plugin.resolve("escape.js"), outside);
        Path script = Files.createSymbolicLink(folder.resolve("linked.js"), outside);
        assertThat(whyBroken(plugin)).contains("escape.js leads to").contains("outside of");
        assertThat(whyBroken(script)).contains("outside of");
    }

    @Test
    void what_others_may_write_to_is_refused() throws Exception {
        Path jar = jar("open.jar", DESCRIPTOR.formatted("open", ""));
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-rw-r--"));
        assertThat(whyBroken(jar))
                .contains("others than its owner may write to")
                .contains("chmod go-w " + jar);
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(scan().broken()).isEmpty();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(whyBroken(jar)).contains("chmod go-w " + folder);
    }

    @Test
    void what_is_required_has_to_be_there_in_a_version_that_fits() throws Exception {
        jar("base.jar", DESCRIPTOR.formatted("base", ""));
        Path shop = jar("shop.jar", DESCRIPTOR.formatted("shop", ",\"requires\":{\"plugins\":{\"base\":\"^2\"}}"));
        Path till = jar("till.jar", DESCRIPTOR.formatted("till", ",\"requires\":{\"plugins\":{\"shop\":\"*\"}}"));
        Path later = jar("later.jar", DESCRIPTOR.formatted("later", ",\"requires\":{\"coppice\":\">=99\"}"));
        assertThat(whyBroken(shop)).isEqualTo("/requires/plugins/base: needs ^2, and this is 1.0.0");
        assertThat(whyBroken(till)).isEqualTo("/requires/plugins/shop: needs *, and there is no such plugin");
        assertThat(whyBroken(later)).isEqualTo("/requires/coppice: needs >=99, and this is " + HostVersion.CURRENT);
        assertThat(scan().plugins()).extracting(Plugin::id).containsExactly("base");
    }

    @Test
    void the_id_of_a_folder_is_its_name() throws Exception {
        Path plugin = Files.createDirectory(folder.resolve("mine"));
        Files.writeString(plugin.resolve("plugin.json"), DESCRIPTOR.formatted("yours", ""));
        assertThatThrownBy(() -> PluginReader.read(plugin, plugin, false))
                .hasMessageContaining("/id: is \"yours\", and its folder \"mine\"");
    }
}
