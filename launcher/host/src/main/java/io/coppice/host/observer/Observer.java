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
    private final MetricsRoute metrics;
    /** Only touched on the event loop. */
    private int connections;

    private Observer(Vertx vertx, Context context, ObservedNode node, ObserverConfig config) {
        events = new EventsRoute(vertx, context, node.events());
        metrics = new MetricsRoute(node);
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
        ChangeGuard guard = new ChangeGuard(hosts, node.token());
        BusAddresses addresses = new BusAddresses(config.bus());
        BusRoutes bus = new BusRoutes(node, guard, addresses);
        ChildrenRoutes children = new ChildrenRoutes(supervision, guard);
        PlanRoutes plan = new PlanRoutes(node.plan(), guard);
        PluginRoutes plugins = new PluginRoutes(node.plugins(), guard);
        bus.mountGuard(router);
        plan.mountGuard(router);
        plugins.mountGuard(router);
        children.mountGuard(router);
        router.route().handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY));
        PageRoutes.mount(router);
        new TreeRoute(supervision).mount(router);
        children.mount(router);
        plan.mount(router);
        plugins.mount(router);
        new CrashesRoute(supervision).mount(router);
        events.mount(router);
        bus.mount(router);
        metrics.mount(router);
        new BenchRoute(node, addresses).mount(router);
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

    /** Ends what has no end of its own: the streams of events, and what listens to the JVM. */
    public Future<Void> endStreams() {
        metrics.close();
        return events.close();
    }
}
