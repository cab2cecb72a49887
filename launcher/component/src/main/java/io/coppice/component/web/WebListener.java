package io.coppice.component.web;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.net.BindException;

/** One verticle's share of a web server: it listens, bounds its connections and tells the host of its port. */
public final class WebListener {

    private final Vertx vertx;
    private final String name;
    private final WebSettings settings;

    /** How many are open; on the context of the verticle. */
    private int connections;

    /**
     * A listener, to be used by the verticle that makes it.
     *
     * @param name the component's name, as the host shows it
     */
    public WebListener(Vertx vertx, String name, WebSettings settings) {
        this.vertx = vertx;
        this.name = name;
        this.settings = settings;
    }

    /** Listens; a port that is taken is named. */
    public Future<HttpServer> listen(Router router) {
        return vertx.createHttpServer(settings.options())
                .connectionHandler(this::bound)
                .requestHandler(router)
                .listen()
                .onSuccess(this::announce)
                .recover(failure -> Future.failedFuture(described(failure)));
    }

    private void bound(HttpConnection connection) {
        connections++;
        connection.closeHandler(v -> connections--);
        if (connections > settings.maxConnections()) {
            connection.close();
        }
    }

    private void announce(HttpServer server) {
        JsonObject listening =
                new JsonObject().put("name", name).put("host", settings.host()).put("port", server.actualPort());
        vertx.eventBus().publish("coppice.listening", listening, new DeliveryOptions().setLocalOnly(true));
    }

    private Throwable described(Throwable failure) {
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
