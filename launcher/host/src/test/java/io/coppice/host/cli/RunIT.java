package io.coppice.host.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.host.NodeFolder;
import io.coppice.host.plugin.PluginJarFixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("NullAway.Init")
class RunIT {

    private static final String READY = "coppice ready node=t in \\d+ ms";

    @TempDir
    Path temporary;

    private NodeFolder folder;

    @BeforeEach
    void makeFolder() {
        folder = new NodeFolder(temporary);
    }

    private NodeProcess run(String supervisor, String... more) {
        folder.write(supervisor);
        String[] arguments = new String[more.length + 2];
        arguments[0] = "run";
        arguments[1] = "host.json";
        System.arraycopy(more, 0, arguments, 2, more.length);
        return new NodeProcess(temporary, arguments);
    }

    @ParameterizedTest
    @CsvSource({"TERM,143", "INT,130", "HUP,129"})
    void a_node_runs_until_a_signal_stops_it_in_reverse_order(String signal, int exitCode) {
        String tree = "{'children':[" + folder.recorder("a") + "," + folder.recorder("b")
                + ",{'id':'l','start':'Listens','config':{'port':0}}]}";
        try (NodeProcess node = run(tree).awaitOut(READY)) {
            assertThat(node.out().lines().map(line -> line.replaceAll("\\d+( ms)?$", "N$1")))
                    .containsExactly(
                            "listening observer 127.0.0.1:N",
                            "listening listens 127.0.0.1:N",
                            "coppice ready node=t in N ms");
            assertThat(node.signal(signal).exitCode()).isEqualTo(exitCode);
            assertThat(folder.record().lines()).containsExactly("start a", "start b", "stop b", "stop a");
            assertThat(node.err()).isEmpty();
        }
    }

    @Test
    void a_second_signal_ends_it_at_once() {
        try (NodeProcess node = run("{'children':[{'id':'n','start':'NeverStops','shutdown':'infinity'}]}")
                .awaitOut(READY)) {
            node.signal("TERM");
            await().until(() -> node.status("/health/ready") == 503);
            assertThat(node.signal("TERM").exitCode()).isEqualTo(143);
            assertThat(node.err()).as("no word of an orderly end").isEmpty();
        }
    }

    @Test
    void a_signal_also_ends_a_node_that_is_still_starting() {
        try (NodeProcess node = run("{'children':[" + folder.recorder("a") + ",{'id':'h','start':'Hangs'}]}")) {
            await().until(() -> Files.exists(temporary.resolve("record.txt")));
            assertThat(node.signal("TERM").exitCode()).isEqualTo(143);
            assertThat(folder.record().lines()).containsExactly("start a", "stop a");
            assertThat(node.out()).doesNotContain("ready");
        }
    }

    @Test
    void a_stop_that_takes_too_long_says_so() {
        try (NodeProcess node = run(
                        "{'children':[{'id':'n','start':'NeverStops','shutdown':'infinity'}]}",
                        "--set",
                        "stop_timeout=200")
                .awaitOut(READY)) {
            assertThat(node.signal("TERM").exitCode()).isEqualTo(1);
            assertThat(node.err()).contains("coppice: the stop took longer than 200 ms");
        }
    }

    @Test
    void a_taken_port_is_one_line_and_exit_15() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                NodeProcess node = run("{'children':[{'id':'l','start':'Listens','config':{'host':'127.0.0.1','port':"
                        + taken.getLocalPort() + "}}]}")) {
            assertThat(node.exitCode()).isEqualTo(15);
            assertThat(node.err())
                    .isEqualTo("coppice: /l did not start: 127.0.0.1:" + taken.getLocalPort() + " is already in use\n");
        }
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                NodeProcess node = run("{}", "--set", "observer.port=" + taken.getLocalPort())) {
            assertThat(node.exitCode()).isEqualTo(15);
            assertThat(node.err())
                    .isEqualTo("coppice: the observer did not start: 127.0.0.1:" + taken.getLocalPort()
                            + " is already in use\n");
        }
    }

    @Test
    void a_child_that_fails_is_named_and_its_stack_is_logged() {
        try (NodeProcess node = run("{'children':[{'id':'f','start':'Fails'}]}")) {
            assertThat(node.exitCode()).isEqualTo(15);
            assertThat(node.err().lines()).last().isEqualTo("coppice: /f did not start: cannot start");
            assertThat(node.err()).contains("java.lang.IllegalStateException: cannot start\n\tat ", "Fails.start(");
        }
    }

    @Test
    void when_the_root_gives_up_it_exits_6() {
        String crashes = "{'id':'c','start':'Crashes'}";
        new PluginJarFixture()
                .verticle(
                        "Crashes",
                        "vertx.setTimer(200, id -> { throw new IllegalStateException(\"again\"); });"
                                + " return Future.succeededFuture();")
                .write(temporary.resolve("plugins/crashes.jar"));
        try (NodeProcess node = run("{'max_restarts':1,'children':[" + folder.recorder("a") + "," + crashes + "]}")) {
            assertThat(node.exitCode()).isEqualTo(6);
            assertThat(node.err().lines().filter(line -> line.startsWith("coppice: ")))
                    .singleElement()
                    .asString()
                    .startsWith("coppice: the root supervisor gave up");
            assertThat(node.err()).contains("/c (java:Crashes) crashed: java.lang.IllegalStateException: again");
            assertThat(folder.record().lines()).containsExactly("start a", "stop a");
        }
    }

    @Test
    void logs_are_json_where_asked() {
        try (NodeProcess node = run("{'children':[{'id':'f','start':'Fails'}]}", "--log", "json")) {
            assertThat(node.exitCode()).isEqualTo(15);
            assertThat(node.err().lines()).first().asString().startsWith("{").contains("\"level\":\"ERROR\"");
        }
    }

    @Test
    void the_tree_of_a_running_node_is_drawn() {
        try (NodeProcess node =
                run("{'children':[" + folder.recorder("a") + "]}").awaitOut(READY)) {
            String url = "http://127.0.0.1:" + node.observerPort();
            try (NodeProcess tree = new NodeProcess(temporary, "tree", "--url", url)) {
                assertThat(tree.exitCode()).isEqualTo(0);
                assertThat(tree.out().replaceAll("up \\d+ m?s +", "up N  "))
                        .isEqualTo("/     running  up N  supervisor one_for_one\n└─ a  running  up N  java:Recorder\n");
            }
            try (NodeProcess tree = new NodeProcess(temporary, "tree", "--url", url, "--output", "json")) {
                assertThat(tree.exitCode()).isEqualTo(0);
                assertThat(tree.out()).startsWith("{").contains("\"path\" : \"/a\"");
            }
        }
    }

    @Test
    void who_follows_the_events_sees_the_stop_and_does_not_hold_it_up() throws Exception {
        String tree = "{'children':[" + folder.recorder("a") + "]}";
        try (NodeProcess node = run(tree).awaitOut(READY)) {
            String url = "http://127.0.0.1:" + node.observerPort();
            try (NodeProcess events = new NodeProcess(temporary, "events", "--follow", "--url", url);
                    Socket deaf = new Socket(InetAddress.getLoopbackAddress(), node.observerPort())) {
                deaf.getOutputStream()
                        .write("GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                events.awaitOut("Z  /a  started\n");
                assertThat(node.signal("TERM").exitCode()).isEqualTo(143);
                assertThat(events.exitCode()).as(events.err()).isEqualTo(0);
                assertThat(events.out()).containsPattern("Z  /a  stopped  shutdown\n");
            }
            assertThat(node.err()).isEmpty();
        }
    }

    @Test
    void a_second_node_on_one_data_folder_is_refused() {
        try (NodeProcess first = run("{}").awaitOut(READY);
                NodeProcess second = run("{}")) {
            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.err())
                    .isEqualTo("coppice: the data folder " + temporary.resolve("data") + " is used by another node\n");
            assertThat(first.status("/health/ready")).isEqualTo(200);
        }
    }

    @Test
    void a_data_folder_that_cannot_be_made_is_one_sentence() {
        try (NodeProcess node = run("{}", "--data", "/proc/coppice")) {
            assertThat(node.exitCode()).isEqualTo(1);
            assertThat(node.err())
                    .isEqualTo("coppice: the data folder /proc/coppice cannot be used: nothing can be made there\n");
        }
    }

    @Test
    void a_jvm_that_keeps_signals_to_itself_is_a_warning() {
        folder.write("{}");
        try (NodeProcess node = new NodeProcess(temporary, List.of("-Xrs"), "run", "host.json").awaitOut(READY)) {
            assertThat(node.err()).contains("no orderly stop on SIGTERM");
        }
    }

    @Test
    void an_end_that_nobody_asked_for_is_a_failure() {
        new PluginJarFixture()
                .verticle("Closes", "vertx.setTimer(1, id -> vertx.close()); return Future.succeededFuture();")
                .write(temporary.resolve("plugins/closes.jar"));
        try (NodeProcess node =
                run("{'children':[{'id':'c','start':'Closes'}]}").awaitOut(READY)) {
            assertThat(node.exitCode()).isEqualTo(1);
            assertThat(node.err()).contains("coppice: the root supervisor has ended, but nobody asked for it");
        }
    }

    @Test
    void an_end_by_auto_shutdown_is_a_success() throws IOException {
        Path flag = temporary.resolve("crash");
        new PluginJarFixture()
                .verticle(
                        "Crashes",
                        "vertx.setPeriodic(20, id -> { if (new java.io.File(\"" + flag
                                + "\").exists()) throw new IllegalStateException(); });"
                                + " return Future.succeededFuture();")
                .write(temporary.resolve("plugins/crashes.jar"));
        String child = "{'id':'c','start':'Crashes','restart':'temporary','significant':true}";
        try (NodeProcess node = run("{'auto_shutdown':'any_significant','children':[" + child + "]}")
                .awaitOut(READY)) {
            Files.createFile(flag);
            assertThat(node.exitCode()).isEqualTo(0);
            assertThat(node.err()).contains("coppice: the root supervisor has ended: ");
        }
    }

    @Test
    void a_node_without_a_cluster_loads_nothing_of_hazelcast() throws IOException {
        folder.write("{'children':[]}");
        Path loaded = temporary.resolve("loaded.txt");
        List<String> log = List.of("-Xlog:class+load:file=" + loaded);
        try (NodeProcess node = new NodeProcess(temporary, log, "run", "host.json").awaitOut(READY)) {
            assertThat(node.signal("TERM").exitCode()).isEqualTo(143);
            assertThat(Files.readString(loaded))
                    .contains("io.vertx.core.Vertx ", "io.coppice.host.cluster.SingleNode")
                    .doesNotContain("com.hazelcast.", "io.vertx.spi.cluster.hazelcast.");
        }
    }

    @Test
    void a_node_that_cannot_join_its_cluster_ends_with_one_line() throws IOException {
        folder.write("{'children':[]}");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                NodeProcess node = new NodeProcess(
                        temporary,
                        "run",
                        "host.json",
                        "--set",
                        "cluster.enabled=true",
                        "--set",
                        "cluster.port=" + taken.getLocalPort())) {
            assertThat(node.exitCode()).isEqualTo(11);
            assertThat(node.err().lines())
                    .containsExactly("coppice: the cluster was not joined: 127.0.0.1:" + taken.getLocalPort()
                            + " is already in use");
            assertThat(node.out()).isEmpty();
        }
    }
}
