package io.coppice.host;

import io.coppice.host.config.ConfigException;
import io.coppice.host.config.ConfigLoader;
import io.coppice.host.config.ConfigRequest;
import io.coppice.host.config.HostConfig;
import io.coppice.host.plugin.Languages;
import io.coppice.host.plugin.PluginCatalog;
import io.coppice.host.plugin.PluginJarFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** A folder with a configuration and a plugin jar of verticles that misbehave on request. */
public final class NodeFolder {

    private static final int FIRST_PORT = 20_000;
    private static final int MOST_PORTS = 12_000;
    private static final AtomicInteger NEXT_PORT = new AtomicInteger(new Random().nextInt(MOST_PORTS));

    /** Writes when it starts and stops to the file of its config, and throws when told to. */
    private static final String RECORDER = """
            import io.vertx.core.*;
            import java.nio.file.*;
            public class Recorder extends VerticleBase {
                private void note(String what) throws Exception {
                    Files.writeString(Path.of(config().getString("file")), what + " " + config().getString("name") + "\\n",
                        StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                }
                @Override public Future<?> start() throws Exception {
                    note("start");
                    vertx.eventBus().localConsumer("crash." + config().getString("name"), message -> {
                        throw new IllegalStateException("asked to crash");
                    });
                    return Future.succeededFuture();
                }
                @Override public Future<?> stop() throws Exception { note("stop"); return Future.succeededFuture(); }
            }
            """;

    private final Path folder;

    /** Makes the folder's plugin jar. */
    public NodeFolder(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder.resolve("plugins"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        new PluginJarFixture()
                .source("Recorder", RECORDER)
                .verticle("Fails", "throw new IllegalStateException(\"cannot start\");")
                .verticle("Hangs", "return Promise.promise().future();")
                .source(
                        "NeverStops",
                        "public class NeverStops extends io.vertx.core.VerticleBase {"
                                + " @Override public io.vertx.core.Future<?> stop() {"
                                + " return io.vertx.core.Promise.promise().future(); } }")
                .verticle("Blocks", """
                        vertx.eventBus().localConsumer("block", message -> {
                            var latches = (java.util.concurrent.CountDownLatch[]) System.getProperties().get("latches");
                            latches[0].countDown();
                            try { latches[1].await(); } catch (InterruptedException e) { throw new IllegalStateException(e); }
                        });
                        return Future.succeededFuture();
                        """)
                .verticle("Listens", """
                        vertx.eventBus().localConsumer("crash.listens", message -> { throw new IllegalStateException(); });
                        vertx.eventBus().localConsumer("config.listens", message -> message.reply(config()));
                        return vertx.createNetServer().connectHandler(socket -> socket.close())
                            .listen(config().getInteger("port"), "127.0.0.1")
                            .onSuccess(server -> vertx.eventBus().publish("coppice.listening", new JsonObject()
                                .put("name", config().getString("name", "listens")).put("host", "127.0.0.1").put("port", server.actualPort())));
                        """)
                .write(folder.resolve("plugins/test-1.0.jar"));
    }

    /** Writes a configuration with this root supervisor, the observer on any free port. */
    public Path write(String supervisor) {
        String json = "{'node':'t','data':'data','observer':{'port':0},'supervisor':" + supervisor + "}";
        try {
            return Files.writeString(folder.resolve("host.json"), json.replace('\'', '"'));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A child of the recorder class. */
    public String recorder(String id) {
        return "{'id':'" + id + "','start':'Recorder','config':{'name':'" + id + "','file':'"
                + folder.resolve("record.txt") + "'}}";
    }

    public String record() {
        try {
            return Files.readString(folder.resolve("record.txt")).strip();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public Path path() {
        return folder;
    }

    /** Reads the configuration again, as it would be with this root supervisor. */
    public HostConfig config(String supervisor) {
        try {
            return ConfigLoader.load(
                    ConfigRequest.of(write(supervisor)),
                    plugins -> Languages.of(PluginCatalog.ofInstallationAnd(plugins)));
        } catch (ConfigException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    /**
     * A port that nothing listens on, another one each time. It is below those that a system gives to clients (from 32768), or
     * a connection made meanwhile might have it when its server starts.
     */
    public static int freePort() {
        for (int tries = 0; tries < MOST_PORTS; tries++) {
            int port = FIRST_PORT + Math.floorMod(NEXT_PORT.getAndIncrement(), MOST_PORTS);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                // The next one may be free.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new IllegalStateException("no free port from " + FIRST_PORT + " on");
    }
}
