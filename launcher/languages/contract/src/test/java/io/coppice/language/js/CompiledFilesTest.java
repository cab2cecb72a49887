package io.coppice.language.js;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompiledFilesTest {

    private static final String CODE = "const a = 1;\n";
    /** Of the line with its digest and the code. */
    private static final int BYTES = 64 + 1 + CODE.length();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path data;

    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private CompiledFiles files;

    private Instant now = Instant.EPOCH;

    @BeforeEach
    void open() {
        folder = data.resolve("languages/js");
        files = new CompiledFiles(folder, 3L * BYTES, () -> now);
    }

    private void put(String digest) throws IOException {
        now = now.plusSeconds(1);
        files.put(digest, CODE);
    }

    @Test
    void what_was_put_is_there_for_another() throws IOException {
        assertThat(files.get("one")).isEmpty();
        put("one");
        assertThat(new CompiledFiles(folder).get("one")).hasValue(CODE);
        assertThat(files.get("two")).isEmpty();
    }

    @Test
    void what_is_half_written_is_none_and_is_written_again() throws IOException {
        put("one");
        Path file = folder.resolve("one.js");
        String whole = Files.readString(file);
        for (int length = 0; length < whole.length(); length++) {
            Files.writeString(file, whole.substring(0, length));
            assertThat(files.get("one")).as("%d characters", length).isEmpty();
        }
        put("one");
        assertThat(files.get("one")).hasValue(CODE);
    }

    @Test
    void what_was_used_last_stays() throws IOException {
        put("one");
        put("two");
        put("three");
        now = now.plusSeconds(1);
        assertThat(files.get("one")).isPresent();
        put("four");
        assertThat(files.get("two")).isEmpty();
        assertThat(files.get("one")).isPresent();
        assertThat(files.get("three")).isPresent();
        assertThat(files.get("four")).isPresent();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).hasSize(3);
        }
    }
}
