package io.coppice.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class FileSafetyTest {

    @TempDir
    Path temporary;

    private Path folder;
    private Path plugin;
    private Path bin;
    private Path outside;

    @BeforeEach
    void make() throws IOException {
        folder = Files.createDirectory(temporary.resolve("plugins"));
        plugin = Files.createDirectory(folder.resolve("shop"));
        bin = Files.createDirectories(plugin.resolve(".venv/bin"));
        outside = Files.writeString(temporary.resolve("python3.11"), "");
    }

    private void check() throws IOException, PluginException {
        FileSafety.check(plugin, folder);
    }

    @Test
    void the_interpreter_of_a_virtual_environment_is_the_machines() throws IOException {
        Files.createSymbolicLink(bin.resolve("python3"), outside);
        Files.createSymbolicLink(bin.resolve("python"), Path.of("python3"));
        assertThatCode(this::check).doesNotThrowAnyException();
        Files.setPosixFilePermissions(outside, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(this::check).hasMessageContaining("others than its owner may write to");
        Files.delete(outside);
        assertThatThrownBy(this::check).hasMessageContaining("leads nowhere");
    }

    @Test
    void no_other_link_leads_out() throws IOException {
        Path other = Files.createSymbolicLink(bin.resolve("pip"), outside);
        assertThatThrownBy(this::check).hasMessageContaining("pip leads to");
        Files.delete(other);
        Path elsewhere = Files.createDirectories(plugin.resolve("lib/.venv/bin"));
        Files.createSymbolicLink(elsewhere.resolve("python3"), outside);
        assertThatThrownBy(this::check).hasMessageContaining("outside of");
    }

    @Test
    void a_virtual_environment_is_no_file_of_the_plugin() throws IOException, PluginException {
        Files.writeString(plugin.resolve("main.py"), "");
        Files.writeString(bin.resolve("activate"), "");
        Fingerprint before = Fingerprint.of(plugin);
        try (PluginContent content = PluginContent.of(PluginFile.Kind.FOLDER, plugin)) {
            assertThat(content.names()).containsExactly("main.py");
        }
        Files.writeString(bin.resolve("activate"), "other");
        assertThat(Fingerprint.of(plugin)).isEqualTo(before);
        Path copy = Files.createDirectory(temporary.resolve("copy"));
        PluginCopies.copyAll(plugin, copy);
        assertThat(copy.resolve(".venv")).doesNotExist();
        assertThat(copy.resolve("main.py")).exists();
    }

    @Test
    void what_is_closed_to_others_is_closed_in_the_plugin_alone() throws IOException {
        Files.createSymbolicLink(bin.resolve("python3"), outside);
        Files.setPosixFilePermissions(outside, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(bin, PosixFilePermissions.fromString("rwxrwxrwx"));
        FileSafety.close(plugin);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(outside)))
                .isEqualTo("rwxrwxrwx");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(bin)))
                .isEqualTo("rwxr-xr-x");
    }
}
