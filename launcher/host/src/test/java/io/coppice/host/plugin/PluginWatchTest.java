package io.coppice.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class PluginWatchTest {

    /** So many looks tell of whatever there is to tell. */
    private static final int ENOUGH = 3;

    @TempDir
    Path temporary;

    private final List<String> told = new ArrayList<>();
    private Path folder;
    private Path one;
    private PluginWatch watch;

    @BeforeEach
    void begin() throws IOException {
        folder = Files.createDirectory(temporary.resolve("plugins"));
        one = Files.writeString(folder.resolve("one.js"), "1");
        PluginWatch.Changes changes = new PluginWatch.Changes() {
            @Override
            public void changed(Path source) {
                told.add("changed " + source.getFileName());
            }

            @Override
            public void removed(Path source) {
                told.add("removed " + source.getFileName());
            }
        };
        watch = new PluginWatch(folder, changes, FolderLook.at(folder, Map.of()));
    }

    private void look() {
        for (int i = 0; i < ENOUGH; i++) {
            watch.look();
        }
    }

    @Test
    void what_changes_after_the_start_is_told_once() throws IOException {
        Files.writeString(one, "longer");
        Files.writeString(folder.resolve("two.js"), "2");
        look();
        assertThat(told).containsExactly("changed one.js", "changed two.js");
        Files.delete(one);
        look();
        assertThat(told).hasSize(3).endsWith("removed one.js");
    }

    @Test
    void what_somebody_else_deals_with_is_that_file_alone() throws IOException {
        Path two = Files.writeString(folder.resolve("two.js"), "2");
        Files.writeString(folder.resolve("three.js"), "3");
        watch.handled(two);
        Files.delete(one);
        watch.forget(one);
        look();
        assertThat(told).containsExactly("changed three.js");
        Files.writeString(one, "1");
        look();
        assertThat(told).containsExactly("changed three.js", "changed one.js");
    }

    @Test
    void a_part_of_the_installation_is_not_watched() throws IOException {
        watch.handled(Files.writeString(temporary.resolve("builtin.js"), "1"));
        look();
        assertThat(told).isEmpty();
    }

    @Test
    void a_folder_that_cannot_be_read_has_lost_nothing() throws IOException {
        Path away = temporary.resolve("away");
        Files.move(folder, away);
        look();
        Files.createSymbolicLink(folder, folder);
        look();
        Files.delete(folder);
        Files.move(away, folder);
        look();
        assertThat(told).isEmpty();
        Files.writeString(one, "longer");
        look();
        assertThat(told).containsExactly("changed one.js");
    }
}
