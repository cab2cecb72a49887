package io.coppice.kv.tcp;

import io.coppice.supervision.Sockets;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The clients that are not served: each is told why, and let go. Used on one event loop. */
public final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    /** So many are told at a time; any more may be reset before they have read why. */
    private static final int MOST = 100;

    private final Limits limits;
    private final Map<NetSocket, Farewell> underWay = new HashMap<>();

    public Refusals(Limits limits) {
        this.limits = limits;
    }

    /**
     * Tells a client why, and lets it go.
     *
     * @param line with its end
     */
    public void refuse(NetSocket socket, String line) {
        if (underWay.size() >= MOST) {
            Future<Void> ignored = socket.end(Buffer.buffer(line));
            return;
        }
        Farewell farewell = new Farewell(socket, limits);
        underWay.put(socket, farewell);
        socket.exceptionHandler(e -> LOG.debug("{}: {}", socket.remoteAddress(), e.toString()));
        socket.closeHandler(v -> underWay.remove(socket));
        Future<Void> ignored = socket.write(line);
        farewell.begin();
    }

    /** Cuts off who goes on for too long; about once a second. */
    public void check() {
        Map.copyOf(underWay).forEach((socket, farewell) -> {
            if (farewell.isOver()) {
                Sockets.abort(socket);
            }
        });
    }
}
