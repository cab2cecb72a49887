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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A child that three processes have once, whose node is killed, and whose next node is stopped for a while. */
@SuppressWarnings("NullAway.Init")
class FailoverIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** More of them give the time that a failover takes: {@code -Dcoppice.kills=10}. */
    private static final int KILLS = Integer.getInteger("coppice.kills", 1);

    @TempDir
    Path temporary;

    private final Map<String, NodeProcess> nodes = new HashMap<>();
    private final Map<String, Integer> ports = new HashMap<>();
    private final Map<String, Integer> askers = new HashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();

    /** What answered: where it runs, and by which claim. */
    private record Answer(String node, long epoch) {}

    @BeforeEach
    void start() {
        new PluginJarFixture()
                .verticle("Only", """
                        var facts = config().getJsonObject("coppice");
                        return vertx.eventBus().consumer("only", message -> {
                            if ("crash".equals(message.body())) {
                                throw new IllegalStateException();
                            }
                            message.reply(facts);
                        }).completion();
                        """)
                .verticle("Asker", """
                        var options = new io.vertx.core.eventbus.DeliveryOptions().setSendTimeout(200);
                        return vertx.createHttpServer().requestHandler(request ->
                            vertx.eventBus().request("only", request.path().substring(1), options).onComplete(answer ->
                                request.response().end(answer.succeeded() ? answer.result().body().toString() : "")))
                            .listen(config().getInteger("port"), "127.0.0.1");
                        """)
                .write(temporary.resolve("plugins/only-1.0.jar"));
        for (String name : List.of("a", "b", "c")) {
            ports.put(name, NodeFolder.freePort());
            askers.put(name, NodeFolder.freePort());
        }
        List.of("a", "b", "c").forEach(this::start);
        List.of("a", "b", "c").forEach(this::awaitReady);
    }

    @AfterEach
    void stop() {
        nodes.values().forEach(NodeProcess::close);
    }

    private void start(String name) {
        String members = String.join(
                ",",
                ports.values().stream().map(port -> "'127.0.0.1:" + port + "'").toList());
        String json = "{'node':'" + name + "','data':'data-" + name + "','observer':{'port':0},"
                + "'cluster':{'enabled':true,'name':'" + temporary.getFileName() + "','port':" + ports.get(name)
                + ",'members':[" + members + "]},'supervisor':{'max_restarts':100,'children':["
                + "{'id':'only','start':'Only','placement':'cluster'},"
                + "{'id':'asker','start':'Asker','config':{'port':" + askers.get(name) + "}}]}}";
        try {
            Files.writeString(temporary.resolve(name + ".json"), json.replace('\'', '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        nodes.put(name, new NodeProcess(temporary, "run", name + ".json"));
    }

    private NodeProcess node(String name) {
        return Objects.requireNonNull(nodes.get(name));
    }

    private void awaitReady(String name) {
        node(name).awaitOut("coppice ready node=" + name + " in");
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

    /** Empty where nothing answers soon. */
    private Optional<Answer> ask(String node, String text) {
        String answer = get(Objects.requireNonNull(askers.get(node)), "/" + text);
        return Optional.of(answer)
                .filter(body -> !body.isEmpty())
                .map(JsonObject::new)
                .map(json -> new Answer(json.getString("node"), json.getLong("epoch")));
    }

    private Answer awaitAnswerFromAnyBut(String gone) {
        List<Answer> answers = new ArrayList<>();
        String asker = otherThan(gone);
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> {
            ask(asker, "where").filter(answer -> !answer.node().equals(gone)).ifPresent(answers::add);
            return !answers.isEmpty();
        });
        return answers.get(0);
    }

    private static String otherThan(String... names) {
        return List.of("a", "b", "c").stream()
                .filter(name -> !List.of(names).contains(name))
                .findFirst()
                .orElseThrow();
    }

    private JsonObject only(String node) {
        return new JsonObject(get(node(node).observerPort(), "/api/tree"))
                .getJsonArray("children")
                .getJsonObject(0);
    }

    private void awaitStandby(String node, String owner) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(only(node).getString("state")).isEqualTo("standby");
            assertThat(only(node).getString("reason")).startsWith("runs on node " + owner + ", epoch ");
        });
    }

    @Test
    void it_is_elsewhere_when_its_node_is_gone_and_where_it_was_no_more() {
        Answer first = awaitAnswerFromAnyBut("none");
        ask(otherThan(first.node()), "crash");
        await().atMost(PATIENCE).until(() -> only(first.node()).getInteger("restarts") == 1);
        Answer now = first;
        List<Long> millis = new ArrayList<>();
        for (int i = 1; i <= KILLS; i++) {
            String gone = now.node();
            node(gone).signal("KILL");
            long killed = System.nanoTime();
            Answer next = awaitAnswerFromAnyBut(gone);
            millis.add((System.nanoTime() - killed) / 1_000_000);
            assertThat(next.epoch()).isGreaterThan(now.epoch());
            assertThat(only(next.node()).getInteger("restarts")).isEqualTo(1 + i);
            awaitStandby(otherThan(gone, next.node()), next.node());
            start(gone);
            awaitReady(gone);
            awaitStandby(gone, next.node());
            now = next;
        }
        System.out.println("from kill -9 to an answer elsewhere, ms: " + millis);

        Answer stopped = now;
        node(stopped.node()).signal("STOP");
        Answer last = awaitAnswerFromAnyBut(stopped.node());
        assertThat(last.epoch()).isGreaterThan(stopped.epoch());
        node(stopped.node()).signal("CONT");
        awaitStandby(stopped.node(), last.node());
        await().atMost(PATIENCE).until(() -> ask(stopped.node(), "where").equals(Optional.of(last)));
        assertThat(node(stopped.node()).err()).contains("/only is given up here");
    }
}
