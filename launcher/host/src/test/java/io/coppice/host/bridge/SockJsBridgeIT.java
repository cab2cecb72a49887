package io.coppice.host.bridge;

import static io.coppice.host.bridge.TcpClient.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.host.config.BridgesConfig.BridgeConfig;
import io.coppice.host.config.BridgesConfig.SockjsConfig;
import io.coppice.host.observer.ObserverToken;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bridge for browsers: what it lets in, and the frames of SockJS. What a client may do is the same over TCP. */
class SockJsBridgeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String APP = "https://app.example";
    private static final String RAW = "/eventbus/websocket";
    private static final String SOCKJS = "/eventbus/123/abc/websocket";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    /** That of the clients, which the end of the node's does not close. */
    private final Vertx outside = Vertx.vertx();

    private final HttpClient http = outside.createHttpClient();
    private final WebSocketClient webSockets = outside.createWebSocketClient();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private String secret = "";
    private int port;

    @BeforeEach
    void start() throws Exception {
        ObserverToken token = ObserverToken.in(folder, Bridges.TOKEN_FILE);
        secret = Files.readString(token.file()).strip();
        List<JsonObject> listening = new CopyOnWriteArrayList<>();
        vertx.eventBus().<JsonObject>consumer("coppice.listening", message -> listening.add(message.body()));
        vertx.eventBus().consumer("pub.echo", message -> message.reply(message.body()));
        BridgeConfig bridge =
                new BridgeConfig("127.0.0.1", 0, List.of("pub.*"), List.of("pub.news"), 1_000, 3, 100_000, 1, 20);
        get(vertx.deployVerticle(new SockJsBridge(new SockjsConfig(bridge, "/eventbus", List.of(APP)), token)));
        await().atMost(PATIENCE).until(() -> !listening.isEmpty());
        port = listening.get(0).getInteger("port");
    }

    @AfterEach
    void close() throws Exception {
        get(vertx.close());
        // Not awaited: what counts is that the node does not wait for its clients.
        Future<Void> ignored = outside.close();
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private WebSocketConnectOptions to(String path) {
        return new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI(path)
                .setAllowOriginHeader(false);
    }

    private WebSocketConnectOptions from(String origin, String path) {
        return to(path).setAllowOriginHeader(true).addHeader("Origin", origin);
    }

    private WebSocket open(WebSocketConnectOptions options) throws Exception {
        return get(webSockets.connect(options).map(socket -> {
            socket.textMessageHandler(heard::add);
            socket.closeHandler(v -> heard.add("closed"));
            return socket;
        }));
    }

    private String hear() throws InterruptedException {
        return Objects.requireNonNull(heard.poll(60, TimeUnit.SECONDS), "nothing came");
    }

    private JsonObject ask(String address) {
        return frame("send", address).put("replyAddress", "r").put("body", 7);
    }

    private JsonObject withToken(JsonObject frame) {
        return frame.put("headers", new JsonObject().put("authorization", "Bearer " + secret));
    }

    @Test
    void pages_of_other_origins_are_refused() {
        for (String path : List.of(RAW, SOCKJS)) {
            for (String origin : List.of("https://evil.example", "http://app.example", APP + ".evil.example", "null")) {
                assertRefused(from(origin, path));
            }
        }
    }

    private void assertRefused(WebSocketConnectOptions options) {
        assertThatThrownBy(() -> open(options))
                .cause()
                .isInstanceOfSatisfying(
                        UpgradeRejectedException.class,
                        refused -> assertThat(refused.getStatus()).isEqualTo(403));
    }

    @Test
    void a_page_that_is_listed_shows_the_token_in_its_first_frame() throws Exception {
        WebSocket socket = open(from(APP, RAW));
        socket.writeTextMessage(frame("ping", "").encode());
        socket.writeTextMessage(withToken(ask("pub.echo")).encode());
        assertThat(new JsonObject(hear()))
                .isEqualTo(frame("rec", "r").put("send", true).put("body", 7));
        socket.writeTextMessage(frame("register", "pub.news").encode());
        socket.writeTextMessage(ask("pub.echo").encode());
        hear();
        vertx.eventBus().publish("pub.news", "n");
        assertThat(new JsonObject(hear()))
                .isEqualTo(frame("rec", "pub.news").put("send", false).put("body", "n"));
        socket.writeTextMessage(ask("supervisor").encode());
        assertThat(new JsonObject(hear()).getInteger("failureCode")).isEqualTo(403);
    }

    @Test
    void who_shows_none_is_told_so_and_let_go() throws Exception {
        open(to(RAW)).writeTextMessage(ask("pub.echo").encode());
        assertThat(new JsonObject(hear()).getInteger("failureCode")).isEqualTo(401);
        assertThat(hear()).isEqualTo("closed");
    }

    @Test
    void a_program_may_show_it_in_the_header_of_its_request_and_speak_sockjs() throws Exception {
        WebSocket socket = open(to(SOCKJS).addHeader("Authorization", "Bearer " + secret));
        assertThat(hear()).isEqualTo("o");
        socket.writeTextMessage(new JsonArray().add(ask("pub.echo").encode()).encode());
        assertThat(new JsonObject(new JsonArray(hear().substring(1)).getString(0)).getInteger("body"))
                .isEqualTo(7);
    }

    @Test
    void a_message_that_is_too_long_ends_the_connection() throws Exception {
        WebSocket socket = open(to(RAW));
        socket.writeTextMessage(
                withToken(ask("pub.echo").put("body", "x".repeat(2_000))).encode());
        assertThat(hear()).isEqualTo("closed");
        WebSocket other = open(to(RAW));
        other.writeTextMessage("no json");
        assertThat(new JsonObject(hear()).getString("message")).contains("no JSON object");
        assertThat(hear()).isEqualTo("closed");
    }

    @Test
    void there_is_no_transport_but_websockets_and_no_page() throws Exception {
        assertThat(status(HttpMethod.GET, "/eventbus/info", APP)).isEqualTo(200);
        assertThat(status(HttpMethod.GET, "/eventbus/info", "https://evil.example"))
                .isEqualTo(403);
        for (String path :
                List.of("", "/", "/iframe.html", "/1/a/xhr", "/1/a/xhr_send", "/1/a/jsonp", "/1/a/eventsource")) {
            assertThat(status(HttpMethod.POST, "/eventbus" + path, APP))
                    .as(path)
                    .isEqualTo(404);
            assertThat(status(HttpMethod.GET, "/eventbus" + path, APP)).as(path).isEqualTo(404);
        }
    }

    @Test
    void names_of_other_machines_are_refused() throws Exception {
        for (String path : List.of("/eventbus/info", RAW, SOCKJS)) {
            assertThat(status(HttpMethod.GET, path, APP, "evil.example")).isEqualTo(403);
        }
        assertThat(status(HttpMethod.GET, "/eventbus/info", APP, "localhost")).isEqualTo(200);
    }

    private int status(HttpMethod method, String path, String origin) throws Exception {
        return status(method, path, origin, "127.0.0.1");
    }

    private int status(HttpMethod method, String path, String origin, String host) throws Exception {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setServer(SocketAddress.inetSocketAddress(port, "127.0.0.1"))
                .setHost(host)
                .setPort(port)
                .setURI(path)
                .addHeader("Origin", origin);
        return get(http.request(options).compose(request -> request.send()).map(HttpClientResponse::statusCode));
    }

    @Test
    void what_is_over_the_rate_is_not_handled_and_who_goes_on_is_let_go() throws Exception {
        WebSocket socket = open(to(RAW).addHeader("Authorization", "Bearer " + secret));
        for (int i = 0; i < 300; i++) {
            // Those after its end are lost.
            Future<Void> ignored = socket.writeTextMessage(ask("pub.echo").encode());
        }
        List<JsonObject> answers = new ArrayList<>();
        for (String next = hear(); !next.equals("closed"); next = hear()) {
            answers.add(new JsonObject(next));
        }
        assertThat(answers).hasSizeLessThan(300);
        assertThat(answers)
                .filteredOn(answer -> answer.getString("message", "").startsWith("not handled: more than 1 messages"))
                .hasSize(20)
                .allSatisfy(answer -> assertThat(answer.getString("address")).isEqualTo("r"));
        assertThat(answers.get(answers.size() - 1).getString("message"))
                .startsWith("it went on with more than 1 messages a second");
    }

    @Test
    void who_does_not_read_leaves_its_place_to_another() throws Exception {
        WebSocketConnectOptions known = to(RAW).addHeader("Authorization", "Bearer " + secret);
        open(known);
        open(known);
        WebSocket deaf = open(known);
        deaf.writeTextMessage(frame("register", "pub.news").encode());
        deaf.writeTextMessage(ask("pub.echo").encode());
        hear();
        deaf.pause();
        String news = "n".repeat(900);
        // Before the others have been idle for too long.
        await().atMost(Duration.ofSeconds(45)).ignoreExceptions().untilAsserted(() -> {
            for (int i = 0; i < 5_000; i++) {
                vertx.eventBus().publish("pub.news", news);
            }
            assertThat(answerToHttp()).startsWith("HTTP/1.1 200");
        });
    }

    private String answerToHttp() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5_000);
            String request = "GET /eventbus/info HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void no_more_connections_than_allowed_are_let_in() throws Exception {
        for (int i = 0; i < 3; i++) {
            open(to(RAW));
        }
        assertThatThrownBy(() -> open(to(RAW))).cause().isNotInstanceOf(UpgradeRejectedException.class);
    }
}
