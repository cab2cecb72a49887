package io.coppice.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.host.Host;
import io.coppice.host.config.ConfigLoader;
import io.coppice.host.config.ConfigRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A node in this JVM with a plugin folder of its own. */
@SuppressWarnings("NullAway.Init")
abstract class NodeWithPlugins {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    Host host;
    Path plugins;

    @BeforeEach
    void makeFolder() throws Exception {
        plugins = Files.createDirectory(folder.resolve("plugins"));
    }

    @AfterEach
    void stop() throws Exception {
        if (host != null) {
            get(host.stop());
        }
    }

    static <T> T get(Future<T> future) throws Exception {
        return future.await(60, TimeUnit.SECONDS);
    }

    void start(boolean watch, String children) throws Exception {
        get(make(watch, children).start());
    }

    /** One that is yet to be started. */
    Host make(boolean watch, String children) throws Exception {
        Path file = folder.resolve("host.json");
        String json = "{'node':'t','data':'data','observer':{'port':0},'plugins':{'watch':" + watch
                + "},'supervisor':{'children':[" + children + "]}}";
        Files.writeString(file, json.replace('\'', '"'));
        host = Host.of(
                ConfigLoader.load(ConfigRequest.of(file), path -> Languages.of(PluginCatalog.ofInstallationAnd(path))),
                (name, at, port) -> {});
        return host;
    }

    static String descriptor(String id, String version, String more) {
        return ("{'id':'" + id + "','version':'" + version + "'" + more
                        + ",'children':[{'id':'main','start':'Main','config':{'address':'" + id + "'}}]}")
                .replace('\'', '"');
    }

    /** Answers with its version; {@code crash} crashes it. */
    Path jar(String file, String id, String version, String more, String first) {
        return new PluginJarFixture()
                .source("Main", """
                        import io.vertx.core.*;
                        public class Main extends VerticleBase {
                            @Override public Future<?> start() throws Exception {
                                %s
                                vertx.eventBus().<String>localConsumer(config().getString("address"), message -> {
                                    if (message.body().equals("crash")) { throw new IllegalStateException("asked to"); }
                                    message.reply("%s");
                                });
                                return Future.succeededFuture();
                            }
                        }
                        """.formatted(first, version))
                .resource("plugin.json", descriptor(id, version, more))
                .write(folder.resolve("built").resolve(version).resolve(file));
    }

    Path jar(String id, String version) {
        return jar(id + ".jar", id, version, "", "");
    }

    void put(Path jar) throws Exception {
        Path part = plugins.resolve("." + jar.getFileName());
        Files.copy(jar, part);
        Files.move(part, plugins.resolve(jar.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }

    String answer(String address) throws Exception {
        return get(host.vertx().eventBus().<String>request(address, "which")).body();
    }

    void awaitAnswer(String address, String version) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(answer(address)).isEqualTo(version));
    }

    JsonObject listed(String id) throws Exception {
        return get(host.plugins().list()).getJsonArray("plugins").stream()
                .map(JsonObject.class::cast)
                .filter(plugin -> plugin.getString("id").equals(id))
                .findFirst()
                .orElseThrow();
    }

    static final String GREETER = "{'id':'g','start':'plugin:greeter/main'}";

    void awaitNobodyAt(String address) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThatThrownBy(() -> answer(address)).hasMessageContaining("No handlers"));
    }
}
