package io.coppice.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.host.Host;
import io.coppice.host.config.ConfigLoader;
import io.coppice.host.config.ConfigRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The classes of a version that was replaced leave the memory; and where they do not, what holds them is named. */
@SuppressWarnings("NullAway.Init")
class UnloadingIT {

    private static final int RELOADS = Integer.getInteger("coppice.reloads", 50);

    @TempDir
    Path folder;

    private Host host;

    @AfterEach
    void stop() throws Exception {
        if (host != null) {
            get(host.stop());
        }
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.await(60, TimeUnit.SECONDS);
    }

    /** A node with one plugin that does this when it starts. */
    private void start(String body) throws Exception {
        new PluginJarFixture()
                .source("Main", """
                        import io.vertx.core.*;
                        import io.vertx.core.eventbus.*;
                        import io.vertx.core.buffer.Buffer;
                        import java.util.*;
                        public class Main extends VerticleBase {
                            public static class Own implements io.vertx.core.shareddata.Shareable {}
                            public static class Codec implements MessageCodec<Own, Own> {
                                public void encodeToWire(Buffer buffer, Own own) {}
                                public Own decodeFromWire(int at, Buffer buffer) { return null; }
                                public Own transform(Own own) { return own; }
                                public String name() { return "own-codec"; }
                                public byte systemCodecID() { return -1; }
                            }
                            public static class Driver implements java.sql.Driver {
                                public java.sql.Connection connect(String url, Properties info) { return null; }
                                public boolean acceptsURL(String url) { return false; }
                                public java.sql.DriverPropertyInfo[] getPropertyInfo(String url, Properties info) { return null; }
                                public int getMajorVersion() { return 1; }
                                public int getMinorVersion() { return 0; }
                                public boolean jdbcCompliant() { return false; }
                                public java.util.logging.Logger getParentLogger() { return null; }
                            }
                            static final ThreadLocal<Own> LOCAL = new ThreadLocal<>();
                            @Override public Future<?> start() throws Exception { %s }
                        }
                        """.formatted(body))
                .resource("plugin.json", """
                        {"id": "leaky", "version": "1.0.0", "children": [{"id": "main", "start": "Main"}]}
                        """)
                .write(folder.resolve("built/leaky.jar"));
        Files.createDirectories(folder.resolve("plugins"));
        Files.copy(folder.resolve("built/leaky.jar"), folder.resolve("plugins/leaky.jar"));
        Path file = Files.writeString(folder.resolve("host.json"), """
                {"node": "t", "data": "data", "observer": {"port": 0},
                 "supervisor": {"children": [{"id": "l", "start": "plugin:leaky"}]}}
                """);
        host = get(Host.start(
                ConfigLoader.load(ConfigRequest.of(file), path -> Languages.of(PluginCatalog.ofInstallationAnd(path))),
                (name, at, port) -> {}));
    }

    private JsonArray leaks() throws Exception {
        return get(host.plugins().leaks()).getJsonArray("leaks");
    }

    @Test
    void nothing_is_left_of_what_plugins_mostly_do() throws Exception {
        start("""
                vertx.eventBus().consumer("x", m -> m.reply(1));
                vertx.setPeriodic(1000, id -> {});
                vertx.setTimer(3600000, id -> {});
                java.sql.DriverManager.registerDriver(new Driver());
                Thread ends = new Thread(() -> {});
                ends.start();
                ends.join();
                return Future.all(List.of(
                    vertx.createHttpServer().requestHandler(r -> r.response().end()).listen(0, "127.0.0.1"),
                    vertx.createSharedWorkerExecutor("own").executeBlocking(() -> new Own()),
                    vertx.executeBlocking(() -> new Own()),
                    vertx.fileSystem().readDir(".")));
                """);
        get(host.plugins().reload("leaky"));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(leaks()).isEmpty());
        JsonObject listed = get(host.plugins().list()).getJsonArray("plugins").getJsonObject(0);
        assertThat(listed.getInteger("unloaded_in_memory")).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vertx.sharedData().getLocalMap(\"left\").putIfAbsent(\"own\", new Own()); return Future.succeededFuture(); | Vert.x: vertx.sharedData",
                "try { vertx.eventBus().registerCodec(new Codec()); } catch (IllegalStateException again) {} return Future.succeededFuture(); | odec",
            })
    void what_holds_it_in_vertx_is_named(String body, String holder) throws Exception {
        start(body);
        assertThat(heldBy()).contains(holder);
    }

    @Test
    void threads_that_hold_it_are_named_and_thread_locals_as_far_as_they_can_be_seen() throws Exception {
        start("""
                Thread lasting = new Thread(() -> {
                    synchronized (Main.class) {
                        try { Main.class.wait(20000); } catch (InterruptedException e) {}
                    }
                }, "lasting");
                lasting.setDaemon(true);
                lasting.start();
                return vertx.executeBlocking(() -> { LOCAL.set(new Own()); return 1; });
                """);
        assertThat(heldBy())
                .contains("the thread \"lasting\"")
                .containsAnyOf("a thread local of the thread", "thread locals and shutdown hooks were not looked into");
    }

    /** What holds the one version that was replaced. */
    private String heldBy() throws Exception {
        get(host.plugins().reload("leaky"));
        JsonObject leak = leaks().getJsonObject(0);
        assertThat(leak.getString("version")).isEqualTo("leaky 1.0.0");
        return String.join(
                "\n", leak.getJsonArray("held_by").stream().map(String::valueOf).toList());
    }

    /** 200 with {@code -Dcoppice.reloads=200}. */
    @Test
    void many_reloads_leave_the_memory_for_classes_flat() throws Exception {
        start("vertx.eventBus().consumer(\"x\", m -> m.reply(1)); return vertx.createNetServer()"
                + ".connectHandler(s -> s.close()).listen(0, \"127.0.0.1\");");
        int warm = RELOADS / 5;
        long before = 0;
        for (int i = 0; i < RELOADS; i++) {
            if (i == warm) {
                before = classMemory();
            }
            get(host.plugins().reload("leaky"));
        }
        long grown = classMemory() - before;
        assertThat(leaks()).isEmpty();
        assertThat(grown).as("bytes after %s reloads", RELOADS).isLessThan(2_000_000);
    }

    private long classMemory() throws Exception {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(leaks()).isEmpty());
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Metaspace"))
                .mapToLong(UnloadingIT::used)
                .sum();
    }

    private static long used(MemoryPoolMXBean pool) {
        return pool.getUsage().getUsed();
    }
}
