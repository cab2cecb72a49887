package io.coppice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command's promises to scripts: what goes where, and the exit codes. */
class CommandIT {

    private static final Path HOST_JSON = Node.ROOT.resolve("conf/host.json");

    @TempDir
    Path folder;

    @Test
    void theCommandOfACheckoutDoesNotBuildWhatIsUpToDate() throws Exception {
        Shell version = Shell.bash(Node.ROOT, "./coppice version");
        assertThat(version.exit()).isZero();
        assertThat(version.out()).startsWith("coppice ");
        assertThat(version.err()).isEmpty();
    }

    @Test
    void theSchemaIsTheFileThatEditorsUse() throws Exception {
        assertThat(Shell.coppice("schema").out())
                .isEqualTo(Files.readString(Node.ROOT.resolve("conf/host.schema.json")));
    }

    @Test
    void anUnknownCommandIsAUsageError() throws Exception {
        Shell shell = Shell.coppice("rnu");
        assertThat(shell.exit()).isEqualTo(2);
        assertThat(shell.out()).isEmpty();
        assertThat(shell.err()).contains("rnu", "run");
    }

    @Test
    void validateFindsSixFaultsInOnePass() throws Exception {
        JsonObject host = new JsonObject(Files.readString(HOST_JSON));
        JsonArray children = host.getJsonObject("supervisor").getJsonArray("children");
        JsonArray kv = children.getJsonObject(0).getJsonArray("children");
        kv.getJsonObject(0).put("restart", "permenent");
        kv.getJsonObject(2).put("shutdown", -1);
        kv.getJsonObject(3).put("id", "registry");
        kv.getJsonObject(4).put("start", "java:io.coppice.kv.Acceptr");
        host.getJsonObject("supervisor").put("max_restart", 3);
        host.getJsonObject("observer").put("port", "4001");
        Path file = Files.writeString(folder.resolve("faulty.json"), host.encodePrettily());

        Shell shell = Shell.coppice("validate", file.toString());

        assertThat(shell.exit()).isEqualTo(3);
        assertThat((shell.out() + shell.err()).lines().toList())
                .hasSize(6)
                .allSatisfy(line -> assertThat(line).startsWith(file.toString()))
                .anySatisfy(line -> assertThat(line)
                        .contains("/supervisor/children/0/children/0/restart", "permenent", "permanent"))
                .anySatisfy(line -> assertThat(line).contains("/supervisor/children/0/children/2/shutdown"))
                .anySatisfy(line -> assertThat(line).contains("/supervisor/children/0/children/3/id", "registry"))
                .anySatisfy(line -> assertThat(line).contains("/supervisor/children/0/children/4/start", "Acceptr"))
                .anySatisfy(line -> assertThat(line).contains("/supervisor/max_restart", "max_restarts"))
                .anySatisfy(line -> assertThat(line).contains("/observer/port"));
    }

    @Test
    void aTakenPortEndsTheStartWithOneLineThatNamesIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Node node = new Node(
                        folder,
                        HOST_JSON,
                        "--set",
                        "supervisor.children.kv.children.acceptor.config.port=" + taken.getLocalPort())) {
            assertThat(node.exitCode()).isEqualTo(15);
            assertThat(node.err().lines().toList())
                    .hasSize(1)
                    .allSatisfy(line -> assertThat(line)
                            .contains("/kv/acceptor", "127.0.0.1:" + taken.getLocalPort() + " is already in use"));
        }
    }

    @Test
    void freePortsAreOneEach() throws Exception {
        String web = "supervisor.children.traininglog.children.web.config.port=0";
        String acceptor = "supervisor.children.kv.children.acceptor.config.port=0";
        try (Node node = Node.ready(folder, HOST_JSON, "--set", "observer.port=0", "--set", web, "--set", acceptor)) {
            assertThat(node.out()
                            .lines()
                            .filter(line -> line.startsWith("listening"))
                            .map(line -> line.replaceAll(".*:", ""))
                            .distinct())
                    .as(node.out())
                    .hasSize(3);
        }
    }

    @Test
    void treeWithoutANodeSaysWhereItLooked() throws Exception {
        int nobody = Node.freePort();
        Shell shell = Shell.coppice("tree", "--url", "http://127.0.0.1:" + nobody);
        assertThat(shell.exit()).isEqualTo(5);
        assertThat(shell.err().lines().toList()).hasSize(1).first().asString().contains("127.0.0.1:" + nobody);
    }

    @Test
    void sigtermStopsEverythingInReverseOrder() throws Exception {
        Node node = Node.ready(folder, HOST_JSON, "--log-level", "debug");
        node.terminate();
        assertThat(node.exitCode()).isEqualTo(143);
        assertThat(node.err()
                        .lines()
                        .filter(line -> line.contains(" stopped"))
                        .map(line -> line.replaceAll(".*?(/[a-z/]+).*", "$1"))
                        .distinct()
                        .toList())
                .containsSubsequence(
                        "/traininglog/web",
                        "/traininglog/books",
                        "/traininglog/registry",
                        "/traininglog/database",
                        "/traininglog",
                        "/kv/acceptor",
                        "/kv/router",
                        "/kv/registry",
                        "/kv/buckets",
                        "/kv/events",
                        "/kv");
    }
}
