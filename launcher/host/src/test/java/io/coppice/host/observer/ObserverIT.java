package io.coppice.host.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.host.cluster.Cluster;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init")
class ObserverIT {

    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

    @TempDir
    Path folder;

    private final TwoNodes cluster = new TwoNodes();
    private RunningObserver running;
    private Vertx vertx;
    private Observer observer;

    /** A cluster that is safe when told to be. */
    private static final class TwoNodes implements Cluster {

        private volatile CompletionStage<Boolean> safe = CompletableFuture.completedStage(false);

        @Override
        public List<Node> nodes() {
            return List.of(new Node("b", "127.0.0.1:5702", false), new Node("a", "127.0.0.1:5701", true));
        }

        @Override
        public int majority() {
            return 3;
        }

        @Override
        public CompletionStage<Boolean> isSafe() {
            return safe;
        }

        @Override
        public Vertx start(VertxOptions options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Void> whenSafe() {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Void> takeShare() {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Void> giveShare(Duration most) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Void> leave() {
            throw new UnsupportedOperationException();
        }
    }

    @BeforeEach
    void start() throws Exception {
        running = new RunningObserver(folder, cluster);
        vertx = running.vertx;
        observer = running.observer;
    }

    @AfterEach
    void stop() {
        running.close();
    }

    /** Sends bytes as they are: clients do not let one choose the Host. */
    private String answer(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), observer.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return answer(socket.getInputStream());
        }
    }

    /** An answer with its body, whose length is always given. */
    private static String answer(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            text.append((char) c);
            if (text.indexOf("\r\n\r\n") >= 0) {
                Matcher length = LENGTH.matcher(text);
                return length.find()
                        ? text + new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.UTF_8)
                        : text.toString();
            }
        }
        return text.toString();
    }

    /** A request for localhost with these lines. */
    private String request(String... lines) throws IOException {
        return answer(String.join("\r\n", lines) + "\r\nHost: localhost\r\n\r\n");
    }

    private String get(String path, String host) throws IOException {
        return answer("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    }

    private String get(String path) throws IOException {
        return get(path, "127.0.0.1:" + observer.port());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/page.js", "/page.css"})
    void the_page_is_served_and_may_load_nothing_from_elsewhere(String path) throws Exception {
        assertThat(get(path))
                .startsWith("HTTP/1.1 200")
                .contains("Content-Security-Policy: default-src 'self'")
                .doesNotContainPattern("(src|href)=\"(https?:)?//");
        assertThat(get(path, "evil.example")).startsWith("HTTP/1.1 403");
        assertThat(get("/page.html")).startsWith("HTTP/1.1 404");
    }

    @Test
    void the_tree_is_answered_as_json() throws Exception {
        assertThat(get("/api/tree")).startsWith("HTTP/1.1 503").endsWith("{\"error\":\"the tree is not up\"}");
        SupervisorSpec spec =
                SupervisorSpec.of(RestartStrategy.REST_FOR_ONE, ChildSpec.of("d", SupervisorSpec.ofDynamic()));
        Supervisor.start(vertx, spec).await(10, TimeUnit.SECONDS);
        String answer = get("/api/tree");
        assertThat(answer).startsWith("HTTP/1.1 200").containsIgnoringCase("content-type: application/json");
        JsonObject tree = new JsonObject(answer.substring(answer.indexOf("\r\n\r\n") + 4));
        assertThat(tree.getString("path")).isEqualTo("/");
        assertThat(tree.getJsonArray("children").getJsonObject(0).getString("path"))
                .isEqualTo("/d");
    }

    private JsonObject crashes(String query) throws IOException {
        String answer = get("/api/crashes" + query);
        assertThat(answer).startsWith("HTTP/1.1 200").containsIgnoringCase("content-type: application/json");
        return new JsonObject(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    }

    @Test
    void the_last_crashes_are_answered_newest_first() throws Exception {
        assertThat(crashes("")).isEqualTo(new JsonObject("{\"crashes\":[]}"));
        ChildSpec d = ChildSpec.of("d", SupervisorSpec.ofDynamic());
        Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, d))
                .await(10, TimeUnit.SECONDS);
        Supervisor dynamic = Supervision.of(vertx).supervisor("/d").orElseThrow();
        for (String id : List.of("a", "ab")) {
            VerticleStart fails = VerticleStart.of("fails", () -> new VerticleBase() {
                @Override
                public Future<?> start() {
                    return Future.failedFuture("cannot");
                }
            });
            assertThatThrownBy(() -> dynamic.startChild(ChildSpec.of(id, fails)).await(10, TimeUnit.SECONDS))
                    .hasMessageContaining("cannot");
        }
        // They are noted behind the supervisor's back, so that it waits for nobody.
        await().untilAsserted(() -> assertThat(paths(crashes(""))).containsExactly("/d/ab", "/d/a"));
        assertThat(paths(crashes("?limit=1"))).containsExactly("/d/ab");
        assertThat(paths(crashes("?path=/d/a"))).containsExactly("/d/a");
        assertThat(paths(crashes("?path=%2Fd&limit=1000"))).hasSize(2);
        assertThat(paths(crashes("?path=/"))).hasSize(2);
        assertThat(paths(crashes("?path=/e"))).isEmpty();
        for (String query : List.of("limit=-1", "limit=x", "limit=1001", "limit=")) {
            assertThat(get("/api/crashes?" + query))
                    .startsWith("HTTP/1.1 400")
                    .endsWith("{\"error\":\"limit must be a whole number from 0 to 1000\"}");
        }
        assertThat(get("/api/crashes?path=d")).startsWith("HTTP/1.1 400");
    }

    private static List<String> paths(JsonObject answer) {
        return answer.getJsonArray("crashes").stream()
                .map(crash -> ((JsonObject) crash).getString("path"))
                .toList();
    }

    @Test
    void it_is_live_at_once_and_ready_when_the_tree_is_up_and_the_cluster_safe() throws Exception {
        assertThat(get("/health/live")).startsWith("HTTP/1.1 200");
        assertThat(get("/health/ready")).startsWith("HTTP/1.1 503");
        running.ready.set(true);
        assertThat(get("/health/ready"))
                .startsWith("HTTP/1.1 503")
                .endsWith("{\"error\":\"the cluster is not safe: backups are still being made\"}");
        cluster.safe = CompletableFuture.failedStage(new IllegalStateException());
        assertThat(get("/health/ready")).startsWith("HTTP/1.1 503");
        cluster.safe = CompletableFuture.completedStage(true);
        assertThat(get("/health/ready")).startsWith("HTTP/1.1 200");
    }

    @Test
    void the_nodes_are_answered_with_whether_they_are_the_majority() throws Exception {
        assertThat(get("/api/nodes"))
                .endsWith("{\"majority\":false,\"nodes\":["
                        + "{\"node\":\"b\",\"self\":false,\"address\":\"127.0.0.1:5702\"},"
                        + "{\"node\":\"a\",\"self\":true,\"address\":\"127.0.0.1:5701\"}]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "localhost",
                "LOCALHOST",
                "[::1]",
                "127.0.0.1:PORT",
                "localhost:PORT",
                "[::1]:PORT",
                "localhost:1",
                "[::1]:1"
            })
    void the_machines_own_names_are_allowed(String host) throws Exception {
        assertThat(get("/health/live", host.replace("PORT", "" + observer.port())))
                .startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "127.0.0.1.evil.example",
                "evil.example:PORT",
                "",
            })
    void any_other_host_is_refused_on_every_path(String host) throws Exception {
        for (String path : new String[] {"/health/live", "/api/tree", "/nowhere"}) {
            assertThat(get(path, host.replace("PORT", "" + observer.port())))
                    .startsWith("HTTP/1.1 403")
                    .contains("X-Frame-Options: DENY")
                    .contains("{\"error\":");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:PORT:PORT", "[::1", "a b"})
    void a_host_that_is_none_is_a_bad_request(String host) throws Exception {
        assertThat(get("/health/live", host.replace("PORT", "" + observer.port())))
                .startsWith("HTTP/1.1 400")
                .contains("X-Frame-Options: DENY")
                .endsWith("{\"error\":\"bad request\"}");
    }

    @Test
    void a_request_without_host_is_refused() throws Exception {
        assertThat(answer("GET /health/live HTTP/1.0\r\n\r\n")).contains(" 403 ");
    }

    @Test
    void every_answer_has_the_security_headers() throws Exception {
        for (String path : new String[] {"/health/live", "/nowhere"}) {
            assertThat(get(path))
                    .contains("X-Content-Type-Options: nosniff")
                    .contains("Content-Security-Policy: default-src 'self'")
                    .contains("X-Frame-Options: DENY");
        }
    }

    @Test
    void errors_are_json() throws Exception {
        assertThat(get("/nowhere")).startsWith("HTTP/1.1 404").endsWith("{\"error\":\"not found\"}");
        assertThat(answer("POST /api/tree HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405")
                .endsWith("{\"error\":\"method not allowed\"}");
        assertThat(request("POST /nowhere HTTP/1.1", "Connection: close", "Content-Length: 65537"))
                .startsWith("HTTP/1.1 413")
                .endsWith("{\"error\":\"request entity too large\"}");
    }

    @Test
    void http2_in_clear_text_is_off() throws Exception {
        assertThat(request(
                        "GET /health/live HTTP/1.1",
                        "Connection: Upgrade, HTTP2-Settings, close",
                        "Upgrade: h2c",
                        "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"))
                .startsWith("HTTP/1.1 200")
                .doesNotContain("101 Switching");
    }

    @Test
    void two_hosts_are_a_bad_request() throws Exception {
        assertThat(request("GET /health/live HTTP/1.1", "Host: localhost")).startsWith("HTTP/1.1 400");
    }

    @Test
    void a_target_with_a_host_must_name_an_allowed_one() throws Exception {
        assertThat(request("GET http://evil.example/health/live HTTP/1.1")).startsWith("HTTP/1.1 403");
        assertThat(request("GET http://localhost@evil.example/health/live HTTP/1.1"))
                .startsWith("HTTP/1.1 403");
        assertThat(request("GET http://localhost:1/health/live HTTP/1.1")).startsWith("HTTP/1.1 200");
    }
}
