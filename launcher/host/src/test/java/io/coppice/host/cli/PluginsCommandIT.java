package io.coppice.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.host.Host;
import io.coppice.host.NodeFolder;
import io.coppice.host.plugin.PluginJarFixture;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugins of a running node from the shell and over HTTP. */
@SuppressWarnings("NullAway.Init")
class PluginsCommandIT {

    @TempDir
    Path temporary;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Host host;

    @BeforeEach
    void start() throws Exception {
        NodeFolder folder = new NodeFolder(temporary);
        host = Host.start(folder.config("{'children':[" + folder.recorder("a") + "]}"), (name, at, port) -> {})
                .await(60, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        host.stop().await(60, TimeUnit.SECONDS);
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

    private Path greeter(String version) {
        return new PluginJarFixture()
                .verticle("Hi", "return Future.succeededFuture();")
                .resource("plugin.json", "{\"id\":\"greeter\",\"version\":\"" + version + "\"}")
                .write(temporary.resolve("built").resolve(version).resolve("greeter.jar"));
    }

    @Test
    void plugins_are_listed_installed_reloaded_disabled_and_uninstalled() {
        assertThat(run("plugins", "list")).isZero();
        assertThat(out).asString().containsPattern("test +java +running +/a");
        assertThat(run("plugins", "install", greeter("1.0.0").toString()))
                .as(err.toString())
                .isZero();
        assertThat(err).hasToString("greeter 1.0.0 is deployed\n");
        assertThat(run("plugins", "install", greeter("1.1.0").toString())).isZero();
        assertThat(err).hasToString("greeter 1.1.0 is deployed in place of greeter 1.0.0\n");
        assertThat(run("plugins", "list")).isZero();
        assertThat(out).asString().containsPattern("greeter +1.1.0 +java +unused");
        assertThat(run("plugins", "disable", "greeter")).isZero();
        assertThat(run("plugins", "reload", "greeter")).isZero();
        assertThat(run("plugins", "list", "--leaks", "--output", "json")).isZero();
        assertThat(new JsonObject(out.toString()).getJsonArray("leaks")).isEmpty();
        assertThat(run("plugins", "uninstall", "greeter")).isZero();
        assertThat(temporary.resolve("plugins/greeter.jar")).doesNotExist();
        assertThat(run("plugins", "reload", "greeter")).isEqualTo(1);
        assertThat(err).asString().contains("there is no plugin greeter");
        assertThat(run("plugins")).isEqualTo(2);
    }

    private int post(String path, String body, boolean withToken) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + host.observerPort() + path))
                .POST(BodyPublishers.ofString(body));
        if (withToken) {
            String token = java.nio.file.Files.readString(temporary.resolve("data/observer.token"))
                    .strip();
            request.header("Authorization", "Bearer " + token);
        }
        return HttpClient.newHttpClient()
                .send(request.build(), BodyHandlers.ofString())
                .statusCode();
    }

    @Test
    void changes_need_the_token_and_a_body_that_names_something() throws Exception {
        assertThat(post("/api/plugins/disable", "{\"id\":\"test\"}", false)).isEqualTo(401);
        assertThat(post("/api/plugins/leaks", "", false)).isEqualTo(401);
        assertThat(post("/api/plugins/disable", "{}", true)).isEqualTo(400);
        assertThat(post("/api/plugins/disable", "no json", true)).isEqualTo(400);
        assertThat(post("/api/plugins/dance", "{}", true)).isEqualTo(400);
        assertThat(post("/api/plugins/install", "{\"file\":\"here.jar\"}", true))
                .isEqualTo(400);
        assertThat(post("/api/plugins/disable", "{\"id\":\"nobody\"}", true)).isEqualTo(409);
        assertThat(run("plugins", "list")).isZero();
        assertThat(out).asString().contains("running");
    }
}
