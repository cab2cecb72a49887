package io.coppice.host.bridge;

import static io.coppice.host.bridge.TcpClient.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.host.config.BridgesConfig.BridgeConfig;
import io.coppice.host.observer.ObserverToken;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bridge over TCP, with clients that keep to the rules and such as do not. */
class TcpBridgeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    /** As a node has it on Linux. */
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));

    private final List<JsonObject> listening = new CopyOnWriteArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private ObserverToken token;

    private String secret = "";
    private int port;

    @BeforeEach
    void makeToken() throws Exception {
        token = ObserverToken.in(folder, Bridges.TOKEN_FILE);
        secret = Files.readString(token.file()).strip();
        vertx.eventBus().<JsonObject>consumer("coppice.listening", message -> listening.add(message.body()));
    }

    @AfterEach
    void close() throws Exception {
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private void start(List<String> inbound, List<String> outbound) throws Exception {
        start(new BridgeConfig("127.0.0.1", 0, inbound, outbound, 65_536, 1000, 200_000, 1000, 1000));
    }

    private void start(BridgeConfig config) throws Exception {
        get(vertx.deployVerticle(new TcpBridge(config, token)));
        await().atMost(PATIENCE).until(() -> !listening.isEmpty());
        port = listening.get(0).getInteger("port");
        assertThat(listening.get(0).getString("name")).isEqualTo("tcp-bridge");
    }

    private TcpClient client() throws IOException {
        return new TcpClient(port);
    }

    private TcpClient known() throws IOException {
        return client().withToken(secret);
    }

    private List<Object> heardAt(String address) {
        List<Object> heard = new CopyOnWriteArrayList<>();
        vertx.eventBus().consumer(address, message -> {
            heard.add(message.headers().names());
            message.reply("from " + address);
        });
        return heard;
    }

    @Test
    void who_does_not_show_the_token_is_told_so_and_let_go() throws Exception {
        List<Object> heard = heardAt("pub.a");
        start(List.of("pub.*"), List.of("pub.*"));
        for (String header : List.of("", "Bearer wrong", secret, "Bearer " + secret + "x")) {
            for (String type : List.of("send", "publish", "register")) {
                try (TcpClient client = client()) {
                    client.say(frame("ping", ""));
                    client.say(frame(type, "pub.a").put("headers", new JsonObject().put("authorization", header)));
                    assertThat(client.hear().getInteger("failureCode")).isEqualTo(401);
                    assertThat(client.hearOrEnd()).isNull();
                }
            }
        }
        assertThat(heard).isEmpty();
    }

    @Test
    void of_all_addresses_only_the_listed_ones_are_reached() throws Exception {
        List<String> others = List.of("kv.registry", "supervisor", "supervisor.kv", "coppice.events", "news", "pubx");
        List<List<Object>> heard = others.stream().map(this::heardAt).toList();
        heardAt("pub.a");
        start(List.of("pub.*"), List.of("news"));
        try (TcpClient client = known()) {
            for (String address : others) {
                assertThat(client.ask(address, 1))
                        .as(address)
                        .isEqualTo(frame("err", "r")
                                .put("failureCode", 403)
                                .put("failureType", "ERROR")
                                .put("message", client.ask(address, 1).getString("message")));
                client.say(frame("publish", address));
                JsonObject refusal = client.hear();
                assertThat(refusal.getString("address")).isEqualTo(address);
                assertThat(refusal.getString("message"))
                        .startsWith("a client of the bridge may not publish on " + address
                                + ": that has to be in \"inbound\" of the \"tcp\" bridge's configuration");
            }
            client.say(frame("register", "pub.a"));
            assertThat(client.hear().getString("message")).contains("\"outbound\"");
            assertThat(client.ask("pub.a", 1).getString("body")).isEqualTo("from pub.a");
        }
        assertThat(heard).allMatch(List::isEmpty);
    }

    @Test
    void without_a_list_nothing_is_reached() throws Exception {
        List<Object> heard = heardAt("pub.a");
        start(List.of(), List.of());
        try (TcpClient client = known()) {
            assertThat(client.ask("pub.a", 1).getInteger("failureCode")).isEqualTo(403);
            client.say(frame("register", "pub.a"));
            assertThat(client.hear().getInteger("failureCode")).isEqualTo(403);
        }
        assertThat(heard).isEmpty();
    }

    @Test
    void a_client_asks_consumes_answers_and_is_told_of_failures() throws Exception {
        vertx.eventBus().consumer("pub.echo", message -> message.reply(message.body()));
        vertx.eventBus().consumer("pub.no", message -> message.fail(409, "no"));
        start(List.of("pub.*"), List.of("pub.*"));
        JsonObject body = new JsonObject().put("x", 1).putNull("y");
        try (TcpClient client = known()) {
            JsonObject reply = client.ask("pub.echo", body);
            assertThat(reply.getString("type")).isEqualTo("message");
            assertThat(reply.getString("address")).isEqualTo("r");
            assertThat(reply.getJsonObject("body")).isEqualTo(body);
            assertThat(client.ask("pub.no", null)).isEqualTo(failure(409, "RECIPIENT_FAILURE", "no"));
            assertThat(client.ask("pub.nobody", null).getString("failureType")).isEqualTo("NO_HANDLERS");

            client.say(frame("register", "pub.mine"));
            client.ask("pub.echo", 1);
            Future<Object> answer = vertx.eventBus().request("pub.mine", body).map(message -> message.body());
            JsonObject asked = client.hear();
            assertThat(asked.getJsonObject("body")).isEqualTo(body);
            assertThat(asked.getBoolean("send")).isTrue();
            client.say(frame("send", asked.getString("replyAddress")).put("body", "answer"));
            assertThat(get(answer)).isEqualTo("answer");

            Future<?> refused = vertx.eventBus().request("pub.mine", body);
            client.say(frame("err", client.hear().getString("replyAddress"))
                    .put("failureCode", 7)
                    .put("message", "not today"));
            await().atMost(PATIENCE).until(refused::isComplete);
            assertThat(refused.cause()).isInstanceOf(ReplyException.class).hasMessage("not today");
        }
        await().atMost(PATIENCE)
                .until(() -> vertx.eventBus()
                        .request("pub.mine", 1)
                        .transform(result -> Future.succeededFuture(result.failed()
                                && String.valueOf(result.cause().getMessage()).contains("No handlers")))
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get());
    }

    private static JsonObject failure(int code, String type, String message) {
        return frame("err", "r")
                .put("failureCode", code)
                .put("failureType", type)
                .put("message", message);
    }

    @Test
    void the_token_is_not_passed_on_and_the_answers_of_others_cannot_be_given() throws Exception {
        List<Object> heard = heardAt("pub.a");
        start(List.of("pub.*"), List.of("pub.*"));
        try (TcpClient client = client();
                TcpClient other = known()) {
            client.say(frame("send", "pub.a")
                    .put("replyAddress", "r")
                    .put(
                            "headers",
                            new JsonObject()
                                    .put("AUTHORIZATION", "Bearer " + secret)
                                    .put("x", "1")));
            assertThat(client.hear().getString("body")).isEqualTo("from pub.a");
            assertThat(heard.toString()).isEqualTo("[[x]]");

            client.say(frame("register", "pub.mine"));
            client.ask("pub.a", 1);
            Future<Object> answer = vertx.eventBus().request("pub.mine", 1).map(message -> message.body());
            String reply = client.hear().getString("replyAddress");
            other.say(frame("send", reply).put("body", "forged"));
            assertThat(other.hear().getString("message")).isEqualTo("no message waits for this answer");
            client.say(frame("send", reply).put("body", "true"));
            assertThat(get(answer)).isEqualTo("true");
        }
    }

    @Test
    void a_frame_that_is_too_long_ends_the_connection_and_nothing_else() throws Exception {
        heardAt("pub.a");
        start(List.of("pub.*"), List.of());
        for (int length : List.of(65_537, Integer.MAX_VALUE, -1)) {
            try (TcpClient client = client()) {
                client.sayLength(length);
                assertThat(client.hear().getString("message")).contains("a frame has at most 65536");
                assertThat(client.hearOrEnd()).isNull();
            }
        }
        for (String wrong : List.of("{}", "{\"type\":7}", "{\"type\":\"log\"}", "{\"type\":\"ready\"}")) {
            try (TcpClient client = client()) {
                client.say(new JsonObject(wrong));
                assertThat(client.hear().getInteger("failureCode")).isEqualTo(400);
                assertThat(client.hearOrEnd()).isNull();
            }
        }
        try (TcpClient client = known()) {
            assertThat(client.ask("pub.a", 1).getString("body")).isEqualTo("from pub.a");
            client.say(frame("send", "pub.a").put("replyAddress", "r").put("timeout", 0));
            assertThat(client.hear().getString("message")).contains("\"timeout\" must be from 1");
        }
    }

    @Test
    void who_goes_on_sending_reads_why_it_is_let_go() throws Exception {
        start(List.of("pub.*"), List.of());
        try (TcpClient client = client()) {
            client.sayLength(8 * 1024 * 1024);
            client.sayBytes(8 * 1024 * 1024);
            assertThat(client.hear().getString("message")).contains("a frame has at most 65536");
            assertThat(client.hearOrEnd()).isNull();
        }
    }

    @Test
    void registrations_and_open_requests_are_bounded() throws Exception {
        vertx.eventBus().consumer("pub.never", message -> {});
        start(List.of("pub.*"), List.of("pub.*"));
        try (TcpClient client = known()) {
            for (int i = 0; i < 101; i++) {
                client.say(frame("register", "pub." + i));
            }
            assertThat(client.hear().getString("message")).contains("more than 100 addresses");
            assertThat(client.hearOrEnd()).isNull();
        }
        try (TcpClient client = known()) {
            for (int i = 0; i < 257; i++) {
                client.say(frame("send", "pub.never").put("replyAddress", "r" + i));
            }
            JsonObject refused = client.hear();
            assertThat(refused.getString("address")).isEqualTo("r256");
            assertThat(refused.getInteger("failureCode")).isEqualTo(429);
        }
    }

    @Test
    void who_does_not_read_is_let_go_and_others_are_not() throws Exception {
        start(List.of(), List.of("pub.news"));
        try (TcpClient deaf = known();
                TcpClient other = known()) {
            deaf.say(frame("register", "pub.news"));
            other.say(frame("register", "pub.news"));
            other.say(frame("ping", ""));
            deaf.say(frame("ping", ""));
            assertThat(other.hear().getString("type")).isEqualTo("pong");
            assertThat(deaf.hear().getString("type")).isEqualTo("pong");
            // More than the sockets of both sides and the bridge take together.
            String news = "n".repeat(50_000);
            int count = 0;
            for (; count < 2000; count++) {
                vertx.eventBus().publish("pub.news", news);
                assertThat(Objects.requireNonNull(other.hear().getString("body")))
                        .hasSize(50_000);
            }
            List<JsonObject> before = new ArrayList<>();
            for (JsonObject next = deaf.hearOrEnd(); next != null; next = deaf.hearOrEnd()) {
                before.add(next);
            }
            assertThat(before).hasSizeLessThan(count);
        }
    }

    @Test
    void what_is_over_the_rate_is_not_handled_and_who_goes_on_is_let_go() throws Exception {
        List<Object> heard = heardAt("pub.a");
        start(new BridgeConfig("127.0.0.1", 0, List.of("pub.*"), List.of(), 65_536, 1000, 200_000, 1, 20));
        try (TcpClient flood = known();
                TcpClient other = known()) {
            List<JsonObject> answers = new ArrayList<>();
            JsonObject next = flood.ask("pub.a", 0);
            for (; !next.getString("message", "").startsWith("it went on"); next = flood.ask("pub.a", 0)) {
                answers.add(next);
                assertThat(answers).hasSizeLessThan(300);
            }
            assertThat(next.getInteger("failureCode")).isEqualTo(429);
            assertThat(next.getString("message")).contains("more than 1 messages a second, or 20 at once");
            assertThat(flood.hearOrEnd()).isNull();
            List<JsonObject> refused = answers.stream()
                    .filter(answer -> answer.getString("type").equals("err"))
                    .toList();
            assertThat(refused)
                    .hasSize(20)
                    .allSatisfy(answer -> assertThat(answer.getString("message"))
                            .isEqualTo("not handled: more than 1 messages a second, or 20 at once (\"max_rate\" and"
                                    + " \"max_burst\" of the \"tcp\" bridge's configuration)"));
            assertThat(refused.get(0).getInteger("failureCode")).isEqualTo(429);
            assertThat(refused.get(0).getString("address")).isEqualTo("r");
            assertThat(heard).hasSize(answers.size() - refused.size()).hasSizeGreaterThanOrEqualTo(19);
            assertThat(other.ask("pub.a", 1).getString("body")).isEqualTo("from pub.a");
        }
    }

    @Test
    void who_does_not_read_leaves_its_place_to_another() throws Exception {
        start(new BridgeConfig("127.0.0.1", 0, List.of(), List.of("pub.news"), 65_536, 1, 200_000, 1000, 1000));
        try (TcpClient deaf = known()) {
            deaf.say(frame("register", "pub.news"));
            String news = "n".repeat(50_000);
            await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
                for (int i = 0; i < 100; i++) {
                    vertx.eventBus().publish("pub.news", news);
                }
                known().close();
            });
        }
    }

    @Test
    void who_does_not_read_why_it_is_let_go_leaves_its_place_as_well() throws Exception {
        start(new BridgeConfig("127.0.0.1", 0, List.of(), List.of("pub.news"), 65_536, 1, 50_000_000, 1000, 1000));
        try (TcpClient deaf = known()) {
            deaf.say(frame("register", "pub.news"));
            deaf.say(frame("ping", ""));
            assertThat(deaf.hear().getString("type")).isEqualTo("pong");
            // More than the sockets of both sides take.
            String news = "n".repeat(50_000);
            for (int i = 0; i < 500; i++) {
                vertx.eventBus().publish("pub.news", news);
            }
            deaf.say(new JsonObject());
            await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> known().close());
        }
    }

    @Test
    void no_more_clients_than_allowed_are_let_in() throws Exception {
        start(new BridgeConfig("127.0.0.1", 0, List.of(), List.of(), 65_536, 2, 200_000, 1000, 1000));
        try (TcpClient first = known()) {
            try (TcpClient second = known();
                    TcpClient third = client()) {
                JsonObject refusal = third.hear();
                assertThat(refusal.getInteger("failureCode")).isEqualTo(429);
                assertThat(refusal.getString("message")).contains("as it may: 2 (\"max_connections\"");
                third.say(frame("ping", "").put("headers", new JsonObject().put("authorization", "Bearer " + secret)));
                assertThat(third.hearOrEnd()).isNull();
                second.say(frame("ping", ""));
                assertThat(second.hear().getString("type")).isEqualTo("pong");
            }
            await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> known().close());
            first.say(frame("ping", ""));
            assertThat(first.hear().getString("type")).isEqualTo("pong");
        }
    }
}
