package io.coppice.language.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.host.config.StartCheck.Problem;
import io.coppice.host.plugin.Languages;
import io.coppice.host.plugin.PluginCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A script in the plugin folder is found by its language, and is a plugin as well. */
class PluginScriptsTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private Languages languages() {
        return Languages.of(PluginCatalog.scan(List.of(folder)));
    }

    private void write(String name, String permissions) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void a_script_is_found_by_its_language_and_offers_itself() throws Exception {
        write("greeter.js", "rw-r--r--");
        write("typed.ts", "rw-r--r--");
        write("coppice.d.ts", "rw-r--r--");
        write("other/main.js", "rw-r--r--");
        try (Languages languages = languages()) {
            assertThat(languages.check("js:greeter.js", null)).isEmpty();
            assertThat(languages.check("js:other/main.js", null)).isEmpty();
            assertThat(languages.check("js:main.js", "other")).isEmpty();
            assertThat(languages.descriptors()).containsOnlyKeys("greeter", "typed");
            assertThat(Objects.requireNonNull(languages.descriptors().get("greeter"))
                            .children())
                    .containsOnlyKeys("greeter");
        }
    }

    @Test
    void a_script_that_others_may_write_to_is_refused_under_each_name() throws Exception {
        write("greeter.js", "rw-rw-rw-");
        write("other/main.js", "rw-rw-rw-");
        write("other/plugin.json", "rw-r--r--");
        try (Languages languages = languages()) {
            assertThat(languages.check("js:greeter.js", null))
                    .map(Problem::message)
                    .hasValueSatisfying(
                            message -> assertThat(message).contains("greeter.js cannot be used: ", "chmod go-w"));
            assertThat(languages.check("js:other/main.js", null)).isPresent();
            assertThat(languages.check("js:main.js", "other")).isPresent();
            assertThat(languages.check("process:greeter.js", null)).isPresent();
        }
    }
}
