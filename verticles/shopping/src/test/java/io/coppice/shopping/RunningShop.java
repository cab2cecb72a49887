package io.coppice.shopping;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.coppice.shopping.database.ReaderPool;
import io.coppice.shopping.database.Writer;
import io.coppice.shopping.service.SessionService;
import io.coppice.shopping.web.WebServer;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The shop of conf/shopping.json, on a free port. */
final class RunningShop implements AutoCloseable {

    final Vertx vertx;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    /** The same after a restart of the web server. */
    private final int port = freePort();

    private final Path data;

    RunningShop(Path data, int idleSeconds) {
        this(Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2)), data, idleSeconds, new JsonObject());
    }

    /** @param database what the configuration of the writer and the pool says of it */
    RunningShop(Path data, int idleSeconds, JsonObject database) {
        this(Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2)), data, idleSeconds, database);
    }

    /** On a Vert.x that is closed with it. */
    RunningShop(Vertx vertx, Path data, int idleSeconds, JsonObject database) {
        this.vertx = vertx;
        this.data = data;
        SupervisorSpec workers = SupervisorSpec.of(
                RestartStrategy.ONE_FOR_ONE,
                child("writer", Writer::new, database.copy()),
                ChildSpec.of("readers", SupervisorSpec.ofDynamic().withMaxChildren(4)),
                child("pool", ReaderPool::new, database.copy().put("max_waiting", 10_000)));
        SupervisorSpec shop = SupervisorSpec.of(
                        RestartStrategy.ONE_FOR_ONE,
                        ChildSpec.of("database", workers),
                        ChildSpec.of(
                                "sessions",
                                SupervisorSpec.ofDynamic()
                                        .withMaxChildren(200_000)
                                        .withWindow(1_000, Duration.ofSeconds(5))),
                        child("service", SessionService::new, new JsonObject().put("idle_seconds", idleSeconds)),
                        child("web", WebServer::new, new JsonObject().put("port", port)))
                .withWindow(1_000, Duration.ofSeconds(5));
        get(Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, ChildSpec.of("shopping", shop))));
    }

    private ChildSpec child(String id, Supplier<Deployable> verticle, JsonObject config) {
        config.put("coppice", new JsonObject().put("data", data.toString()));
        return ChildSpec.of(id, VerticleStart.of(id, verticle).withOptions(new DeploymentOptions().setConfig(config)));
    }

    /** Below those that a system gives to clients, or a connection might have it when the server starts again. */
    private static int freePort() {
        for (int tries = 0; tries < 1_000; tries++) {
            int port = 20_000 + ThreadLocalRandom.current().nextInt(12_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                // Another one may be free.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new IllegalStateException("no free port");
    }

    static <T> T get(Future<T> future) {
        try {
            return future.await(60, SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing came within 60 s", e);
        }
    }

    HttpResponse<String> send(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(60))
                .method(method, BodyPublishers.ofString(body.replace('\'', '"')))
                .build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Asks for what has to succeed. */
    JsonObject ask(String method, String path, String body) {
        HttpResponse<String> response = send(method, path, body);
        if (response.statusCode() >= 300) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return new JsonObject(response.body());
    }

    @Override
    public void close() {
        get(vertx.close());
    }
}
