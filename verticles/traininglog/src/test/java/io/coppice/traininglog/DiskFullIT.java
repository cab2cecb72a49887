package io.coppice.traininglog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.spec.EventKind;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full: a small file system of its own, where the user may mount one. */
class DiskFullIT {

    private static final String SNATCH = "movement_name=snatch&rep=10&weight=100";

    @TempDir
    private Path folder;

    private boolean mounted;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        mounted = run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder.toString()) == 0;
        assumeThat(mounted).as("a file system may be mounted").isTrue();
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (mounted) {
            run("umount", folder.toString());
        }
    }

    @Test
    void postsAreRefusedWithTheReasonReadingGoesOnAndWritingRecovers() throws IOException {
        try (RunningTree tree = new RunningTree(folder)) {
            int kept = 0;
            for (; kept < 10; kept++) {
                assertThat(tree.http.post("alice", SNATCH).body()).isEqualTo("OK");
            }
            Path ballast = fill();

            HttpResponse<String> refused = tree.http.post("alice", SNATCH);
            for (; refused.statusCode() == 200; kept++) {
                refused = tree.http.post("alice", SNATCH);
            }

            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("retry-after")).contains("1");
            assertThat(refused.body()).contains("the disk is full");
            assertThat(logs(tree)).isEqualTo(kept);
            assertThat(tree.http.get("nobody").statusCode()).isEqualTo(404);
            tree.crash("/traininglog/books/alice");
            await().until(() -> logs(tree) > 0);
            assertThat(logs(tree)).isEqualTo(kept);

            Files.delete(ballast);

            assertThat(tree.http.post("alice", SNATCH).body()).isEqualTo("OK");
            assertThat(logs(tree)).isEqualTo(kept + 1);
            assertThat(tree.events)
                    .filteredOn(event -> event.kind() == EventKind.CRASHED)
                    .hasSize(1);
        }
    }

    private Path fill() throws IOException {
        Path ballast = folder.resolve("ballast");
        byte[] block = new byte[4096];
        Arrays.fill(block, (byte) 1);
        try (var out = Files.newOutputStream(ballast)) {
            for (int i = 0; i < 100_000; i++) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
        return ballast;
    }

    private static int logs(RunningTree tree) {
        HttpResponse<String> book = tree.http.get("alice");
        assertThat(book.statusCode()).isEqualTo(200);
        return book.body().split("movement_name", -1).length - 1;
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
