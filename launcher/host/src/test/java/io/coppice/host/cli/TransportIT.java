package io.coppice.host.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coppice.host.NodeFolder;
import io.netty.channel.uring.IoUring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The transport of a node that is a process of its own. */
@SuppressWarnings("NullAway.Init")
class TransportIT {

    private static final String READY = "coppice ready node=t in \\d+ ms";
    private static final String TREE = "{'children':[{'id':'l','start':'Listens','config':{'port':0}}]}";

    @TempDir
    Path temporary;

    private NodeProcess run(String top, String jvmOption) {
        new NodeFolder(temporary).write(top, TREE);
        return new NodeProcess(temporary, List.of(jvmOption), "run", "host.json");
    }

    /** The classes of io_uring that a node loads until it is ready. */
    private List<String> loaded(String top) throws IOException {
        Path classes = temporary.resolve("classes.txt");
        try (NodeProcess node = run(top, "-Xlog:class+load:file=" + classes).awaitOut(READY)) {
            assertThat(node.signal("TERM").exitCode()).isEqualTo(143);
            assertThat(node.err()).isEmpty();
        }
        List<String> lines = Files.readAllLines(classes);
        assertThat(lines).anyMatch(line -> line.contains("EpollTransport"));
        return lines.stream()
                .filter(line ->
                        line.contains("io.netty.channel.uring.") || line.contains("transports.IoUringTransport"))
                .toList();
    }

    @Test
    void a_node_that_does_not_ask_for_io_uring_loads_none_of_it() throws IOException {
        assertThat(loaded("")).isEmpty();
    }

    @Test
    void a_node_that_asks_for_it_loads_it_and_says_nothing() throws IOException {
        assumeTrue(IoUring.isAvailable(), "skipped, as this machine has no io_uring");
        assertThat(loaded("'transport':'io_uring',")).anyMatch(line -> line.contains("IoUringIoHandler"));
    }

    @Test
    void multishot_receive_which_knows_no_pauses_is_not_used() {
        assumeTrue(IoUring.isAvailable(), "skipped, as this machine has no io_uring");
        try (NodeProcess node = run("'transport':'io_uring',", "-Dio.netty.iouring.recvMultiShotEnabled=true")
                .awaitOut(READY)) {
            assertThat(node.err().lines())
                    .singleElement()
                    .asString()
                    .contains("recvMultiShotEnabled=false; the node runs on epoll");
        }
    }

    @Test
    void a_node_starts_without_it_where_it_is_not_to_be_had_and_one_line_says_so() {
        try (NodeProcess node = run("'transport':'io_uring',", "-Dio.netty.transport.noNative=true")
                .awaitOut(READY)) {
            assertThat(node.err().lines())
                    .singleElement()
                    .asString()
                    .contains(
                            "WARN",
                            "\"transport\": \"io_uring\" is not to be had here: ",
                            "io.netty.transport.noNative",
                            "the node runs on nio");
        }
    }
}
