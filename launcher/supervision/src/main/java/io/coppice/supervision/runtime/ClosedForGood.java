package io.coppice.supervision.runtime;

import io.vertx.core.Closeable;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.eventbus.impl.HandlerRegistration;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What takes the place of a context's consumers, timers, servers and clients when they are closed: it closes those that are
 * opened later, as soon as they are there.
 *
 * <p>A thread cannot be killed, so the code of a child that is down may go on. A {@link CloseFuture} that is closed takes
 * nothing any more, and what is registered then stays for ever and answers in place of the next incarnation. So it is opened
 * again with this as its map. With {@link VertxInternals} the only use of Vert.x's internals.
 */
final class ClosedForGood extends AbstractMap<Closeable, CloseFuture> {

    private static final Logger LOG = System.getLogger(ClosedForGood.class.getName());

    /** Vert.x tells of what is opened while it is being opened: a timer is not scheduled yet, and cannot be cancelled. */
    private static final long UNTIL_OPEN_MS = 200;

    private static final @Nullable Field CLOSED = field("closed");
    private static final @Nullable Field CHILDREN = field("children");

    private final VertxInternal vertx;
    private final CloseFuture closeFuture;

    private ClosedForGood(ContextInternal context) {
        this.vertx = context.owner();
        this.closeFuture = context.closeFuture();
    }

    private static @Nullable Field field(String name) {
        try {
            Field field = CloseFuture.class.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            LOG.log(Level.WARNING, "what a verticle opens after its end stays open, as Vert.x does not show it: " + e);
            return null;
        }
    }

    /** From the close of this context on. */
    static void after(Context context) {
        ContextInternal internal = (ContextInternal) context;
        internal.addCloseHook(completion -> {
            // Not before: of many children only few end.
            new ClosedForGood(internal).takePlace();
            completion.succeed();
        });
    }

    private void takePlace() {
        if (CLOSED == null || CHILDREN == null) {
            return;
        }
        synchronized (closeFuture) {
            try {
                CHILDREN.set(closeFuture, this);
                CLOSED.setBoolean(closeFuture, false);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the task throws nothing
    public @Nullable CloseFuture put(Closeable opened, CloseFuture owner) {
        // A consumer has a lock that waits until it is registered; and each moment may be a message's.
        long delay = opened instanceof HandlerRegistration ? 0 : UNTIL_OPEN_MS;
        // On a loop where no verticle ever runs: the context's own may be held.
        vertx.acceptorEventLoopGroup().next().schedule(() -> close(opened), delay, TimeUnit.MILLISECONDS);
        return null;
    }

    private static void close(Closeable opened) {
        Completable<Void> told = (done, failure) -> {
            if (failure != null) {
                notClosed(failure);
            }
        };
        try {
            opened.close(told);
        } catch (RuntimeException e) {
            notClosed(e);
        }
    }

    private static void notClosed(Throwable failure) {
        LOG.log(Level.WARNING, "what a verticle opened after its end did not close", failure);
    }

    @Override
    public @Nullable CloseFuture remove(Object closed) {
        return null;
    }

    /**
     * Asked for by a second close, such as that of an undeployment which came too late: it is told of the end of the first,
     * and would fail if it ended too.
     */
    @Override
    public Set<Closeable> keySet() {
        return Set.of(neverDone -> takePlace());
    }

    @Override
    public Set<Map.Entry<Closeable, CloseFuture>> entrySet() {
        return Set.of();
    }
}
