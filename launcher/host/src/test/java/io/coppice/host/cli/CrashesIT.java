package io.coppice.host.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.host.Host;
import io.coppice.host.NodeFolder;
import io.coppice.supervision.CrashReport.Outcome;
import io.coppice.supervision.Supervision;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The crashes of a running node, as its user sees them. */
class CrashesIT {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temporary;

    private final StringWriter err = new StringWriter();

    private String run(String... args) {
        StringWriter out = new StringWriter();
        int exit = Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
        assertThat(exit).isZero();
        return out.toString();
    }

    @Test
    void a_crash_is_listed_with_what_came_of_it() throws Exception {
        NodeFolder folder = new NodeFolder(temporary);
        String tree =
                "{'strategy':'rest_for_one','children':[" + folder.recorder("a") + "," + folder.recorder("b") + "]}";
        Host host = Host.start(folder.config(tree), (name, at, port) -> {}).await(20, TimeUnit.SECONDS);
        try {
            String url = "http://127.0.0.1:" + host.observerPort();
            assertThat(run("crashes", "--url", url)).isEmpty();
            assertThat(err).hasToString("coppice: no crashes\n");
            host.vertx().eventBus().publish("crash.a", new JsonObject().put("token", "hunter2"));
            Supervision supervision = Supervision.of(host.vertx());
            await().until(() -> supervision.crashes(1).stream()
                    .anyMatch(crash -> crash.outcome() == Outcome.RESTARTED
                            && crash.chain().get(0).outcome() == Outcome.RESTARTED));

            assertThat(run("crashes", "--url", url).lines())
                    .satisfiesExactly(
                            line -> assertThat(line)
                                    .matches("\\d{4}-\\d\\d-\\d\\dT\\S+Z  /a  restarted after \\d+ m?s"),
                            line -> assertThat(line)
                                    .isEqualTo("    crashed: java.lang.IllegalStateException: asked to crash"),
                            line -> assertThat(line)
                                    .isEqualTo("    handling a message to crash.a: {\"token\":\"***\"}"),
                            line -> assertThat(line).matches("    -> /b  restarted after \\d+ m?s"));
            assertThat(run("crashes", "--url", url, "/b")).isEmpty();
            assertThat(err).asString().endsWith("coppice: no crashes at /b or below it\n");
            assertThat(run("crashes", "--url", url, "--limit", "0")).isEmpty();
            JsonObject json = new JsonObject(run("crashes", "--url", url, "--output", "json", "/a"));
            assertThat(json.getJsonArray("crashes").getJsonObject(0).getString("stack"))
                    .contains("asked to crash", "Recorder");
            assertThat(run("tree", "--url", url).lines())
                    .anyMatch(line -> line.matches("├─ a +running +up \\d+ m?s +1 restart +java:Recorder"));
        } finally {
            host.stop().await(20, TimeUnit.SECONDS);
        }
    }
}
