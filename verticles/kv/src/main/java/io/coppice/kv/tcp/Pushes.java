package io.coppice.kv.tcp;

import io.vertx.core.Context;
import io.vertx.core.net.NetSocket;
import org.jspecify.annotations.Nullable;

/**
 * What a client is told unasked: a part at a time, and the next when the socket has taken the one before.
 *
 * <p>So what waits, waits with the protocol, which bounds it. Each part is one write, as the answers of a batch are: neither
 * is ever within the other.
 */
final class Pushes {

    private static final int PART_SIZE = 16 * 1024;

    private final NetSocket socket;
    private final Context context;
    private final Limits limits;
    private final Runnable whenOverrun;
    private final Output part = new Output();
    private @Nullable Protocol protocol;
    private long writingSince = Limits.NEVER;

    /** @param whenOverrun called on the context, when the client has been too slow */
    Pushes(NetSocket socket, Context context, Limits limits, Runnable whenOverrun) {
        this.socket = socket;
        this.context = context;
        this.limits = limits;
        this.whenOverrun = whenOverrun;
    }

    void open(Protocol spoken) {
        protocol = spoken;
        spoken.opened(() -> context.runOnContext(v -> push()));
    }

    /** The client is gone, or is told nothing any more. */
    void close() {
        protocol = null;
        writingSince = Limits.NEVER;
    }

    /** Since when the socket has not taken what was written; {@link Limits#NEVER} if it has. */
    long writingSince() {
        return writingSince;
    }

    /** As {@link Output#trim}. */
    void trim() {
        part.trim();
    }

    private void push() {
        Protocol spoken = protocol;
        if (spoken == null) {
            return;
        }
        if (spoken.isOverrun()) {
            close();
            whenOverrun.run();
            return;
        }
        if (writingSince != Limits.NEVER) {
            return;
        }
        spoken.push(part, PART_SIZE);
        if (part.length() > 0) {
            writingSince = limits.now();
            socket.write(part.take()).onSuccess(written -> {
                writingSince = Limits.NEVER;
                // Not here and now: others of this event loop have their turns in between.
                context.runOnContext(v -> push());
            });
        }
    }
}
