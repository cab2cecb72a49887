package io.coppice.proof.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamespacesIT {

    /** Whether what one sends is heard by the other, in this direction alone. */
    private static boolean hears(Namespaces network, String from, String to, Path file) throws Exception {
        List<String> listen = new ArrayList<>(network.place(to).prefix());
        listen.addAll(List.of("socat", "-u", "UDP-RECVFROM:4999", "CREATE:" + file));
        Process listener = new ProcessBuilder(listen).start();
        try {
            List<String> send = new ArrayList<>(network.place(from).prefix());
            send.addAll(List.of(
                    "sh",
                    "-c",
                    "for i in 1 2 3 4 5 6 7 8; do echo hello | socat -u - UDP-DATAGRAM:"
                            + network.place(to).host() + ":4999; sleep 0.1; done"));
            Tool.run(send.toArray(String[]::new));
            return !listener.isAlive() && file.toFile().length() > 0;
        } finally {
            listener.destroyForcibly();
        }
    }

    @Test
    void what_is_cut_is_not_heard_in_this_direction_alone(@TempDir Path folder) throws Exception {
        assumeThat(Namespaces.missing()).as("network namespaces").isEqualTo(Optional.empty());
        try (Namespaces network = Namespaces.create(folder, List.of("a", "b"))) {
            assertThat(hears(network, "a", "b", folder.resolve("1"))).isTrue();

            network.cut("a", "b");

            assertThat(hears(network, "a", "b", folder.resolve("2"))).isFalse();
            assertThat(hears(network, "b", "a", folder.resolve("3"))).isTrue();

            network.heal();

            assertThat(hears(network, "a", "b", folder.resolve("4"))).isTrue();
        }
        assertThat(Tool.run("ip", "netns", "list"))
                .doesNotContain("coppice-proof-" + ProcessHandle.current().pid());
    }

    @Test
    void a_tool_that_fails_says_why() {
        assertThatThrownBy(() -> Tool.run("sh", "-c", "echo no such luck; exit 3"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no such luck");
        assertThat(Tool.works("false")).isFalse();
    }
}
