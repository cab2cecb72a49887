package io.coppice.language.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.host.Host;
import io.coppice.host.config.ConfigLoader;
import io.coppice.host.config.ConfigRequest;
import io.coppice.host.plugin.Languages;
import io.coppice.host.plugin.PluginCatalog;
import io.coppice.host.template.PluginTemplate;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A plugin in each language, reloaded very often: what ran before goes whole. The profile {@code reloads} runs it. */
class ReloadsCampaign {

    private static final int RELOADS = Integer.getInteger("coppice.reloads", 200);
    /** They load what all reloads share. */
    private static final int FIRST = Math.min(20, RELOADS / 2);

    private static final long MOST_CLASS_BYTES = 500_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Those that are made for plugins, by us and by others; a node keeps its last 1,000 events, and no more. */
    private static final Pattern OURS = Pattern.compile("java\\.lang\\.(Class|Thread|ThreadLocal)|.*ClassLoader"
            + "|(?!.*Event)io\\.coppice\\..*|(io\\.vertx|io\\.netty|groovy|org\\.codehaus\\.groovy|com\\.oracle|org\\.graalvm"
            + "|run\\.endive)\\..*");

    /** What there is one of for each plugin that runs, and its processes. */
    private enum Guest {
        java(0, "Greeter", "io.coppice.host.plugin.PluginClassLoader"),
        groovy(0, "main", "io.coppice.language.groovy.GroovyVerticle"),
        js(0, "com.oracle.truffle.polyglot.PolyglotContextImpl", "io.coppice.language.js.JsVerticle"),
        python(1, "io.coppice.language.process.ProcessVerticle"),
        wasm(0, "run.endive.runtime.Instance", "io.coppice.language.wasm.WasmVerticle"),
        process(1, "io.coppice.language.process.ProcessVerticle");

        private final int processes;

        @SuppressWarnings("ImmutableEnumChecker") // Nobody can change what List.of answers.
        private final List<String> types;

        Guest(int processes, String... types) {
            this.processes = processes;
            this.types = List.of(types);
        }

        void write(Path plugin) throws IOException {
            if (this != groovy) {
                PluginTemplate.valueOf(name()).write(plugin);
                return;
            }
            Files.createDirectory(plugin);
            Files.writeString(
                    plugin.resolve("plugin.json"),
                    "{\"id\":\"hello\",\"version\":\"1.0.0\",\"children\":[{\"id\":\"hello\",\"start\":\"groovy:main.groovy\"}]}");
            Files.writeString(
                    plugin.resolve("main.groovy"),
                    "consumer('hello') { it.reply([text: 'hello, ' + it.body.name]) }\n");
        }
    }

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private Optional<Host> host = Optional.empty();

    @AfterEach
    void stop() throws Exception {
        if (host.isPresent()) {
            get(host.get().stop());
        }
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private Host start(Guest guest) throws Exception {
        guest.write(Files.createDirectory(folder.resolve("plugins")).resolve("hello"));
        Path config = Files.writeString(folder.resolve("host.json"), """
                {"node": "a", "data": "data", "observer": {"port": 0},
                 "supervisor": {"children": [
                   {"id": "hello", "start": "plugin:hello", "config": {"guest": {"time_limit": 60000}}}]}}
                """);
        Host started = get(Host.start(
                ConfigLoader.load(ConfigRequest.of(config), path -> Languages.of(PluginCatalog.scan(List.of(path)))),
                (name, at, port) -> {}));
        host = Optional.of(started);
        return started;
    }

    private static void reload(Host node, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            get(node.plugins().reload("hello"));
            JsonObject ann = new JsonObject().put("name", "Ann");
            assertThat(get(node.vertx().eventBus().request("hello", ann)).body())
                    .isEqualTo(new JsonObject().put("text", "hello, Ann"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothing_is_left_of_what_ran_before(Guest guest) throws Exception {
        if (guest == Guest.python) {
            Tools.need("python3");
        }
        Host node = start(guest);
        reload(node, FIRST);
        LiveObjects before = settled(node);
        int half = (RELOADS - FIRST) / 2;
        reload(node, half);
        LiveObjects middle = settled(node);
        reload(node, half);
        LiveObjects after = settled(node);
        await().atMost(PATIENCE).untilAsserted(() -> assertRunning(node, guest, 1));
        Map<String, Long> grown = after.grownBy(2L * half, before);
        grown.keySet().removeIf(type -> !OURS.matcher(type).matches());
        long classBytes = after.classBytes() - before.classBytes();
        System.out.printf(
                "reloads: %s, %,d bytes of classes after %d, %+,d after %d, %+,d after %d%n",
                guest,
                before.classBytes(),
                FIRST,
                middle.classBytes() - before.classBytes(),
                FIRST + half,
                classBytes,
                RELOADS);
        assertThat(grown).as("as many objects more as there were reloads").isEmpty();
        assertThat(classBytes).as("bytes of classes").isLessThan(MOST_CLASS_BYTES);
        get(node.plugins().uninstall("hello"));
        await().atMost(PATIENCE).untilAsserted(() -> assertRunning(node, guest, 0));
    }

    /** Some languages let go of what was collected only when they are used once more. */
    private static LiveObjects settled(Host node) throws Exception {
        LiveObjects.now();
        reload(node, 1);
        return LiveObjects.now();
    }

    private static void assertRunning(Host node, Guest guest, int count) throws Exception {
        assertThat(get(node.plugins().leaks()).getJsonArray("leaks")).isEmpty();
        assertThat(ProcessHandle.current().descendants()).hasSize(count * guest.processes);
        LiveObjects live = LiveObjects.now();
        assertThat(guest.types)
                .allSatisfy(type -> assertThat(live.count(type)).as(type).isEqualTo(count));
    }
}
