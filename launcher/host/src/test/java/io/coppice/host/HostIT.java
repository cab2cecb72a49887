package io.coppice.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.host.config.HostConfig;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.Future;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostIT {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temporary;

    @SuppressWarnings("NullAway.Init")
    private NodeFolder folder;

    private final List<String> ports = new CopyOnWriteArrayList<>();
    private @Nullable Host host;

    @BeforeEach
    void makeFolder() {
        folder = new NodeFolder(temporary);
    }

    @AfterEach
    void stop() throws Exception {
        if (host != null) {
            get(host.stop());
        }
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private Host start(String supervisor) throws Exception {
        Host started = get(Host.start(folder.config(supervisor), (name, at, port) -> ports.add(name + " " + at)));
        host = started;
        return started;
    }

    private HostException failure(String supervisor) {
        Future<Host> start = Host.start(folder.config(supervisor), (name, at, port) -> ports.add(name));
        try {
            host = get(start);
            throw new AssertionError("it started");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HostException failure) {
                return failure;
            }
            throw new AssertionError(e);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void the_tree_runs_and_stops_in_reverse_order() throws Exception {
        String tree = "{'children':[" + folder.recorder("a")
                + ",{'id':'s','type':'supervisor','children':[" + folder.recorder("b") + "," + folder.recorder("c")
                + "]}]}";
        Host started = start(tree);
        assertThat(Supervision.of(started.vertx()).child("/s/b")).isPresent();
        get(started.stop());
        assertThat(folder.record().lines())
                .containsExactly("start a", "start b", "start c", "stop c", "stop b", "stop a");
    }

    @Test
    void a_crashed_child_comes_back() throws Exception {
        Host started = start("{'children':[" + folder.recorder("a") + "," + folder.recorder("b") + "]}");
        started.vertx().eventBus().publish("crash.a", "");
        await().untilAsserted(() ->
                assertThat(folder.record().lines()).containsExactly("start a", "start b", "stop a", "start a"));
        assertThat(started.gaveUp()).isFalse();
    }

    private static String answer(Host node, String address, String json) throws Exception {
        return get(node.vertx().eventBus().request(address, new JsonObject(json.replace('\'', '"'))))
                .body()
                .toString();
    }

    @Test
    void a_child_in_configuration_json_can_be_started_over_the_bus() throws Exception {
        Host started = start("{'children':[{'id':'d','type':'supervisor','dynamic':true}]}");
        String answer = answer(started, "supervisor.d", "{'action':'start_child','spec':" + folder.recorder("a") + "}");
        assertThat(answer).isEqualTo("{\"id\":\"a\",\"path\":\"/d/a\",\"running\":true}");
        assertThat(folder.record()).isEqualTo("start a");
        assertThat(Supervision.of(started.vertx()).child("/d/a")).isPresent();
        String nested = "{'id':'s','type':'supervisor','children':[" + folder.recorder("b") + "]}";
        answer(started, "supervisor", "{'action':'start_child','spec':" + nested + "}");
        assertThat(Supervision.of(started.vertx()).child("/s/b")).isPresent();
    }

    @Test
    void all_faults_of_a_child_that_is_started_over_the_bus_are_named() throws Exception {
        Host started = start("{'children':[{'id':'d','type':'supervisor','dynamic':true}]}");
        String faulty = "{'action':'start_child','spec':{'id':'a/b','start':'Recordr','restart':'allways','x':1,"
                + "'config':{'secret':'${env:HOME}'}}}";
        assertThatThrownBy(() -> answer(started, "supervisor.d", faulty))
                .cause()
                .isInstanceOfSatisfying(ReplyException.class, refused -> {
                    assertThat(refused.failureCode()).isEqualTo(Supervision.BAD_REQUEST);
                    assertThat(String.valueOf(refused.getMessage()).lines())
                            .hasSize(4)
                            .allMatch(line -> line.startsWith("spec: /"))
                            .anyMatch(line -> line.contains("did you mean \"Recorder\"?"))
                            .anyMatch(line -> line.startsWith("spec: /restart: unknown value \"allways\""));
                });
    }

    @Test
    void the_secrets_that_the_configuration_names_are_masked() throws Exception {
        HostConfig free = folder.config("{'children':[" + folder.recorder("a") + "]}");
        HostConfig config = new HostConfig(
                free.node(),
                free.dataFolder(),
                free.log(),
                free.stopTimeout(),
                free.cluster(),
                free.observer(),
                free.bridges(),
                free.pluginFolder(),
                free.watchesPlugins(),
                new HostConfig.CrashesConfig(1, List.of("pin")),
                free.supervisor());
        Host started = get(Host.start(config, (name, at, port) -> {}));
        host = started;
        Supervision supervision = Supervision.of(started.vertx());
        started.vertx()
                .eventBus()
                .publish("crash.a", new JsonObject().put("pin", 1234).put("token", "t"));
        await().until(() -> !supervision.crashes(1).isEmpty());
        assertThat(supervision.crashes(1).get(0).message().orElseThrow().body())
                .isEqualTo("{\"pin\":\"***\",\"token\":\"***\"}");
    }

    @Test
    void a_port_is_told_once_and_a_component_knows_node_and_data_folder() throws Exception {
        Host started = start("{'children':[{'id':'l','start':'Listens','config':{'port':0,'k':1}}]}");
        assertThat(ports).containsExactly("observer 127.0.0.1", "listens 127.0.0.1");
        JsonObject config = (JsonObject)
                get(started.vertx().eventBus().request("config.listens", "")).body();
        assertThat(config)
                .isEqualTo(new JsonObject()
                        .put("port", 0)
                        .put("k", 1)
                        .put(
                                "coppice",
                                new JsonObject()
                                        .put("node", "t")
                                        .put("data", temporary.resolve("data").toString())));
        JsonObject again =
                new JsonObject().put("name", "kv").put("host", "127.0.0.1").put("port", 4040);
        started.vertx().eventBus().publish(ListeningPorts.ADDRESS, again);
        started.vertx().eventBus().publish(ListeningPorts.ADDRESS, again);
        started.vertx().eventBus().publish(ListeningPorts.ADDRESS, "not a port");
        JsonObject last = new JsonObject().put("name", "last").put("host", "h").put("port", 1);
        started.vertx().eventBus().publish(ListeningPorts.ADDRESS, last);
        await().until(() -> ports.contains("last h"));
        assertThat(ports).containsExactly("observer 127.0.0.1", "listens 127.0.0.1", "kv 127.0.0.1", "last h");
    }

    @Test
    void a_taken_port_is_named_with_the_child() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HostException failure = failure("{'children':[" + folder.recorder("a")
                    + ",{'id':'s','type':'supervisor','children':[{'id':'l','start':'Listens','instances':2,"
                    + "'config':{'host':'127.0.0.1','port':" + taken.getLocalPort() + "}}]}]}");
            assertThat(failure.part()).isEqualTo(HostException.Part.CHILD);
            assertThat(failure)
                    .hasMessage("/s/l#0 did not start: 127.0.0.1:" + taken.getLocalPort() + " is already in use");
        }
        assertThat(folder.record().lines()).containsExactly("start a", "stop a");
    }

    @Test
    void the_observers_port_is_named_when_it_is_taken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HostConfig free = folder.config("{}");
            HostConfig config = new HostConfig(
                    free.node(),
                    free.dataFolder(),
                    free.log(),
                    free.stopTimeout(),
                    free.cluster(),
                    new HostConfig.ObserverConfig("127.0.0.1", taken.getLocalPort(), Optional.empty()),
                    free.bridges(),
                    free.pluginFolder(),
                    free.watchesPlugins(),
                    free.crashes(),
                    free.supervisor());
            assertThatThrownBy(() -> get(Host.start(config, (name, at, port) -> {})))
                    .cause()
                    .isInstanceOf(HostException.class)
                    .hasMessage("the observer did not start: 127.0.0.1:" + taken.getLocalPort() + " is already in use");
        }
    }

    @Test
    void a_child_that_fails_ends_the_start_and_stops_the_others() {
        HostException failure = failure("{'children':[" + folder.recorder("a") + ",{'id':'f','start':'Fails'}]}");
        assertThat(failure.part()).isEqualTo(HostException.Part.CHILD);
        assertThat(failure).hasMessage("/f did not start: cannot start");
        assertThat(folder.record().lines()).containsExactly("start a", "stop a");
    }

    @Test
    void a_node_can_be_stopped_while_it_starts() throws Exception {
        Host starting = Host.of(
                folder.config("{'children':[" + folder.recorder("a") + ",{'id':'h','start':'Hangs'}]}"),
                (name, at, port) -> {});
        Future<Host> start = starting.start();
        await().until(() -> Files.exists(temporary.resolve("record.txt")));
        get(starting.stop());
        assertThatThrownBy(() -> get(start)).isInstanceOf(ExecutionException.class);
        assertThat(folder.record().lines()).containsExactly("start a", "stop a");
    }

    @Test
    void a_stop_that_takes_too_long_fails() throws Exception {
        HostConfig patient = folder.config("{'children':[{'id':'n','start':'NeverStops','shutdown':'infinity'}]}");
        HostConfig config = new HostConfig(
                patient.node(),
                patient.dataFolder(),
                patient.log(),
                Duration.ofMillis(100),
                patient.cluster(),
                patient.observer(),
                patient.bridges(),
                patient.pluginFolder(),
                patient.watchesPlugins(),
                patient.crashes(),
                patient.supervisor());
        Host started = get(Host.start(config, (name, at, port) -> {}));
        assertThatThrownBy(() -> get(started.stop())).hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void the_end_of_the_root_supervisor_is_told() throws Exception {
        Host started = start("{'max_restarts':0,'children':[" + folder.recorder("a") + "]}");
        Future<ExitReason> ended = started.ended();
        assertThat(ended.isComplete()).isFalse();
        started.vertx().eventBus().publish("crash.a", "");
        assertThat(get(ended).kind()).isEqualTo(ExitReason.Kind.SHUTDOWN);
        assertThat(started.gaveUp()).isTrue();
    }

    @Test
    void the_token_is_made_once_and_is_its_owners_alone() throws Exception {
        Path token = temporary.resolve("data/observer.token");
        get(start("{}").stop());
        String first = Files.readString(token);
        assertThat(first.strip()).matches("[0-9a-f]{64}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
        get(start("{}").stop());
        assertThat(Files.readString(token)).isEqualTo(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
                .isEqualTo("rw-------");
    }

    @Test
    void a_token_that_is_none_is_an_error_and_not_an_open_door() throws Exception {
        Files.createDirectories(temporary.resolve("data"));
        for (String none : List.of("", "short", "x".repeat(31) + " ", "a\nb".repeat(20))) {
            Files.writeString(temporary.resolve("data/observer.token"), none);
            HostException failure = failure("{}");
            assertThat(failure.part()).isEqualTo(HostException.Part.DATA_FOLDER);
            assertThat(failure)
                    .hasMessageEndingWith(
                            "observer.token has no token of 32 to 1024 visible characters; remove it, and one is made");
        }
    }

    @Test
    void a_data_folder_that_cannot_be_made_is_named() throws IOException {
        Files.writeString(temporary.resolve("data"), "a file");
        HostException failure = failure("{}");
        assertThat(failure.part()).isEqualTo(HostException.Part.DATA_FOLDER);
        assertThat(failure)
                .hasMessage("the data folder " + temporary.resolve("data")
                        + " cannot be used: there is a file in its place");
    }

    @Test
    void two_nodes_cannot_use_one_data_folder() throws Exception {
        Host first = start("{}");
        HostException failure = failure("{}");
        assertThat(failure.part()).isEqualTo(HostException.Part.DATA_FOLDER);
        assertThat(failure).hasMessage("the data folder " + temporary.resolve("data") + " is used by another node");
        get(first.stop());
        assertThat(start("{}").observerPort()).isPositive();
    }

    @Test
    void two_parts_that_share_an_address_fail_the_start() {
        int port = NodeFolder.freePort();
        // The second one's configuration names another host, so that only what it announces gives it away.
        HostException failure = failure("{'children':[{'id':'a','start':'Listens','config':{'port':" + port
                + "}},{'id':'b','start':'Listens','config':{'name':'other','host':'127.0.0.2','port':" + port + "}}]}");
        assertThat(failure.part()).isEqualTo(HostException.Part.CHILD);
        assertThat(failure)
                .hasMessage("listens and other both listen on 127.0.0.1:" + port + ": give each a port of its own");
    }

    @Test
    void the_observer_answers_while_every_event_loop_is_blocked() throws Exception {
        CountDownLatch blocked = new CountDownLatch(VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE);
        CountDownLatch release = new CountDownLatch(1);
        // Objects of the JDK are what the test and the plugin share.
        System.getProperties().put("latches", new CountDownLatch[] {blocked, release});
        Host started = start("{'children':[{'id':'b','start':'Blocks','instances':'event_loops'}]}");
        try {
            started.vertx().eventBus().publish("block", "");
            assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(status(started, "/health/live")).isEqualTo(200);
            assertThat(status(started, "/api/tree")).isEqualTo(200);
        } finally {
            release.countDown();
            System.getProperties().remove("latches");
        }
    }

    private static int status(Host node, String path) throws IOException {
        URL url = URI.create("http://127.0.0.1:" + node.observerPort() + path).toURL();
        URLConnection connection = url.openConnection();
        connection.setReadTimeout(5_000);
        return ((HttpURLConnection) connection).getResponseCode();
    }
}
