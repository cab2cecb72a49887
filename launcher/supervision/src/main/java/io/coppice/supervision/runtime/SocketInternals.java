package io.coppice.supervision.runtime;

import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.ShutdownEvent;

/** What Coppice uses of the inside of Vert.x's sockets, for {@link io.coppice.supervision.Sockets}; as {@link VertxInternals}. */
public final class SocketInternals {

    private SocketInternals() {}

    /**
     * Lets a client end its side and still read what it is owed, as {@code nc -N} does; Vert.x closes at once, and has no
     * option for it.
     *
     * @param whenClientEnded called on the socket's context
     */
    public static void allowHalfClose(NetSocket socket, Runnable whenClientEnded) {
        NetSocketInternal internal = (NetSocketInternal) socket;
        internal.channelHandlerContext().channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        internal.eventHandler(event -> {
            if (event instanceof ChannelInputShutdownEvent) {
                whenClientEnded.run();
            } else if (event instanceof ShutdownEvent) {
                socket.close();
            } else {
                ReferenceCountUtil.release(event);
            }
        });
    }

    /** Ends the server's side of a socket of TCP, behind what it has taken; Vert.x only ends both. */
    @SuppressWarnings(
            "FutureReturnValueIgnored") // where it fails the socket is closed, which its close handler tells of
    public static void endOutput(NetSocket socket) {
        if (((NetSocketInternal) socket).channelHandlerContext().channel() instanceof DuplexChannel channel) {
            channel.shutdownOutput();
        }
    }

    /**
     * Closes a socket without waiting for what is still to be written. {@link NetSocket#close} waits, and so does a close of
     * the channel, which passes Vert.x on its way; one from here does not.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // a closed channel is what the close handler tells of
    public static void abort(NetSocket socket) {
        ((NetSocketInternal) socket).channelHandlerContext().close();
    }

    /** Calls this when a server's connection is closed, on its event loop. */
    @SuppressWarnings("FutureReturnValueIgnored") // that of the listener's adding is the future itself
    public static void whenClosed(HttpConnection connection, Runnable closed) {
        ((HttpServerConnection) connection)
                .channelHandlerContext()
                .channel()
                .closeFuture()
                .addListener(done -> closed.run());
    }

    /** As above, from the first handler, as a WebSocket has taken the place of Vert.x's own. */
    @SuppressWarnings("FutureReturnValueIgnored")
    public static void abort(HttpServerRequest request) {
        ((HttpServerConnection) request.connection())
                .channelHandlerContext()
                .pipeline()
                .firstContext()
                .close();
    }
}
