package io.coppice.counter;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.coppice.counter.web.WebServer;
import io.coppice.host.Host;
import io.coppice.host.config.ConfigLoader;
import io.coppice.host.config.ConfigRequest;
import io.coppice.host.plugin.Languages;
import io.coppice.host.plugin.PluginCatalog;
import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** conf/five-counters.json on nodes of the host: counters of five kinds, which nobody can tell apart by what they do. */
class FiveCountersIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> NAMES = List.of("verticle", "agent", "shared", "js", "python");

    @TempDir
    private Path folder;

    private final List<Host> nodes = new ArrayList<>();

    @BeforeEach
    void makePlugins() throws IOException {
        assumeThat(Path.of("/usr/bin/python3").toFile().canExecute()
                        || Stream.of(String.valueOf(System.getenv("PATH")).split(":", -1))
                                .anyMatch(each -> Files.isExecutable(Path.of(each, "python3"))))
                .as("python3 is needed")
                .isTrue();
        Path plugins = Files.createDirectories(folder.resolve("plugins/counters"));
        try (Stream<Path> scripts = Files.list(Path.of("src/main/scripts"))) {
            for (Path script : scripts.toList()) {
                Files.copy(script, plugins.resolve(script.getFileName()));
            }
        }
        jar(Path.of("target/classes"), folder.resolve("plugins/counter.jar"));
    }

    private static void jar(Path classes, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, entries);
            }
        }
    }

    @AfterEach
    void stop() throws Exception {
        for (Host node : nodes) {
            get(node.stop());
        }
    }

    private Vertx start(String name, String... overrides) throws Exception {
        List<String> all = new ArrayList<>(
                List.of("plugins.folder=" + folder.resolve("plugins"), "observer.port=0", "node=" + name));
        all.addAll(List.of(overrides));
        ConfigRequest file = ConfigRequest.of(Path.of("../../conf/five-counters.json"));
        ConfigRequest request = new ConfigRequest(
                file.file(),
                all,
                Optional.empty(),
                Optional.of(folder.resolve(name)),
                file.environment(),
                file.workingFolder(),
                file.javaVersion());
        Host host = get(Host.start(
                ConfigLoader.load(request, plugins -> Languages.of(PluginCatalog.scan(List.of(plugins)))),
                (component, at, port) -> {}));
        nodes.add(host);
        return host.vertx();
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.await(PATIENCE.toSeconds(), SECONDS);
    }

    private static JsonObject ask(Vertx vertx, String name, String action) throws Exception {
        return get(vertx.eventBus().<JsonObject>request("counter." + name, new JsonObject().put("action", action)))
                .body();
    }

    private static JsonObject value(long value) {
        return new JsonObject().put("value", value);
    }

    @Test
    void theyBehaveAlike() throws Exception {
        // As each of them ends twice, at once.
        Vertx vertx = start("counters", "supervisor.max_restarts=100");
        for (String name : NAMES) {
            assertThat(ask(vertx, name, "val")).as(name).isEqualTo(value(0));
            assertThat(ask(vertx, name, "inc")).as(name).isEqualTo(value(1));
            assertThat(ask(vertx, name, "inc")).as(name).isEqualTo(value(2));
            assertThat(ask(vertx, name, "dec")).as(name).isEqualTo(value(1));
            assertThat(ask(vertx, name, "reset")).as(name).isEqualTo(value(0));
            assertThat(ask(vertx, name, "dec")).as(name).isEqualTo(value(-1));
            new CounterClient(vertx, name).inc();
            assertThat(get(new CounterClient(vertx, name).val(PATIENCE)))
                    .as(name)
                    .isZero();

            refuses(vertx, name, new JsonObject().put("action", "double"), "not double");
            refuses(
                    vertx,
                    name,
                    new JsonObject(),
                    "a request is {\"action\": \"inc\"}, dec, val, reset, stop or crash");
            refuses(vertx, name, "inc", "a request is {\"action\": \"inc\"}");
            refuses(vertx, name, new JsonObject().put("action", new JsonArray()), "a request is");
            assertThat(ask(vertx, name, "inc")).as(name).isEqualTo(value(1));

            assertThatThrownBy(() -> ask(vertx, name, "crash"))
                    .as(name)
                    .isInstanceOfSatisfying(
                            ReplyException.class,
                            crashed -> assertThat(crashed.failureCode()).isEqualTo(500))
                    .hasMessageContaining("boom");
            awaitValue(vertx, name, 0);
            ask(vertx, name, "inc");
            assertThat(ask(vertx, name, "stop")).as(name).isEqualTo(value(1));
            awaitValue(vertx, name, 0);
        }
    }

    private static void refuses(Vertx vertx, String name, Object request, String why) {
        assertThatThrownBy(() -> get(vertx.eventBus().request("counter." + name, request)))
                .as("%s: %s", name, request)
                .isInstanceOfSatisfying(
                        ReplyException.class,
                        wrong -> assertThat(wrong.failureCode()).isEqualTo(400))
                .hasMessageContaining(why);
    }

    private static void awaitValue(Vertx vertx, String name, long value) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(ask(vertx, name, "val")).as(name).isEqualTo(value(value)));
    }

    @Test
    void theSharedOneIsTheSameOnAllNodesAndOutlivesTheFirst() throws Exception {
        // Two of three are the majority that one stopped node leaves.
        String members = freePort() + "," + freePort() + "," + freePort();
        for (int i = 0; i < 3; i++) {
            start("node-" + i, cluster(members, i));
        }
        await().atMost(PATIENCE)
                .until(() ->
                        nodes.stream().filter(FiveCountersIT::runsTheSharedOne).count() == 1);
        Host owner = nodes.stream()
                .filter(FiveCountersIT::runsTheSharedOne)
                .findFirst()
                .orElseThrow();
        Vertx other = nodes.get(nodes.get(0) == owner ? 1 : 0).vertx();
        awaitValue(other, "shared", 0);
        assertThat(ask(other, "shared", "inc")).isEqualTo(value(1));
        assertThat(ask(owner.vertx(), "shared", "inc")).isEqualTo(value(2));
        assertThat(ask(other, "agent", "inc")).as("its own").isEqualTo(value(1));
        assertThat(ask(owner.vertx(), "agent", "val")).isEqualTo(value(0));
        int web = serveOverHttp(other, "agent", "shared", "nobody");
        assertThat(overHttp(web)).startsWith(both(1, 2)).contains("nobody is down");

        nodes.remove(owner);
        get(owner.stop());

        awaitValue(other, "shared", 0);
        assertThat(ask(other, "shared", "inc")).isEqualTo(value(1));
        assertThat(ask(other, "agent", "val")).isEqualTo(value(1));
        assertThat(overHttp(web)).startsWith(both(1, 1));
    }

    private static int serveOverHttp(Vertx vertx, String... names) throws Exception {
        int port = freePort();
        JsonObject config = new JsonObject().put("port", port).put("counters", new JsonArray(List.of(names)));
        ChildSpec web = ChildSpec.of(
                "web", VerticleStart.of("web", WebServer::new).withOptions(new DeploymentOptions().setConfig(config)));
        get(Supervision.of(vertx).supervisor("/").orElseThrow().startChild(web));
        return port;
    }

    private static String overHttp(int port) throws Exception {
        URI counters = URI.create("http://127.0.0.1:" + port + "/counters");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(counters).build(), BodyHandlers.ofString())
                .body();
    }

    private static String both(int agent, int shared) {
        return "{\"counters\":[{\"name\":\"agent\",\"value\":" + agent + "},{\"name\":\"shared\",\"value\":" + shared
                + "}";
    }

    private static boolean runsTheSharedOne(Host node) {
        return Supervision.of(node.vertx())
                .child("/shared/counter")
                .filter(Child::isRunning)
                .isPresent();
    }

    /** The place of one of the nodes, in the words of {@code --set}. */
    private String[] cluster(String ports, int index) {
        JsonArray members = new JsonArray();
        Stream.of(ports.split(",", -1)).forEach(port -> members.add("127.0.0.1:" + port));
        return new String[] {
            "cluster={\"enabled\": true, \"host\": \"127.0.0.1\", \"name\": \"" + folder.getFileName() + "\"}",
            "cluster.port=" + ports.split(",", -1)[index],
            "cluster.members=" + members.encode()
        };
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
