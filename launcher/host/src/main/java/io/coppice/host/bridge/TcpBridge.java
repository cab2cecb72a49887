package io.coppice.host.bridge;

import io.coppice.host.config.BridgesConfig.BridgeConfig;
import io.coppice.host.observer.ObserverToken;
import io.coppice.language.Frames;
import io.coppice.supervision.Sockets;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bridge over TCP, with the frames of Vert.x's TCP event-bus bridge. */
final class TcpBridge extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(TcpBridge.class);
    /** So many of those that are too many are told so at once; they may take a second to read it. */
    private static final int MOST_TOLD = 100;

    private final BridgeConfig config;
    private final ObserverToken token;
    private final LogLimit log = new LogLimit(System::nanoTime, LOG::warn);
    private final Set<BridgeClient> clients = new HashSet<>();
    private final Set<BridgeClient> tooMany = new HashSet<>();

    TcpBridge(BridgeConfig config, ObserverToken token) {
        this.config = config;
        this.token = token;
    }

    @Override
    public Future<?> start() {
        NetServerOptions options = new NetServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setTcpKeepAlive(true);
        return Bridges.listening(
                vertx,
                BridgeKind.TCP,
                config,
                vertx.createNetServer(options)
                        .connectHandler(this::opened)
                        .listen()
                        .map(server -> server.actualPort()));
    }

    @Override
    public Future<?> stop() {
        List<BridgeClient> all = new ArrayList<>(clients);
        all.addAll(tooMany);
        return Future.join(all.stream().map(BridgeClient::close).toList());
    }

    private void opened(NetSocket socket) {
        if (clients.size() < config.maxConnections()) {
            serve(socket, clients);
        } else if (tooMany.size() < MOST_TOLD) {
            serve(socket, tooMany).tooMany();
        } else {
            log.log("the tcp bridge has " + clients.size() + " clients already: one more is let go");
            socket.close();
        }
    }

    private BridgeClient serve(NetSocket socket, Set<BridgeClient> among) {
        FrameReader reader = new FrameReader(config.maxFrame());
        BridgeClient client = new BridgeClient(
                vertx, BridgeKind.TCP, config, token, log, String.valueOf(socket.remoteAddress()), wire(socket));
        among.add(client);
        socket.closeHandler(v -> {
            among.remove(client);
            client.gone();
        });
        socket.handler(bytes -> {
            try {
                reader.read(bytes, client::heard);
            } catch (Frames.Violation broken) {
                // What comes after it has no beginning that could be found.
                socket.handler(rest -> {});
                client.broke(broken);
            }
        });
        return client;
    }

    private static BridgeClient.Wire wire(NetSocket socket) {
        return new BridgeClient.Wire() {
            @Override
            public Future<Void> write(String frame) {
                return socket.write(FrameReader.encode(frame));
            }

            @Override
            public void close() {
                socket.close();
            }

            @Override
            public void letGo() {
                // To what comes to a closed socket a system answers with a reset, which takes from the client what it
                // has not read.
                socket.handler(rest -> {});
                socket.resume();
                socket.write(Buffer.buffer()).onSuccess(written -> Sockets.endOutput(socket));
            }

            @Override
            public void abort() {
                Sockets.abort(socket);
            }
        };
    }
}
