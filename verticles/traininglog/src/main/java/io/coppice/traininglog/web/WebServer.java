package io.coppice.traininglog.web;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.web.RouterCrashes;
import io.coppice.traininglog.books.BookSettings;
import io.coppice.traininglog.books.Books;
import io.coppice.traininglog.config.ComponentConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.net.BindException;
import java.util.stream.Stream;

/**
 * The verticle that serves the training log over HTTP; as many instances as one likes share the port.
 *
 * <p>Configuration: {@code host}, {@code port}, {@code max_connections} of each instance; {@code book_idle_seconds} and
 * {@code max_logs} for the servers of books that it starts. Its sibling {@code books} must be a dynamic supervisor.
 */
public final class WebServer extends VerticleBase {

    private int connections;

    @Override
    public Future<?> start() {
        ComponentConfig config = new ComponentConfig(
                config(),
                Stream.concat(WebSettings.KEYS.stream(), BookSettings.KEYS.stream())
                        .toList());
        WebSettings settings = WebSettings.of(config);
        Supervision supervision = Supervision.of(vertx);
        Child self = supervision.self().orElseThrow(() -> new IllegalStateException("it needs a supervisor"));
        Books books = new Books(vertx, supervision.siblingPath("books"), self.path(), BookSettings.of(config));

        Router router = Router.router(vertx);
        RouterCrashes.on(router, self);
        Answers.addErrorHandlers(router);
        router.route().handler(new HostGuard(settings.host()));
        new BookRoutes(books).addTo(router);
        PageRoutes.addTo(router);
        return vertx.createHttpServer(settings.options())
                .connectionHandler(connection -> bound(connection, settings.maxConnections()))
                .requestHandler(router)
                .listen()
                .onSuccess(server -> announce(settings.host(), server))
                .recover(failure -> Future.failedFuture(described(failure, settings)));
    }

    private void bound(HttpConnection connection, int most) {
        connections++;
        connection.closeHandler(v -> connections--);
        if (connections > most) {
            connection.close();
        }
    }

    private void announce(String host, HttpServer server) {
        JsonObject listening =
                new JsonObject().put("name", "traininglog").put("host", host).put("port", server.actualPort());
        vertx.eventBus().publish("coppice.listening", listening, new DeliveryOptions().setLocalOnly(true));
    }

    private static Throwable described(Throwable failure, WebSettings settings) {
        String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
        // The native transports have exceptions of their own with the same words.
        boolean taken = String.valueOf(failure.getMessage()).contains("Address already in use");
        if (!taken) {
            return failure;
        }
        // With its cause, by which the host knows it.
        return new BindException(host + ":" + settings.port() + " is already in use").initCause(failure);
    }
}
