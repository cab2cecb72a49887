package io.coppice.host.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Load that the node makes itself: who may have it, what it tells, and what ends it. */
@SuppressWarnings("NullAway.Init")
class BenchRouteIT {

    private static final String BENCH = "/api/bus/bench";

    @TempDir
    Path folder;

    private RunningObserver running;

    @BeforeEach
    void start() throws Exception {
        running = new RunningObserver(folder);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void progress_is_told_and_then_the_result() throws Exception {
        running.vertx.eventBus().consumer("echo", message -> message.reply(message.body()));
        HttpResponse<String> response =
                running.post(BENCH, "{\"address\":\"echo\",\"concurrency\":8,\"requests\":500}");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        assertThat(response.body()).startsWith("event: progress\ndata: {\"replied\":0,\"failed\":0}\n\n");
        String last = response.body().substring(response.body().indexOf("event: result\ndata: ") + 20);
        JsonObject result = new JsonObject(last.strip());
        assertThat(result.getInteger("replied")).isEqualTo(500);
        assertThat(result.getJsonObject("failures")).isEmpty();
        assertThat(result.getJsonObject("latency_us").fieldNames())
                .containsExactly("least", "mean", "p50", "p90", "p99", "p99_9", "most");
    }

    @Test
    void it_needs_the_token() throws Exception {
        assertThat(running.send(running.request(BENCH)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("{\"address\":\"echo\"}")))
                        .statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | {'address':'echo','concurrency':0} | 'concurrency' must be a whole number from 1 to 1000, not 0",
                "400 | {'address':'echo','requests':10000001} | 'requests' must be a whole number from 1 to 10000000",
                "400 | {'address':'echo','rate':1} | known are address, body, timeout, concurrency, requests",
                "403 | {'address':'coppice.listening'} | the node's own",
            },
            quoteCharacter = '`')
    void what_is_wrong_is_named(int status, String body, String error) throws Exception {
        HttpResponse<String> response = running.post(BENCH, body.replace('\'', '"'));
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(new JsonObject(response.body()).getString("error").replace('"', '\''))
                .contains(error);
    }

    @Test
    void one_runs_at_a_time_and_ends_when_its_client_goes() throws Exception {
        List<Message<Object>> waiting = new CopyOnWriteArrayList<>();
        running.vertx.eventBus().consumer("held", waiting::add);
        String body = "{\"address\":\"held\",\"concurrency\":3}";
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), running.observer.port())) {
            OutputStream out = client.getOutputStream();
            out.write(("POST " + BENCH + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + running.token
                            + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                            + body)
                    .getBytes(StandardCharsets.US_ASCII));
            await().until(() -> waiting.size() == 3);
            assertThat(running.post(BENCH, body).statusCode()).isEqualTo(503);
        }
        // Each answer brings one request more, until the end of the connection has been seen.
        await().until(() -> {
            waiting.forEach(message -> message.reply(1));
            return running.post(BENCH, "{\"address\":\"nowhere\",\"requests\":1}")
                            .statusCode()
                    == 200;
        });
        assertThat(waiting).hasSizeLessThan(10_000);
    }
}
