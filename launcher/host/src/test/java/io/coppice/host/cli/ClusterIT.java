package io.coppice.host.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.host.NodeFolder;
import io.coppice.host.plugin.PluginJarFixture;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes as processes of their own, of which one is killed and one is asked to stop. */
@SuppressWarnings("NullAway.Init")
class ClusterIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path temporary;

    private final Map<String, NodeProcess> nodes = new HashMap<>();
    private final Map<String, Integer> ports = new HashMap<>();
    private final Map<String, Integer> askers = new HashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void makeFolder() {
        new PluginJarFixture()
                .verticle("Greeter", """
                        String name = config().getJsonObject("coppice").getString("node");
                        vertx.eventBus().consumer("crash." + name, message -> { throw new IllegalStateException(); });
                        return Future.all(
                            vertx.eventBus().consumer("greet", message -> message.reply(name)).completion(),
                            vertx.eventBus().consumer("greet." + name, message -> message.reply(name)).completion());
                        """)
                .verticle("Asker", """
                        var options = new io.vertx.core.eventbus.DeliveryOptions().setSendTimeout(1000);
                        return vertx.createHttpServer().requestHandler(request ->
                            ("again".equals(request.query())
                                ? io.coppice.supervision.IdempotentRequest.to(request.path().substring(1)).send(vertx, null)
                                : vertx.eventBus().request(request.path().substring(1), null, options)).onComplete(answer ->
                                request.response().end(answer.succeeded() ? (String) answer.result().body()
                                    : answer.cause() instanceof io.vertx.core.eventbus.ReplyException failure ? failure.failureType().name()
                                    : answer.cause().toString())))
                            .listen(config().getInteger("port"), "127.0.0.1");
                        """)
                .write(temporary.resolve("plugins/greeter-1.0.jar"));
        List.of("a", "b", "c").forEach(name -> {
            ports.put(name, NodeFolder.freePort());
            askers.put(name, NodeFolder.freePort());
        });
    }

    @AfterEach
    void stop() {
        nodes.values().forEach(NodeProcess::close);
    }

    private NodeProcess start(String name) {
        String members = String.join(
                ",",
                ports.values().stream().map(port -> "'127.0.0.1:" + port + "'").toList());
        String json = "{'node':'" + name + "','data':'data-" + name + "','observer':{'port':0},"
                + "'cluster':{'enabled':true,'name':'" + temporary.getFileName() + "','port':" + ports.get(name)
                + ",'members':[" + members + "]},'supervisor':{'children':[{'id':'greeter','start':'Greeter'},"
                + "{'id':'asker','start':'Asker','config':{'port':" + askers.get(name) + "}}]}}";
        try {
            Files.writeString(temporary.resolve(name + ".json"), json.replace('\'', '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        NodeProcess node = new NodeProcess(temporary, "run", name + ".json");
        nodes.put(name, node);
        return node;
    }

    private NodeProcess node(String name) {
        return Objects.requireNonNull(nodes.get(name));
    }

    private NodeProcess ready(String name) {
        return node(name).awaitOut("coppice ready node=" + name + " in");
    }

    private String get(int port, String path) {
        try {
            URI uri = URI.create("http://127.0.0.1:" + port + path);
            return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What a node answers when it is asked to send to an address. */
    private String ask(String node, String address) {
        return get(Objects.requireNonNull(askers.get(node)), "/" + address);
    }

    private Set<String> askedOften(String node) {
        Set<String> answers = new TreeSet<>();
        for (int i = 0; i < 12; i++) {
            answers.add(ask(node, "greet"));
        }
        return answers;
    }

    private Set<String> nodesSeenBy(String node) {
        JsonObject answer = new JsonObject(get(node(node).observerPort(), "/api/nodes"));
        Set<String> names = new TreeSet<>();
        answer.getJsonArray("nodes").forEach(each -> names.add(((JsonObject) each).getString("node")));
        return names;
    }

    @Test
    void nodes_come_and_go() {
        List.of("a", "b", "c").forEach(this::start);
        for (String name : List.of("a", "b", "c")) {
            ready(name);
            await().atMost(PATIENCE).until(() -> nodesSeenBy(name).equals(Set.of("a", "b", "c")));
            // All started, all reached: also those that nobody has sent to yet.
            await().atMost(PATIENCE).until(() -> ask(name, "greet.b").equals("b"));
            await().atMost(PATIENCE).until(() -> askedOften(name).equals(Set.of("a", "b", "c")));
        }

        assertThat(ask("a", "crash.b"))
                .as("a crash is told to a sender elsewhere")
                .isEqualTo("RECIPIENT_FAILURE");
        await().atMost(PATIENCE).until(() -> ask("a", "greet.b").equals("b"));

        node("b").signal("KILL").exitCode();

        for (int i = 0; i < 12; i++) {
            assertThat(ask("a", "greet?again")).as("nobody notices who repeats").isIn("a", "c");
        }
        for (String name : List.of("a", "c")) {
            await().atMost(PATIENCE).until(() -> nodesSeenBy(name).equals(Set.of("a", "c")));
            await().atMost(PATIENCE).until(() -> ask(name, "greet.b").equals("NO_HANDLERS"));
            await().atMost(PATIENCE).until(() -> askedOften(name).equals(Set.of("a", "c")));
        }

        start("b");
        ready("b");
        await().atMost(PATIENCE).until(() -> ask("a", "greet.b").equals("b"));
        await().atMost(PATIENCE).until(() -> node("a").status("/health/ready") == 200);

        int stopped = node("c").signal("TERM").exitCode();
        assertThat(stopped).as(node("c").err()).isEqualTo(143);
        assertThat(node("c").err()).doesNotContain("ERROR");
        await().atMost(PATIENCE).until(() -> nodesSeenBy("a").equals(Set.of("a", "b")));
        await().atMost(PATIENCE).until(() -> ask("a", "greet.c").equals("NO_HANDLERS"));
        await().atMost(PATIENCE).until(() -> askedOften("a").equals(Set.of("a", "b")));

        start("c");
        ready("c");
        // The oldest decides who belongs to the cluster: another has to take that over.
        stopped = node("a").signal("TERM").exitCode();
        assertThat(stopped).as(node("a").err()).isEqualTo(143);
        await().atMost(PATIENCE).until(() -> nodesSeenBy("c").equals(Set.of("b", "c")));
        await().atMost(PATIENCE).until(() -> askedOften("c").equals(Set.of("b", "c")));
        await().atMost(PATIENCE).until(() -> node("c").status("/health/ready") == 200);
    }
}
