package io.coppice.supervision.runtime;

import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Closeable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.WorkerPool;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.ShutdownEvent;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All use that Coppice makes of Vert.x's internal packages, which change between minor versions.
 *
 * <p>Each method says why the public API does not do.
 */
public final class VertxInternals {

    private static final String MAILBOX_POOL = "coppice-supervisor";

    private VertxInternals() {}

    /** The thread on which all supervisors of one Vert.x have their turns. */
    interface MailboxThread {
        /** A context of its own, whose tasks run one at a time. */
        Context newMailbox();

        /** Ends the thread when it has done what was given to it before. */
        Future<Void> close();
    }

    /**
     * Contexts that belong to no deployment, so that what is deployed from them is top-level, and whose thread no plugin
     * ever runs on, so that a plugin that blocks its event loop stalls no supervisor. The public API gives only contexts
     * of deployments, and one event loop for a foreign thread.
     */
    static MailboxThread newMailboxThread(Vertx vertx) {
        VertxInternal internal = (VertxInternal) vertx;
        WorkerPool pool = internal.createSharedWorkerPool(MAILBOX_POOL, 1, 60, TimeUnit.SECONDS);
        return new MailboxThread() {
            @Override
            public Context newMailbox() {
                return internal.contextBuilder()
                        .withThreadingModel(ThreadingModel.WORKER)
                        .withWorkerPool(pool)
                        .withClassLoader(VertxInternals.class.getClassLoader())
                        // Its own, or closing Vert.x cancels the limits of those that are being stopped.
                        .withCloseFuture(new CloseFuture())
                        .build();
            }

            @Override
            public Future<Void> close() {
                Promise<Void> closed = Promise.promise();
                ContextInternal elsewhere = internal.createEventLoopContext();
                newMailbox()
                        .runOnContext(last -> elsewhere.runOnContext(v -> {
                            pool.close();
                            closed.complete();
                        }));
                return closed.future();
            }
        };
    }

    /** A promise whose future calls back on the caller's context, where it has one; the public API has none such. */
    static <T extends @Nullable Object> Promise<T> promiseForCaller(Vertx vertx) {
        ContextInternal caller = ((VertxInternal) vertx).getContext();
        return caller == null ? Promise.promise() : caller.promise();
    }

    /**
     * A promise whose future calls back on the caller's context, which is made where it has none: what a listener throws
     * never comes to who completes it. The public API has none such.
     */
    public static <T extends @Nullable Object> Promise<T> promiseOnContext(Vertx vertx) {
        return ((VertxInternal) vertx).getOrCreateContext().promise();
    }

    /** Runs before Vert.x undeploys everything in no order; the public API has no such hook. */
    static void beforeClose(Vertx vertx, Supplier<Future<?>> hook) {
        Closeable closeable = completion -> hook.get().<Void>mapEmpty().onComplete(completion);
        ((VertxInternal) vertx).addCloseHook(closeable);
    }

    /** Completes when the context's consumers, timers, servers and clients are closed. */
    static Future<Void> closed(Context context) {
        return ((ContextInternal) context).closeFuture().future();
    }

    /** Closes the context's consumers, timers, servers and clients at once, whatever its thread does. */
    static void close(Context context) {
        ((ContextInternal) context).closeFuture().close();
    }

    /** The event loop of a context, as an identity to group by; the public API does not show it. */
    public static Object eventLoopOf(Context context) {
        return ((ContextInternal) context).nettyEventLoop();
    }

    /** Runs a task on an event loop that {@link #eventLoopOf} gave, behind what is queued there, on no context. */
    public static void execute(Object eventLoop, Runnable task) {
        ((io.netty.channel.EventLoop) eventLoop).execute(task);
    }

    /**
     * Runs a task at once as if it had been dispatched to the context, on whose event loop the caller already is: what it
     * throws goes to the context's exception handler. The public API only queues.
     */
    public static void dispatch(Context context, Runnable task) {
        ((ContextInternal) context).dispatch(task);
    }

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

    /**
     * Closes a socket without waiting for what is still to be written. {@link NetSocket#close} waits, and so does a close of
     * the channel, which passes Vert.x on its way; one from here does not.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // a closed channel is what the close handler tells of
    public static void abort(NetSocket socket) {
        ((NetSocketInternal) socket).channelHandlerContext().close();
    }
}
