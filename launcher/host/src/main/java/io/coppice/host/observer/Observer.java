package io.coppice.host.observer;

import io.coppice.host.config.HostConfig.ObserverConfig;
import io.coppice.supervision.Supervision;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.function.BooleanSupplier;

/** The observer's server. */
public final class Observer {

    private static final int IDLE_SECONDS = 30;
    private static final long LARGEST_BODY = 64 * 1024;

    private final HttpServer server;

    private Observer(HttpServer server) {
        this.server = server;
    }

    /**
     * Starts it; it ends with its Vert.x.
     *
     * @param vertx the observer's own, so that no plugin can keep it from answering
     * @param supervision what it tells of
     * @param ready whether the whole tree is up
     */
    public static Future<Observer> start(
            Vertx vertx, Supervision supervision, ObserverConfig config, BooleanSupplier ready) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setIdleTimeout(IDLE_SECONDS)
                .setHttp2ClearTextEnabled(false);
        return vertx.createHttpServer(options)
                .requestHandler(new SecurityHeaders(router(vertx, supervision, config, ready)))
                .listen()
                .map(Observer::new);
    }

    private static Router router(Vertx vertx, Supervision supervision, ObserverConfig config, BooleanSupplier ready) {
        Router router = Router.router(vertx);
        JsonErrors.answerOn(router);
        router.route().handler(new AllowedHosts(config.host()));
        router.route().handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY));
        new TreeRoute(supervision).mount(router);
        new CrashesRoute(supervision).mount(router);
        new HealthRoutes(ready).mount(router);
        return router;
    }

    public int port() {
        return server.actualPort();
    }
}
