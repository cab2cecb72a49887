package io.coppice.supervision;

import io.coppice.supervision.runtime.SocketInternals;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;

/** What a TCP server needs of a socket and Vert.x does not offer. */
public final class Sockets {

    private Sockets() {}

    /**
     * Keeps a socket open for writing when its client has ended its own side, as {@code nc -N} does after a file; without
     * it Vert.x closes at once, and answers under way are lost. The server then has to close it.
     *
     * @param whenClientEnded called on the socket's context; what was read before has been delivered, unless the socket is
     *     paused
     */
    public static void allowHalfClose(NetSocket socket, Runnable whenClientEnded) {
        SocketInternals.allowHalfClose(socket, whenClientEnded);
    }

    /**
     * Tells a client that nothing more comes, and goes on reading; what was written has to be on its way. {@link NetSocket#close} ends both
     * sides, and a client that still sends is then reset before it has read the last.
     */
    public static void endOutput(NetSocket socket) {
        SocketInternals.endOutput(socket);
    }

    /** Closes a socket at once; {@link NetSocket#close} waits until its client has read what was written, maybe for ever. */
    public static void abort(NetSocket socket) {
        SocketInternals.abort(socket);
    }

    /**
     * Calls this when a server's connection is closed, on its event loop, also where it has become a WebSocket's:
     * {@link HttpConnection#closeHandler} is not called then.
     */
    public static void whenClosed(HttpConnection connection, Runnable closed) {
        SocketInternals.whenClosed(connection, closed);
    }

    /** Closes the connection of a request to a server at once, also where it has become a WebSocket's. */
    public static void abort(HttpServerRequest request) {
        SocketInternals.abort(request);
    }
}
