package io.coppice.kv;

import io.coppice.kv.bus.BucketNames;
import io.coppice.kv.bus.BusServer;
import io.coppice.kv.lines.LineProtocol;
import io.coppice.kv.resp.RespProtocol;
import io.coppice.kv.resp.Sessions;
import io.coppice.kv.route.Route;
import io.coppice.kv.route.Routes;
import io.coppice.kv.store.BucketTable;
import io.coppice.kv.store.Budget;
import io.coppice.kv.store.Events;
import io.coppice.kv.tcp.Connection;
import io.coppice.kv.tcp.Limits;
import io.coppice.kv.tcp.Protocol;
import io.coppice.kv.tcp.Refusals;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The acceptor: serves the line protocol, and Redis's to a client whose first byte is {@code *}. One instance an event loop; all listen on one port, and each client stays on the
 * event loop of the instance that took it.
 *
 * <p>Configuration: {@link AcceptorConfig}.
 */
public final class Acceptor extends VerticleBase {

    private static final long CHECK_EVERY_MS = 1000;
    /**
     * To Vert.x a negative port is a free one, shared by all servers of one Vert.x that name the same; so no other
     * component may name it.
     */
    private static final int ANY_SHARED_PORT = -4040;
    /**
     * What one read brings at the most, and the socket's own buffer. One that is smaller than a segment (64 KiB on the loopback
     * device) fills in crumbs, each after a pause: a value of 1 MiB then takes ten seconds instead of a few milliseconds.
     */
    private static final int RECEIVE_BUFFER = 64 * 1024;

    private final Set<Connection> connections = new HashSet<>();

    @Override
    public Future<?> start() {
        AcceptorConfig config = AcceptorConfig.of(config());
        BucketTable table = BucketTable.of(vertx);
        BucketNames names = new BucketNames(vertx);
        Limits limits = new Limits(config.idle(), config.line(), System.nanoTime());
        Refusals refusals = new Refusals(limits);
        Budget.of(vertx).limitTo(config.buffered());
        vertx.setPeriodic(CHECK_EVERY_MS, id -> {
            limits.moveTo(System.nanoTime());
            List.copyOf(connections).forEach(Connection::check);
            refusals.check();
        });
        NetServerOptions options = new NetServerOptions()
                .setHost(config.host())
                .setPort(config.port() == 0 ? ANY_SHARED_PORT : config.port())
                .setReceiveBufferSize(RECEIVE_BUFFER)
                .setAcceptBacklog(1024)
                .setTcpNoDelay(true)
                // A subscriber may be silent for ever; one whose machine is gone is found out so.
                .setTcpKeepAlive(true);
        return vertx.createNetServer(options)
                .connectHandler(socket -> {
                    if (table.connections().incrementAndGet() > config.maxConnections()) {
                        table.connections().decrementAndGet();
                        refusals.refuse(socket, "ERROR more than " + config.maxConnections() + " connections\r\n");
                    } else {
                        accept(socket, table, names, limits);
                    }
                })
                .listen()
                .onSuccess(server -> announce(config.host(), server.actualPort()))
                .recover(failure -> Future.failedFuture(describe(config, failure)));
    }

    private void announce(String host, int port) {
        JsonObject listening =
                new JsonObject().put("name", "kv").put("host", host).put("port", port);
        vertx.eventBus().publish("coppice.listening", listening, BusServer.LOCAL);
    }

    private void accept(NetSocket socket, BucketTable table, BucketNames names, Limits limits) {
        Events events = Events.of(vertx);
        Route route = Routes.of(vertx).fromHere();
        Budget budget = Budget.of(vertx);
        Function<Byte, Protocol> protocols = first -> first == '*'
                ? new RespProtocol(
                        table, names, route, events, budget, Sessions.of(vertx), String.valueOf(socket.remoteAddress()))
                : new LineProtocol(table, names, route, events, budget);
        Connection connection = new Connection(socket, context, protocols, route, limits, budget);
        connections.add(connection);
        connection.open(() -> {
            connections.remove(connection);
            table.connections().decrementAndGet();
        });
    }

    private static Throwable describe(AcceptorConfig config, Throwable failure) {
        boolean taken = String.valueOf(failure.getMessage()).contains("Address already in use");
        return taken
                ? new IllegalStateException(config.host() + ":" + config.port() + " is already in use", failure)
                : failure;
    }
}
