package io.coppice.kv.tcp;

import io.coppice.supervision.Sockets;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;

/**
 * The end of a client that may still be sending: it is told the last, and that nothing more comes; what it sends is read, into
 * nothing, until it ends its own side.
 *
 * <p>To what comes to a closed socket, and to what nobody has read of it, a system answers with a reset, and that takes from
 * the client what it has not read yet: why it was closed. (The lingering close of HTTP, RFC 9112, 9.6.)
 */
final class Farewell {

    /** How long a client may go on, from when it was told the last. */
    static final Duration LONGEST = Duration.ofSeconds(5);

    /** How many bytes it may go on to send. */
    static final long MOST = 64L * 1024 * 1024;

    private final NetSocket socket;
    private final Limits limits;
    private long begun = Limits.NEVER;
    private long told = Limits.NEVER;
    private long read;

    Farewell(NetSocket socket, Limits limits) {
        this.socket = socket;
        this.limits = limits;
    }

    boolean hasBegun() {
        return begun != Limits.NEVER;
    }

    /** Behind all that was written. */
    void begin() {
        begun = limits.now();
        socket.handler(this::discard);
        socket.resume();
        socket.write(Buffer.buffer()).onSuccess(written -> {
            told = limits.now();
            Sockets.endOutput(socket);
        });
    }

    private void discard(Buffer buffer) {
        read += buffer.length();
        if (read > MOST) {
            Sockets.abort(socket);
        }
    }

    /** Whether its client does not read the last, or goes on for too long. */
    boolean isOver() {
        return told == Limits.NEVER ? limits.isOver(begun, limits.line()) : limits.isOver(told, LONGEST);
    }
}
