package io.coppice.host.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The event bus over HTTP: what it answers, and to whom. */
@SuppressWarnings("NullAway.Init")
class BusRoutesIT {

    private static final String CALL = "/api/bus/call";
    private static final String ECHO = "{\"address\":\"echo\",\"body\":1}";

    @TempDir
    Path folder;

    private RunningObserver running;
    private final List<Object> heard = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws Exception {
        running = new RunningObserver(folder);
        running.vertx.eventBus().consumer("echo", message -> {
            heard.add(String.valueOf(message.body()));
            message.reply(message.body());
        });
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private HttpResponse<String> call(String address, Object body) throws Exception {
        JsonObject request = new JsonObject().put("address", address).put("body", body);
        return running.post(CALL, request.encode());
    }

    private static JsonObject json(HttpResponse<String> response) {
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        return new JsonObject(response.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":[1,{\"b\":null}]}", "[1,\"two\"]", "\"text\"", "17", "2.5", "true", "null"})
    void any_json_comes_back_as_it_went(String value) throws Exception {
        HttpResponse<String> response = running.post(CALL, "{\"address\":\"echo\",\"body\":" + value + "}");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"body\":" + value + "}");
    }

    @Test
    void a_body_may_be_left_out_and_bytes_are_base64() throws Exception {
        assertThat(running.post(CALL, "{\"address\":\"echo\"}").body()).isEqualTo("{\"body\":null}");
        running.vertx.eventBus().consumer("bytes", message -> message.reply(Buffer.buffer(new byte[] {1, 2, 3})));
        assertThat(json(call("bytes", 1)).getString("body")).isEqualTo("AQID");
    }

    @Test
    void a_failure_of_the_recipient_is_told_with_its_code() throws Exception {
        running.vertx.eventBus().consumer("refuses", message -> message.fail(412, "the version is 2, not 1"));
        HttpResponse<String> response = call("refuses", new JsonObject());
        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(json(response))
                .isEqualTo(new JsonObject()
                        .put("error", "the version is 2, not 1")
                        .put("code", 412)
                        .put("type", "RECIPIENT_FAILURE")
                        .put("address", "refuses"));
        running.vertx.eventBus().consumer("silent", message -> message.fail(1, null));
        assertThat(json(call("silent", 1)).getString("error")).isEqualTo("without a reason");
    }

    @Test
    void an_address_at_which_nobody_listens_is_not_found() throws Exception {
        HttpResponse<String> response = call("nowhere", 1);
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(json(response).getString("error")).isEqualTo("nobody listens at nowhere");
        assertThat(json(response).getString("type")).isEqualTo("NO_HANDLERS");
        for (String action : List.of("send", "publish")) {
            assertThat(running.post("/api/bus/" + action, "{\"address\":\"nowhere\",\"body\":1}")
                            .statusCode())
                    .as(action)
                    .isEqualTo(404);
        }
    }

    @Test
    void who_does_not_reply_is_given_up_after_the_timeout() throws Exception {
        running.vertx.eventBus().consumer("mute", message -> {});
        HttpResponse<String> response = running.post(CALL, "{\"address\":\"mute\",\"timeout\":50}");
        assertThat(response.statusCode()).isEqualTo(504);
        assertThat(json(response).getString("error")).isEqualTo("mute has not replied within 50 ms");
        assertThat(json(response).getString("type")).isEqualTo("TIMEOUT");
    }

    @Test
    void a_blocked_event_loop_keeps_no_caller_waiting() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicReference<Thread> loop = new AtomicReference<>();
        try {
            int loops = 2 * Runtime.getRuntime().availableProcessors();
            CountDownLatch blocked = new CountDownLatch(loops);
            for (int i = 0; i < loops; i++) {
                // Of a thread of its own each, so that they are dealt out to all event loops.
                Thread thread = new Thread(() -> running.vertx.runOnContext(v -> {
                    blocked.countDown();
                    loop.set(Thread.currentThread());
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }));
                thread.start();
                thread.join();
            }
            blocked.await();
            assertThat(loop.get()).isNotNull();
            assertThat(running.post(CALL, "{\"address\":\"echo\",\"timeout\":100}")
                            .statusCode())
                    .isEqualTo(504);
        } finally {
            release.countDown();
        }
    }

    @Test
    void no_more_than_256_calls_are_under_way() throws Exception {
        List<Message<Object>> waiting = new CopyOnWriteArrayList<>();
        running.vertx.eventBus().consumer("slow", waiting::add);
        List<Thread> callers = new ArrayList<>();
        List<Integer> statuses = new CopyOnWriteArrayList<>();
        for (int i = 0; i < BusRoutes.MOST_CALLS; i++) {
            Thread caller = new Thread(() -> {
                try {
                    statuses.add(call("slow", 1).statusCode());
                } catch (Exception e) {
                    statuses.add(-1);
                }
            });
            caller.start();
            callers.add(caller);
        }
        await().until(() -> waiting.size() == BusRoutes.MOST_CALLS);
        HttpResponse<String> refused = call("echo", 1);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(json(refused).getString("error")).contains("256 requests");
        waiting.forEach(message -> message.reply(1));
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(statuses).hasSize(BusRoutes.MOST_CALLS).containsOnly(200);
        assertThat(call("echo", 1).statusCode()).isEqualTo(200);
    }

    @Test
    void one_is_sent_to_and_all_are_published_to() throws Exception {
        List<String> received = new CopyOnWriteArrayList<>();
        running.vertx.eventBus().consumer("many", message -> received.add("a" + message.body()));
        running.vertx.eventBus().consumer("many", message -> received.add("b" + message.body()));
        assertThat(running.post("/api/bus/send", "{\"address\":\"many\",\"body\":1}")
                        .body())
                .isEqualTo("{}");
        await().untilAsserted(() -> assertThat(received).hasSize(1));
        assertThat(running.post("/api/bus/publish", "{\"address\":\"many\",\"body\":2}")
                        .statusCode())
                .isEqualTo(200);
        await().untilAsserted(() -> assertThat(received).hasSize(3).contains("a2", "b2"));
    }

    @Test
    void without_the_token_nothing_happens() throws Exception {
        List<String> wrong = List.of(
                "",
                "Bearer",
                "Bearer ",
                "Bearer " + "0".repeat(64),
                "Bearer " + running.token.substring(1),
                "Bearer " + running.token + "0",
                "Basic " + running.token,
                running.token);
        for (String action : List.of("call", "send", "publish", "anything")) {
            for (String authorization : wrong) {
                HttpResponse<String> response = running.send(running.request("/api/bus/" + action)
                        .header("Authorization", authorization)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(ECHO)));
                assertThat(response.statusCode()).as(authorization).isEqualTo(401);
                assertThat(response.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
                assertThat(json(response).getString("token_file"))
                        .isEqualTo(folder.resolve("observer.token").toString());
                assertThat(response.body()).doesNotContain(running.token);
            }
        }
        // Not where others can see it: in addresses that are logged.
        assertThat(running.send(running.request(CALL + "?token=" + running.token)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(ECHO)))
                        .statusCode())
                .isEqualTo(401);
        assertThat(heard).isEmpty();
        HttpResponse<String> right = running.send(running.request(CALL)
                .header("Authorization", "bearer  " + running.token)
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(BodyPublishers.ofString(ECHO)));
        assertThat(right.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "http://evil.example, 403",
        "null, 403",
        "http://localhost.evil.example:4001, 403",
        "http://evil.example/localhost, 403",
        "http://localhost:4001, 200",
        "http://127.0.0.1, 200"
    })
    void a_page_from_elsewhere_changes_nothing_even_with_the_token(String origin, int status) throws Exception {
        HttpResponse<String> response = running.send(running.request(CALL)
                .header("Authorization", "Bearer " + running.token)
                .header("Content-Type", "application/json")
                .header("Origin", origin)
                .POST(BodyPublishers.ofString(ECHO)));
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(heard).hasSize(status == 200 ? 1 : 0);
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void a_form_or_text_is_no_request() throws Exception {
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "application/jsonx")) {
            HttpResponse<String> response = running.send(running.request(CALL)
                    .header("Authorization", "Bearer " + running.token)
                    .header("Content-Type", type)
                    .POST(BodyPublishers.ofString(ECHO)));
            assertThat(response.statusCode()).as(type).isEqualTo(415);
        }
        assertThat(heard).isEmpty();
        assertThat(running.send(running.request(CALL).header("Authorization", "Bearer " + running.token))
                        .statusCode())
                .isEqualTo(405);
    }

    @Test
    void another_host_is_refused_whatever_it_has() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), running.observer.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("POST " + CALL + " HTTP/1.1\r\nHost: evil.example\r\nAuthorization: Bearer " + running.token
                                    + "\r\nContent-Type: application/json\r\nContent-Length: " + ECHO.length()
                                    + "\r\n\r\n"
                                    + ECHO)
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 403");
        }
        assertThat(heard).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "1",
                "{}",
                "{\"address\":1}",
                "{\"address\":\"\"}",
                "{\"adress\":\"echo\"}",
                "{\"address\":\"echo\",\"timeout\":0}",
                "{\"address\":\"echo\",\"timeout\":60001}",
                "{\"address\":\"echo\",\"timeout\":\"1\"}",
                "{\"address\":\"echo\",\"timeout\":null}",
                "{\"address\":\"echo\",\"headers\":{}}"
            })
    void what_is_no_request_is_told_what_would_be(String body) throws Exception {
        HttpResponse<String> response = running.post(CALL, body);
        assertThat(response.statusCode()).as(response.body()).isIn(400, 403);
        assertThat(json(response).getString("error")).containsPattern("must|known are");
        assertThat(heard).isEmpty();
    }

    @Test
    void json_without_end_in_depth_is_refused() throws Exception {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);
        assertThat(running.post(CALL, "{\"address\":\"echo\",\"body\":" + deep + "}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(call("echo", 1).statusCode()).isEqualTo(200);
    }

    @Test
    void a_large_value_passes_and_a_huge_body_does_not() throws Exception {
        String value = "x".repeat(1_900_000);
        assertThat(json(call("echo", value)).getString("body")).isEqualTo(value);
        HttpResponse<String> response = call("echo", "x".repeat(2 * 1024 * 1024));
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(heard).hasSize(1);
    }

    @Test
    void who_has_no_token_cannot_fill_the_memory() throws Exception {
        byte[] part = new byte[64 * 1024];
        long before = usedMemory();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), running.observer.port())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST " + CALL + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 401");
            try {
                for (int i = 0; i < 1_000; i++) {
                    out.write(part);
                }
            } catch (SocketException closed) {
                // It may also hang up.
            }
            assertThat(usedMemory() - before).isLessThan(32L * 1024 * 1024);
        }
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"__vertx.reply.1", "__vertx.anything", "coppice.listening", "coppice.events"})
    void the_nodes_own_addresses_are_out_of_reach(String address) throws Exception {
        running.vertx.eventBus().consumer(address, message -> {
            heard.add(message.body());
            message.reply(1);
        });
        for (String action : List.of("call", "send", "publish")) {
            HttpResponse<String> response =
                    running.post("/api/bus/" + action, "{\"address\":\"" + address + "\",\"body\":{}}");
            assertThat(response.statusCode()).isEqualTo(403);
            assertThat(json(response).getString("error")).isEqualTo("the address " + address + " is the node's own");
        }
        assertThat(heard).isEmpty();
    }

    @Test
    void where_the_configuration_lists_addresses_only_those_are_in_reach() throws Exception {
        try (RunningObserver listing = new RunningObserver(folder, "listed")) {
            for (String address : List.of("listed", "listed.not", "other")) {
                listing.vertx.eventBus().consumer(address, message -> message.reply(new JsonArray()));
                HttpResponse<String> response = listing.post(CALL, "{\"address\":\"" + address + "\"}");
                assertThat(response.statusCode()).as(address).isEqualTo(address.equals("listed") ? 200 : 403);
            }
            assertThat(json(listing.post(CALL, "{\"address\":\"other\"}")).getString("error"))
                    .isEqualTo("the address other is not in \"observer\": {\"bus\": [...]} of the configuration");
        }
    }

    @Test
    void a_reply_that_is_not_json_is_told() throws Exception {
        running.vertx.eventBus().registerCodec(new ThreadCodec());
        running.vertx
                .eventBus()
                .consumer(
                        "object",
                        message -> message.reply(Thread.currentThread(), new DeliveryOptions().setCodecName("thread")));
        HttpResponse<String> response = call("object", 1);
        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(json(response).getString("error")).startsWith("the reply cannot be written as JSON: ");
        HttpRequest.Builder after = running.request("/health/live");
        assertThat(running.send(after).statusCode()).isEqualTo(200);
    }
}
