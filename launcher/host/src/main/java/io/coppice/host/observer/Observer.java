package io.coppice.host.observer;

import io.coppice.host.config.HostConfig.ObserverConfig;
import io.coppice.supervision.Supervision;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;

/** The observer's server, on one event loop. */
public final class Observer {

    /** Longer than any answer takes, and than a heartbeat of a stream of events. */
    private static final int IDLE_SECONDS = 75;

    private static final int MOST_CONNECTIONS = 1_000;
    private static final long LARGEST_BODY = 64 * 1024;

    private final HttpServer server;
    private final EventsRoute events;
    /** Only touched on the event loop. */
    private int connections;

    private Observer(Vertx vertx, Context context, ObservedNode node, ObserverConfig config) {
        events = new EventsRoute(vertx, context, node.events());
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost(config.host())
                        .setPort(config.port())
                        .setIdleTimeout(IDLE_SECONDS)
                        .setHttp2ClearTextEnabled(false))
                .connectionHandler(this::bound)
                .requestHandler(new SecurityHeaders(router(vertx, node, config)));
    }

    /**
     * Starts it; it ends with its Vert.x.
     *
     * @param vertx the observer's own, so that no plugin can keep it from answering
     * @param node what it tells of
     */
    public static Future<Observer> start(Vertx vertx, ObservedNode node, ObserverConfig config) {
        Context context = vertx.getOrCreateContext();
        Promise<Void> begun = Promise.promise();
        context.runOnContext(v -> begun.complete());
        return begun.future()
                .map(v -> new Observer(vertx, context, node, config))
                .compose(observer -> observer.server.listen().map(observer));
    }

    private Router router(Vertx vertx, ObservedNode node, ObserverConfig config) {
        Supervision supervision = Supervision.of(node.vertx());
        AllowedHosts hosts = new AllowedHosts(config.host());
        Router router = Router.router(vertx);
        JsonErrors.answerOn(router);
        router.route().handler(hosts);
        BusRoutes bus = new BusRoutes(node, new ChangeGuard(hosts, node.token()), new BusAddresses(config.bus()));
        bus.mountGuard(router);
        router.route().handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY));
        new TreeRoute(supervision).mount(router);
        new CrashesRoute(supervision).mount(router);
        events.mount(router);
        bus.mount(router);
        new NodesRoute(node.cluster()).mount(router);
        new HealthRoutes(node.ready(), node.cluster()).mount(router);
        return router;
    }

    private void bound(HttpConnection connection) {
        connections++;
        connection.closeHandler(v -> connections--);
        if (connections > MOST_CONNECTIONS) {
            connection.close();
        }
    }

    public int port() {
        return server.actualPort();
    }

    /** Ends what has no end of its own: the streams of events. */
    public Future<Void> endStreams() {
        return events.close();
    }
}
