package io.coppice.infosys;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.test.DeclaredTree;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/** The information system of conf/infosys.json, running in a Vert.x of its own on a free port. */
public final class RunningTree implements AutoCloseable {

    static {
        // The tests of the server's checks send headers that this client keeps to itself otherwise.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host,origin");
    }

    public final Vertx vertx;
    final int port;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    RunningTree(Vertx vertx, Path data, JsonObject overrides) {
        this.vertx = vertx;
        CompletableFuture<Integer> listening = new CompletableFuture<>();
        vertx.eventBus()
                .<JsonObject>consumer(
                        "coppice.listening",
                        message -> listening.complete(message.body().getInteger("port")));
        JsonObject all = overrides.copy().put("web", new JsonObject().put("port", 0));
        get(Supervisor.start(vertx, new DeclaredTree(data, all).ofFile("infosys.json")));
        port = listening.join();
    }

    /** With another configuration of the service. */
    public static RunningTree of(Path data, JsonObject service) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
        return new RunningTree(vertx, data, new JsonObject().put("service", service));
    }

    /** As the configuration has it, but without the backend in Python. */
    static RunningTree of(Path data) {
        return of(data, backends(calculator(), bus("facts", "infosys.facts")));
    }

    public static JsonObject backends(JsonObject... backends) {
        JsonArray list = new JsonArray();
        for (JsonObject backend : backends) {
            list.add(backend);
        }
        return new JsonObject().put("backends", list);
    }

    public static JsonObject calculator() {
        return new JsonObject().put("name", "calculator").put("type", "calculator");
    }

    public static JsonObject bus(String name, String address) {
        return new JsonObject().put("name", name).put("type", "bus").put("address", address);
    }

    Child child(String path) {
        return Supervision.of(vertx).child(path).orElseThrow(() -> new AssertionError("no child " + path));
    }

    /** An exception inside the part, as any bug would be. */
    void crash(String path) {
        child(path).context().orElseThrow().runOnContext(v -> {
            throw new IllegalStateException("planted");
        });
    }

    public Future<JsonObject> asking(String question) {
        JsonObject ask = new JsonObject().put("action", "ask").put("question", question);
        return vertx.eventBus().<JsonObject>request("infosys", ask).map(reply -> reply.body());
    }

    public JsonObject ask(String question) {
        return get(asking(question));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(60));
    }

    HttpResponse<String> get(String path) {
        return send(to(path));
    }

    HttpResponse<String> post(String path, String json) {
        return send(to(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    public static <T> T get(Future<T> future) {
        try {
            return future.await(60, SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing came within 60 s", e);
        }
    }

    @Override
    public void close() {
        get(vertx.close());
    }
}
