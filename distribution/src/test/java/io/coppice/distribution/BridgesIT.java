package io.coppice.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide to the bridges, with the clients that it names. */
class BridgesIT {

    @TempDir
    Path folder;

    private final int sockjs = Node.freePort();
    private final int tcp = Node.freePort();

    private String inPlace(String text) {
        return text.replace("4006", "" + sockjs)
                .replace("4007", "" + tcp)
                .replace("data/a/", folder.resolve("data") + "/")
                .replace("clients/", Node.COMMAND.resolveSibling("../clients").normalize() + "/");
    }

    private Node node(Document guide) throws Exception {
        Files.createDirectories(folder.resolve("plugins"));
        Files.writeString(
                folder.resolve("plugins/greeter.js"), guide.blocks("js").get(0));
        Path config = Files.writeString(
                folder.resolve("host.json"), inPlace(guide.blocks("json").get(0)));
        return Node.ready(folder, config);
    }

    @Test
    void theClientsOfTheGuideReachWhatIsListed() throws Exception {
        assumeTrue(Shell.has("python3"), "skipped: python3 is needed");
        Document guide = Document.of("docs/bridges.md");
        try (Node node = node(guide)) {
            assertThat(node.out())
                    .contains("listening sockjs-bridge 127.0.0.1:" + sockjs, "listening tcp-bridge 127.0.0.1:" + tcp);
            Path token = folder.resolve("data/bridge.token");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
                    .isEqualTo("rw-------");
            assertThat(guide.commands()).hasSize(2);
            for (Document.Command command : guide.commands()) {
                Shell ran = Shell.bash(folder, inPlace(command.line()) + " 2>&1");
                assertThat(ran.out().strip())
                        .as(node.err())
                        .isEqualTo(command.output().strip());
            }
            Files.writeString(
                    folder.resolve("news.py"),
                    inPlace(guide.blocks("python").get(0)).replace(".read())", ".read(), port=" + tcp + ")"));
            Shell news = Shell.bash(folder, inPlace("PYTHONPATH=clients/ python3 news.py"));
            assertThat(news.out())
                    .as(news.err())
                    .isEqualTo("{'text': 'hello, Bob'}\nnews: spring\n{'text': 'hello, Cid'}\n");
            Shell restart = Shell.coppice("restart", "/bridges/tcp", "--url", "http://127.0.0.1:" + node.observer);
            assertThat(restart.exit()).as(restart.err()).isZero();
            assertThat(Shell.bash(folder, inPlace(guide.commands().get(0).line()))
                            .exit())
                    .isZero();
            askAsAPage(guide, node, Files.readString(token).strip());
            node.terminate();
            assertThat(node.exitCode()).isEqualTo(143);
        }
    }

    /** With the client of npm, where node and the registry of npm are there. */
    private void askAsAPage(Document guide, Node node, String token) throws Exception {
        Shell installed = Shell.bash(
                folder,
                "command -v node && timeout 60 npm install --no-audit --no-fund --ignore-scripts --prefix page"
                        + " @vertx/eventbus-bridge-client.js@1.0.0 sockjs-client@1.6.1");
        assumeTrue(installed.exit() == 0, "the part with the client of npm is skipped: npm cannot install it");
        Files.writeString(
                folder.resolve("page/page.cjs"), inPlace(guide.blocks("js").get(1)));
        Shell page = Shell.bash(folder.resolve("page"), "BRIDGE_TOKEN=" + token + " timeout 60 node page.cjs");
        assertThat(page.out()).as(page.err() + node.err()).isEqualTo("hello, Ann\nnews: spring\n");
        assertThat(page.err()).isEmpty();
        Shell stranger = Shell.bash(folder.resolve("page"), "BRIDGE_TOKEN=wrong timeout 60 node page.cjs");
        assertThat(stranger.out()).isEmpty();
    }
}
