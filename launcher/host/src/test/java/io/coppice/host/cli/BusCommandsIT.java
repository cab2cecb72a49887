package io.coppice.host.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.host.Host;
import io.coppice.host.NodeFolder;
import io.coppice.host.observer.ObserverToken;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The event bus and the events of a running node from the shell. */
@SuppressWarnings("NullAway.Init")
class BusCommandsIT {

    @TempDir
    Path temporary;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Host host;

    @BeforeEach
    void start() throws Exception {
        NodeFolder folder = new NodeFolder(temporary);
        host = Host.start(folder.config("{'children':[" + folder.recorder("a") + "]}"), (name, at, port) -> {})
                .await(20, TimeUnit.SECONDS);
        host.vertx().eventBus().consumer("echo", message -> message.reply(message.body()));
        host.vertx().eventBus().consumer("refuses", message -> message.fail(412, "the version is 2,\nnot 1"));
        host.vertx().eventBus().consumer("mute", message -> {});
    }

    @AfterEach
    void stop() throws Exception {
        host.stop().await(20, TimeUnit.SECONDS);
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

    @Test
    void a_reply_is_printed_as_json() {
        for (String json : List.of("{\"a\":[1,\"b\"]}", "[null]", "\"text\"", "17", "null")) {
            assertThat(run("call", "echo", json)).as(err.toString()).isZero();
            assertThat(out).hasToString(json + "\n");
            assertThat(err).asString().isEmpty();
        }
        assertThat(run("call", "echo", "{\"a\":1}", "--output", "json")).isZero();
        assertThat(out).hasToString("{\n  \"a\" : 1\n}\n");
        assertThat(run("call", "echo", "\"\\u009b31m\"")).isZero();
        assertThat(out).hasToString("\"\\u009b31m\"\n");
    }

    @Test
    void a_failure_is_told_with_code_and_reason_and_exits_1() {
        assertThat(run("call", "refuses", "{}")).isEqualTo(1);
        assertThat(out).asString().isEmpty();
        assertThat(err)
                .hasToString("coppice: refuses failed with 412 (RECIPIENT_FAILURE): the version is 2,\\nnot 1\n");
        assertThat(run("call", "nowhere", "{}")).isEqualTo(1);
        assertThat(err).hasToString("coppice: nowhere failed with -1 (NO_HANDLERS): nobody listens at nowhere\n");
        assertThat(run("call", "mute", "{}", "--timeout", "50")).isEqualTo(1);
        assertThat(err).hasToString("coppice: mute failed with -1 (TIMEOUT): mute has not replied within 50 ms\n");
        assertThat(run("publish", "coppice.listening", "{}")).isEqualTo(1);
        assertThat(err).hasToString("coppice: the node answers 403: the address coppice.listening is the node's own\n");
    }

    @Test
    void messages_are_sent_and_published() {
        List<Object> heard = new CopyOnWriteArrayList<>();
        host.vertx().eventBus().consumer("ears", message -> heard.add(message.body()));
        host.vertx().eventBus().consumer("ears", message -> heard.add(message.body()));
        assertThat(run("send", "ears", "1")).isZero();
        await().untilAsserted(() -> assertThat(heard).containsExactly(1));
        assertThat(run("publish", "ears", "2")).isZero();
        await().untilAsserted(() -> assertThat(heard).containsExactly(1, 2, 2));
        assertThat(out).asString().isEmpty();
    }

    @Test
    void load_is_measured() {
        assertThat(run("bench", "echo", "{\"a\":1}", "--concurrency", "4", "--requests", "300"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString().lines())
                .hasSize(8)
                .first()
                .asString()
                .matches("echo: 300 replies, 4 at a time, in [0-9.]+ s: [0-9,]+ a second");
        // No bar where there is no terminal.
        assertThat(err).asString().isEmpty();
        assertThat(run("bench", "echo", "--requests", "10", "--output", "json")).isZero();
        assertThat(new JsonObject(out.toString()).getInteger("replied")).isEqualTo(10);
    }

    @Test
    void load_that_fails_exits_1_and_says_how_often() {
        assertThat(run("bench", "refuses", "--requests", "30")).isEqualTo(1);
        assertThat(out).asString().startsWith("refuses: 0 replies, 50 at a time");
        assertThat(err).hasToString("coppice: RECIPIENT_FAILURE 412: 30 requests failed\n");
        assertThat(run("bench", "echo", "--concurrency", "1001")).isEqualTo(2);
        assertThat(err).asString().contains("--concurrency must be from 1 to 1000, not 1001");
    }

    @Test
    void the_token_comes_from_the_option_or_else_the_file_of_the_node() throws Exception {
        Path file = temporary.resolve("data/observer.token");
        String token = Files.readString(file).strip();
        assertThat(run("call", "echo", "1", "--token", "0".repeat(64))).isEqualTo(1);
        assertThat(err).asString().contains("has another token than this one").doesNotContain(token);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(run("call", "echo", "1")).isEqualTo(1);
        assertThat(err)
                .hasToString("coppice: this needs the node's token, in " + file
                        + ", which cannot be used (no token of the user's own is there); name it with --token\n");
        Files.delete(file);
        assertThat(run("call", "echo", "1")).isEqualTo(1);
        assertThat(run("call", "echo", "1", "--token", token)).isZero();
    }

    /** Who listens where a node is expected, and what it is told. */
    private int impostor(List<String> told, Function<HttpServerRequest, JsonObject> refusal) throws Exception {
        return host.vertx()
                .createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    told.add(request.getHeader("Authorization") + " " + body);
                    request.response()
                            .setStatusCode(401)
                            .end(refusal.apply(request).encode());
                }))
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS)
                .actualPort();
    }

    private void assertRefused(String url, String why) {
        StringWriter said = new StringWriter();
        int exit = Main.commandLine()
                .setErr(new PrintWriter(said, true))
                .execute("call", "echo", "\"secret\"", "--url", url);
        assertThat(exit).isEqualTo(1);
        assertThat(said).asString().contains(why).contains("--token");
    }

    @Test
    void no_other_file_is_ever_sent() throws Exception {
        Path secret = Files.writeString(temporary.resolve("secret"), "0".repeat(64));
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        List<String> told = new CopyOnWriteArrayList<>();
        int port = impostor(told, request -> new JsonObject().put("token_file", secret.toString()));
        assertRefused("http://127.0.0.1:" + port, "which cannot be used");
        assertThat(told).containsExactly("null {}");
    }

    @Test
    void the_token_is_for_nobody_who_does_not_know_it_already() throws Exception {
        String file = temporary.resolve("data/observer.token").toString();
        List<String> told = new CopyOnWriteArrayList<>();
        int silent = impostor(told, request -> new JsonObject().put("token_file", file));
        assertRefused("http://127.0.0.1:" + silent, "does not prove that it knows the token");
        assertRefused("http://0.0.0.0:" + silent, "may be another machine");
        int guessing = impostor(
                told, request -> new JsonObject().put("token_file", file).put("token_proof", "0".repeat(64)));
        assertRefused("http://127.0.0.1:" + guessing, "does not prove that it knows the token");
        int relay = impostor(told, request -> refusalOfTheNode(request.getHeader(ObserverToken.NONCE_HEADER)));
        assertRefused("http://127.0.0.1:" + relay, "does not prove that it knows the token");
        assertThat(told).hasSize(4).containsOnly("null {}");
        assertThat(run("call", "echo", "1")).as("the node itself").isZero();
    }

    private JsonObject refusalOfTheNode(String nonce) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + host.observerPort() + "/api/bus/call"))
                .header(ObserverToken.NONCE_HEADER, nonce)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        String refusal = HttpClient.newHttpClient()
                .sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .join()
                .body();
        assertThat(new JsonObject(refusal).getString("token_proof")).hasSize(64);
        return new JsonObject(refusal);
    }

    @Test
    void what_happened_is_listed() {
        assertThat(run("events")).as(err.toString()).isZero();
        assertThat(out.toString().lines())
                .singleElement()
                .asString()
                .matches("\\d{4}-\\d\\d-\\d\\dT\\S+Z  /a  started");
        host.vertx()
                .eventBus()
                .publish("coppice.events", new JsonObject().put("name", "news").put("address", "my.news"));
        await().until(() -> {
            host.vertx().eventBus().publish("my.news", new JsonObject().put("event", "rain"));
            return run("events", "--source", "news", "--limit", "1") == 0
                    && !out.toString().isEmpty();
        });
        assertThat(out).hasToString("news  {\"event\":\"rain\"}\n");
        assertThat(run("events", "--source", "supervisor", "--output", "json")).isZero();
        JsonObject line = new JsonObject(out.toString());
        assertThat(line.getString("source")).isEqualTo("supervisor");
        assertThat(line.getString("id")).matches("[0-9a-z]+-1");
        assertThat(line.getJsonObject("event").getString("path")).isEqualTo("/a");
        assertThat(run("events", "--limit", "0")).isZero();
        assertThat(out).asString().isEmpty();
    }
}
