package io.coppice.host.bridge;

import io.coppice.host.config.BridgesConfig.BridgeConfig;
import io.coppice.host.config.BridgesConfig.SockjsConfig;
import io.coppice.host.observer.AllowedHosts;
import io.coppice.host.observer.ObserverToken;
import io.coppice.supervision.Sockets;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import io.vertx.ext.web.handler.sockjs.Transport;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bridge for browsers: the frames of Vert.x's SockJS event-bus bridge, over WebSockets. */
final class SockJsBridge extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(SockJsBridge.class);

    /** Longer than clients take to ping, and SockJS to send a heartbeat. */
    private static final int IDLE_SECONDS = 60;

    private static final int NOT_FOUND = 404;
    private static final long HEARTBEAT_MILLIS = 20_000;

    private final SockjsConfig sockjs;
    private final BridgeConfig config;
    private final ObserverToken token;
    private final LogLimit log = new LogLimit(System::nanoTime, LOG::warn);
    private final Set<BridgeClient> clients = new HashSet<>();
    private int connections;

    SockJsBridge(SockjsConfig sockjs, ObserverToken token) {
        this.sockjs = sockjs;
        this.config = sockjs.bridge();
        this.token = token;
    }

    @Override
    public Future<?> start() {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setIdleTimeout(IDLE_SECONDS)
                .setHttp2ClearTextEnabled(false)
                .setMaxWebSocketFrameSize(config.maxFrame())
                .setMaxWebSocketMessageSize(config.maxFrame());
        return Bridges.listening(
                vertx,
                BridgeKind.SOCKJS,
                config,
                vertx.createHttpServer(options)
                        .connectionHandler(this::connected)
                        .requestHandler(router())
                        .listen()
                        .map(server -> server.actualPort()));
    }

    private Router router() {
        SockJSHandlerOptions options =
                new SockJSHandlerOptions().setInsertJSESSIONID(false).setHeartbeatInterval(HEARTBEAT_MILLIS);
        // Those from before WebSockets: requests that a page of any origin can make, and bodies without a bound.
        for (Transport old : Transport.values()) {
            if (old != Transport.WEBSOCKET) {
                options.addDisabledTransport(old.name());
            }
        }
        Router router = Router.router(vertx);
        router.route().handler(new AllowedHosts(config.host()));
        router.route().handler(new AllowedOrigins(sockjs.origins()));
        Router transports = SockJSHandler.create(vertx, options).socketHandler(this::opened);
        router.route(sockjs.path() + "/*").handler(SockJsBridge::refuseOthers).subRouter(transports);
        return router;
    }

    /** A WebSocket is not closed with its server, and would keep the node waiting. */
    @Override
    public Future<?> stop() {
        return Future.join(
                List.copyOf(clients).stream().map(BridgeClient::close).toList());
    }

    /** SockJS has pages of its own as well, for browsers from before WebSockets. */
    private static void refuseOthers(RoutingContext context) {
        String path = String.valueOf(context.request().path());
        if (path.endsWith("/info") || path.endsWith("/websocket")) {
            context.next();
        } else {
            context.response().setStatusCode(NOT_FOUND).end();
        }
    }

    private void connected(HttpConnection connection) {
        connections++;
        Sockets.whenClosed(connection, () -> connections--);
        if (connections > config.maxConnections()) {
            log.log("the sockjs bridge has " + config.maxConnections() + " connections already: one more is let go");
            connection.close();
        }
    }

    private void opened(SockJSSocket socket) {
        BridgeClient client = new BridgeClient(
                vertx, BridgeKind.SOCKJS, config, token, log, String.valueOf(socket.remoteAddress()), wire(socket));
        clients.add(client);
        client.showed(socket.headers().get(HttpHeaders.AUTHORIZATION));
        socket.handler(text -> client.heard(text.toString()));
        socket.exceptionHandler(broken -> LOG.debug("a client of the sockjs bridge", broken));
        socket.closeHandler(v -> {
            clients.remove(client);
            client.gone();
        });
    }

    private static BridgeClient.Wire wire(SockJSSocket socket) {
        return new BridgeClient.Wire() {
            @Override
            public Future<Void> write(String frame) {
                return socket.write(frame);
            }

            @Override
            public void close() {
                socket.close();
            }

            @Override
            public void abort() {
                Sockets.abort(socket.routingContext().request());
            }
        };
    }
}
