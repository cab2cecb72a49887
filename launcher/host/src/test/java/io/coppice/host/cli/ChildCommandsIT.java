package io.coppice.host.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.host.Host;
import io.coppice.host.NodeFolder;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The children of a running node from the shell. */
@SuppressWarnings("NullAway.Init")
class ChildCommandsIT {

    @TempDir
    Path temporary;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Host host;

    @BeforeEach
    void start() throws Exception {
        NodeFolder folder = new NodeFolder(temporary);
        host = Host.start(
                        folder.config("{'children':[" + folder.recorder("a b") + ","
                                + "{'id':'s','type':'supervisor','children':[" + folder.recorder("c") + "]}]}"),
                        (name, at, port) -> {})
                .await(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        host.stop().await(20, TimeUnit.SECONDS);
    }

    private int run(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        String[] all = List.of(args).toArray(new String[args.length + 2]);
        all[args.length] = "--url";
        all[args.length + 1] = "http://127.0.0.1:" + host.observerPort();
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all);
    }

    @Test
    void children_are_listed_by_their_paths() {
        assertThat(run("ps")).isZero();
        assertThat(out.toString().lines().map(line -> line.split(" {2,}", 2)[0]))
                .containsExactly("/", "/a b", "/s", "/s/c");
        assertThat(run("ps", "--output", "json")).isZero();
        assertThat(new JsonArray(out.toString()).getJsonObject(3).getString("path"))
                .isEqualTo("/s/c");
    }

    @Test
    void a_child_is_inspected() {
        assertThat(run("inspect", "/s/c")).isZero();
        assertThat(out)
                .asString()
                .contains("/s/c  running")
                .containsPattern("restart +permanent")
                .doesNotContain("last crash");
        assertThat(run("inspect", "/s/c", "--output", "json")).isZero();
        assertThat(new JsonObject(out.toString()).getJsonObject("spec").getString("id"))
                .isEqualTo("c");
        assertThat(run("inspect", "/s")).isZero();
        assertThat(out).asString().containsPattern("active +1");
        assertThat(run("inspect", "/nobody")).isEqualTo(1);
        assertThat(err).asString().contains("404").contains("nobody");
    }

    @Test
    void a_child_is_stopped_started_restarted_and_killed() {
        assertThat(run("stop", "/a b")).isZero();
        assertThat(err).hasToString("/a b stopped\n");
        assertThat(run("inspect", "/a b")).isZero();
        assertThat(out).asString().contains("/a b  stopped");
        assertThat(run("start", "/a b")).isZero();
        assertThat(run("start", "/a b")).isEqualTo(1);
        assertThat(err).asString().contains("423");
        assertThat(run("restart", "/a b")).isZero();
        assertThat(run("kill", "/a b")).isZero();
        await().untilAsserted(() -> {
            assertThat(run("inspect", "/a b")).isZero();
            assertThat(out).asString().contains("last crash").contains("killed").contains("1 restart");
        });
    }

    @Test
    void a_path_begins_with_a_slash() {
        assertThat(run("stop", "a b")).isEqualTo(2);
        assertThat(err).asString().contains("PATH must begin with a slash");
    }
}
