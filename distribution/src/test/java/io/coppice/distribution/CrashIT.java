package io.coppice.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.coppice.host.Host;
import io.coppice.host.config.ConfigLoader;
import io.coppice.host.config.ConfigRequest;
import io.coppice.host.plugin.Languages;
import io.coppice.host.plugin.PluginCatalog;
import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.TreeNode;
import io.vertx.core.Future;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The whole node of conf/host.json, its components loaded as plugins: an exception inside each part, one at a time. */
class CrashIT {

    @TempDir
    Path folder;

    private final int kv = Node.freePort();
    private final int log = Node.freePort();
    private final HttpClient http = HttpClient.newHttpClient();
    private final ListAppender<ILoggingEvent> entries = new ListAppender<>();

    @SuppressWarnings("NullAway.Init") // made before each test
    private Host host;

    @BeforeEach
    void start() throws Exception {
        ConfigRequest request = new ConfigRequest(
                Node.ROOT.resolve("conf/host.json"),
                List.of(
                        "observer.port=0",
                        "supervisor.children.kv.children.acceptor.config.port=" + kv,
                        "supervisor.children.traininglog.children.web.config.port=" + log),
                Optional.empty(),
                Optional.of(folder),
                Map.of(),
                Node.ROOT,
                Runtime.version().feature());
        host = get(Host.start(
                ConfigLoader.load(request, plugins -> Languages.of(PluginCatalog.ofInstallationAnd(plugins))),
                (name, address, port) -> {}));
        entries.start();
        ((Logger) LoggerFactory.getLogger("supervision")).addAppender(entries);
        assertThat(lines("CREATE shopping\nPUT shopping milk 1\n", 2)).isEqualTo("OK\r\nOK\r\n");
        assertThat(post("10")).isEqualTo("OK");
    }

    @AfterEach
    void stop() {
        ((Logger) LoggerFactory.getLogger("supervision")).detachAppender(entries);
        get(host.stop());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/kv/events",
                "/kv/registry",
                "/kv/router",
                "/kv/acceptor",
                "/traininglog/database/writer",
                "/traininglog/database/readers/reader-1",
                "/traininglog/database/pool",
                "/traininglog/registry",
                "/traininglog/books/alice",
                "/traininglog/web"
            })
    void thePartIsBackTheRestIsUnharmedAndTheLogHasOneReport(String part) throws Exception {
        Map<String, Child> before = workers();
        // How many there are hangs on the machine.
        String path = before.containsKey(part) ? part : part + "#0";

        crash(path);

        // A reader comes back under another number, as its pool starts it and not its supervisor.
        boolean numbered = path.contains("/readers/");
        await().atMost(5, TimeUnit.SECONDS).until(() -> {
            Map<String, Child> now = workers();
            return now.size() == before.size()
                    && now.get(path) != before.get(path)
                    && (numbered || now.containsKey(path));
        });
        Map<String, Child> after = workers();
        before.forEach((other, child) -> {
            if (!other.equals(path)) {
                assertThat(after.get(other)).as(other).isSameAs(child);
            }
        });
        assertThat(lines("GET shopping milk\n", 2)).isEqualTo("1\r\nOK\r\n");
        assertThat(post("11")).isEqualTo("OK");
        assertThat(book())
                .isEqualTo("{\"username\":\"alice\",\"logs\":["
                        + "{\"weight\":\"100\",\"rep\":\"11\",\"movement_name\":\"snatch\"},"
                        + "{\"weight\":\"100\",\"rep\":\"10\",\"movement_name\":\"snatch\"}]}");
        assertOneReport(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/kv/buckets/shopping"})
    void aBucketIsGoneAloneAndItsNameIsFree(String path) throws Exception {
        assertThat(lines("CREATE other\nPUT other k v\n", 2)).isEqualTo("OK\r\nOK\r\n");

        crash(path);

        await().until(() -> lines("GET shopping milk\n", 1).equals("NOT FOUND\r\n"));
        assertThat(lines("GET other k\n", 2)).isEqualTo("v\r\nOK\r\n");
        assertThat(lines("CREATE shopping\nGET shopping milk\n", 3)).isEqualTo("OK\r\n\r\nOK\r\n");
        assertOneReport(path);
    }

    private void crash(String path) {
        Supervision.of(host.vertx())
                .child(path)
                .flatMap(Child::context)
                .orElseThrow()
                .runOnContext(v -> {
                    throw new IllegalStateException("planted");
                });
    }

    private void assertOneReport(String path) {
        List<ILoggingEvent> reports = List.copyOf(entries.list).stream()
                .filter(entry -> entry.getFormattedMessage().contains(" crashed: "))
                .toList();
        assertThat(reports).hasSize(1);
        assertThat(reports.get(0).getFormattedMessage())
                .startsWith(path + " ")
                .contains("java.lang.IllegalStateException: planted")
                .containsPattern("\\(restarts: [01] of \\d+ in 5 s\\)");
        assertThat(reports.get(0).getThrowableProxy().getStackTraceElementProxyArray())
                .isNotEmpty();
    }

    /** Every verticle that runs, by path. */
    private Map<String, Child> workers() {
        Map<String, Child> found = new HashMap<>();
        Supervision supervision = Supervision.of(host.vertx());
        collect(get(supervision.supervisor("/").orElseThrow().tree(100)), supervision, found);
        return found;
    }

    private static void collect(TreeNode node, Supervision supervision, Map<String, Child> found) {
        supervision
                .child(node.path())
                .filter(child -> child.isRunning() && child.context().isPresent())
                .ifPresent(child -> found.put(node.path(), child));
        node.children().forEach(child -> collect(child, supervision, found));
    }

    private String lines(String commands, int count) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), kv)) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(commands.getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(all.lines().count()).as(all).isEqualTo(count);
            return all;
        }
    }

    private String post(String rep) throws Exception {
        return send(HttpRequest.newBuilder(
                        uri("/training_log_books/alice/training_logs?movement_name=snatch&weight=100&rep=" + rep))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    private String book() throws Exception {
        return send(HttpRequest.newBuilder(uri("/training_log_books/alice")).build());
    }

    private String send(HttpRequest request) throws Exception {
        return http.send(request, BodyHandlers.ofString()).body();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + log + path);
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
