package io.coppice.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLookTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private Path script = Path.of("");
    private Path greeter = Path.of("");

    @BeforeEach
    void put() throws IOException {
        script = Files.writeString(folder.resolve("a.js"), "1");
        greeter = Files.createDirectory(folder.resolve("greeter"));
        Files.writeString(greeter.resolve("plugin.json"), "{}");
        Files.writeString(folder.resolve("notes.txt"), "no plugin");
    }

    private Map<Path, Fingerprint> look(Map<Path, Fingerprint> last) throws IOException {
        return FolderLook.at(folder, last);
    }

    @Test
    void what_may_be_a_plugin_is_seen_and_what_is_gone_is_not() throws IOException {
        Map<Path, Fingerprint> first = look(Map.of());
        assertThat(first).containsOnlyKeys(script, greeter);
        assertThat(look(first)).isEqualTo(first);
        Files.delete(script);
        Files.delete(greeter.resolve("plugin.json"));
        assertThat(look(first)).isEmpty();
    }

    @Test
    void of_a_folder_that_is_not_there_nothing_is_known() {
        assertThatThrownBy(() -> FolderLook.at(folder.resolve("missing"), Map.of()))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void what_cannot_be_looked_at_is_as_it_was() throws IOException {
        Map<Path, Fingerprint> first = look(Map.of());
        Files.delete(script);
        Files.createSymbolicLink(script, script);
        Files.move(greeter, folder.resolve("away"));
        Files.createSymbolicLink(greeter, greeter);
        Files.delete(folder.resolve("away/plugin.json"));
        assertThat(look(first)).isEqualTo(first);
        assertThat(look(Map.of())).as("never seen").isEmpty();
    }

    @Test
    void a_link_that_leads_nowhere_changes_a_plugin_and_does_not_end_it() throws IOException {
        Map<Path, Fingerprint> first = look(Map.of());
        Files.createSymbolicLink(greeter.resolve(".#lock"), Path.of("nobody@nowhere"));
        assertThat(look(first)).containsOnlyKeys(script, greeter).isNotEqualTo(first);
    }
}
