package io.coppice.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FolderChangesTest {

    private static final Path A = Path.of("a.jar");
    private static final Fingerprint ONE = new Fingerprint("1");
    private static final Fingerprint TWO = new Fingerprint("2");

    @Test
    void a_file_that_still_changes_waits() {
        assertThat(FolderChanges.between(Map.of(), Map.of(), Map.of(A, ONE)).changed())
                .isEmpty();
        assertThat(FolderChanges.between(Map.of(), Map.of(A, ONE), Map.of(A, TWO))
                        .changed())
                .isEmpty();
        assertThat(FolderChanges.between(Map.of(), Map.of(A, TWO), Map.of(A, TWO))
                        .changed())
                .containsExactly(A);
    }

    @Test
    void what_was_dealt_with_is_no_change() {
        assertThat(FolderChanges.between(Map.of(A, ONE), Map.of(A, ONE), Map.of(A, ONE)))
                .isEqualTo(new FolderChanges(java.util.List.of(), java.util.List.of()));
    }

    @Test
    void a_file_that_is_only_replaced_is_not_removed() {
        assertThat(FolderChanges.between(Map.of(A, ONE), Map.of(A, ONE), Map.of())
                        .removed())
                .isEmpty();
        assertThat(FolderChanges.between(Map.of(A, ONE), Map.of(), Map.of()).removed())
                .containsExactly(A);
    }
}
