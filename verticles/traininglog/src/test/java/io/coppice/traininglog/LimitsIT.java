package io.coppice.traininglog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.test.CapturedLog;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the web server refuses, and how it says so. */
class LimitsIT {

    private static final String LOGS = "/training_log_books/alice/training_logs";

    @TempDir
    private Path data;

    @Test
    void errorsOfTheRouterAreJsonToo() {
        try (RunningTree tree = new RunningTree(data)) {
            HttpResponse<String> nothing = tree.http.send(tree.http.to("/nothing"));
            assertThat(nothing.statusCode()).isEqualTo(404);
            assertThat(nothing.body()).isEqualTo("{\"error\":\"there is nothing at this path\"}");

            HttpResponse<String> method = tree.http.send(tree.http.to(LOGS));
            assertThat(method.statusCode()).isEqualTo(405);
            assertThat(method.headers().firstValue("allow")).contains("POST");
            assertThat(method.body()).isEqualTo("{\"error\":\"this path knows POST only\"}");

            HttpResponse<String> large = tree.http.post("alice", "application/json", " ".repeat(65 * 1024));
            assertThat(large.statusCode()).isEqualTo(413);
            assertThat(large.body()).isEqualTo("{\"error\":\"the body must not be longer than 65536 bytes\"}");
        }
    }

    @Test
    void onlyRequestsThatNameThisServerAreAnswered() {
        try (RunningTree tree = new RunningTree(data)) {
            for (String host : new String[] {"localhost", "127.0.0.1:4000", "LOCALHOST:1", "[::1]:4000"}) {
                assertThat(RawHttp.ask(tree.http.port, "GET / HTTP/1.1\r\nHost: " + host + "\r\n"))
                        .as(host)
                        .startsWith("HTTP/1.1 200");
            }
            for (String host : new String[] {"evil.example", "127.0.0.1.evil.example", "localhost.", "10.0.0.1"}) {
                assertThat(RawHttp.ask(tree.http.port, "GET / HTTP/1.1\r\nHost: " + host + "\r\n"))
                        .as(host)
                        .startsWith("HTTP/1.1 403");
            }
            assertThat(RawHttp.ask(tree.http.port, "GET / HTTP/1.0\r\n")).startsWith("HTTP/1.0 403");
        }
    }

    @Test
    void aPageOfAnotherSiteCannotPost() {
        try (RunningTree tree = new RunningTree(data)) {
            String query = LOGS + "?movement_name=snatch&rep=1&weight=1";
            String[] others = {
                "http://evil.example",
                "null",
                "http://127.0.0.1",
                "http://127.0.0.1:1",
                "http://localhost:" + tree.http.port,
                "https://127.0.0.1:" + tree.http.port
            };
            for (String origin : others) {
                assertThat(tree.http
                                .send(tree.http
                                        .to(query)
                                        .header("Origin", origin)
                                        .POST(BodyPublishers.noBody()))
                                .statusCode())
                        .as(origin)
                        .isEqualTo(403);
            }
            assertThat(tree.http
                            .send(tree.http
                                    .to(query)
                                    .header("Origin", "http://127.0.0.1:" + tree.http.port)
                                    .POST(BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void oneHostIsNamedAndAnAbsoluteTargetNamesItToo() {
        try (RunningTree tree = new RunningTree(data)) {
            assertThat(RawHttp.ask(tree.http.port, "GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n"))
                    .startsWith("HTTP/1.1 400");
            assertThat(RawHttp.ask(tree.http.port, "GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n"))
                    .startsWith("HTTP/1.1 200");
            for (String target : new String[] {"http://evil.example/", "http:///", "ftp://localhost/", "http://[/"}) {
                assertThat(RawHttp.ask(tree.http.port, "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n"))
                        .as(target)
                        .matches("(?s)HTTP/1.1 40[03] .*");
            }
        }
    }

    @Test
    void aBrokenBodyIsRefusedAndTheConnectionClosed() {
        try (RunningTree tree = new RunningTree(data);
                CapturedLog log = new CapturedLog("io.vertx", "io.coppice")) {
            String answer = RawHttp.ask(
                    tree.http.port,
                    "POST " + LOGS + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nrubbish\r\n");

            assertThat(answer).startsWith("HTTP/1.1 400").contains("{\"error\":");
            assertThat(log.warnings()).isEmpty();
        }
    }

    @Test
    void aClientThatGoesAwayInMidUploadIsNoErrorOfOurs() throws IOException {
        try (RunningTree tree = new RunningTree(data);
                CapturedLog log = new CapturedLog("io.vertx", "io.coppice")) {
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), tree.http.port)) {
                client.getOutputStream()
                        .write(("POST " + LOGS + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf")
                                .getBytes(StandardCharsets.US_ASCII));
            }

            await().until(() -> log.has("went away"));
            assertThat(log.warnings()).isEmpty();
        }
    }

    @Test
    void aFreePortIsItsOwn() {
        try (RunningTree tree = new RunningTree(data)) {
            NetServer other = RunningTree.get(tree.vertx
                    .createNetServer()
                    .connectHandler(NetSocket::close)
                    .listen(-1, "127.0.0.1"));

            assertThat(other.actualPort()).isNotEqualTo(tree.http.port);
        }
    }

    @Test
    void headersHaveABound() {
        try (RunningTree tree = new RunningTree(data)) {
            assertThat(RawHttp.ask(
                            tree.http.port,
                            "GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + "x".repeat(9 * 1024) + "\r\n"))
                    .startsWith("HTTP/1.1 431");
        }
    }

    @Test
    void aConnectionTooManyIsClosedAtOnce() throws IOException {
        JsonObject few = new JsonObject().put("web", new JsonObject().put("max_connections", 1));
        try (RunningTree tree = new RunningTree(data, few);
                Socket first = new Socket(InetAddress.getLoopbackAddress(), tree.http.port);
                Socket second = new Socket(InetAddress.getLoopbackAddress(), tree.http.port);
                Socket third = new Socket(InetAddress.getLoopbackAddress(), tree.http.port)) {
            first.setSoTimeout(10_000);
            third.setSoTimeout(10_000);

            // One for each of two instances, which take turns.
            assertThat(third.getInputStream().read()).isEqualTo(-1);

            first.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(first.getInputStream().read()).isEqualTo('H');
            assertThat(second.isConnected()).isTrue();
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start(new JsonObject().put("port", taken.getLocalPort())))
                    .hasStackTraceContaining("127.0.0.1:" + taken.getLocalPort() + " is already in use")
                    // The host looks for these words, and then prints no stack.
                    .hasStackTraceContaining("Address already in use");
        }
    }

    @Test
    void itListensOnLoopbackOnly() {
        assertThatThrownBy(() -> start(new JsonObject().put("host", "0.0.0.0")))
                .hasStackTraceContaining("\"host\" must be a loopback address such as 127.0.0.1, not 0.0.0.0");
    }

    @Test
    void anUnknownKeyIsNamed() {
        assertThatThrownBy(() -> start(new JsonObject().put("prot", 4000)))
                .hasStackTraceContaining("config has no \"prot\"");
    }

    /** A tree that does not start. */
    private void start(JsonObject web) {
        Vertx vertx = Vertx.vertx();
        try {
            RunningTree.get(io.coppice.supervision.Supervisor.start(
                    vertx, TrainingTree.of(data, new JsonObject().put("web", web))));
        } finally {
            RunningTree.get(vertx.close());
        }
    }
}
