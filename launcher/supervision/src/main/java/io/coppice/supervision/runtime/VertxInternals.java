package io.coppice.supervision.runtime;

import io.netty.channel.EventLoopGroup;
import io.vertx.core.AsyncResult;
import io.vertx.core.Closeable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.impl.OutboundDeliveryContext;
import io.vertx.core.impl.VertxImpl;
import io.vertx.core.impl.VertxThread;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.deployment.DeploymentContext;
import io.vertx.core.internal.threadchecker.BlockedThreadChecker;
import io.vertx.core.internal.threadchecker.BlockedThreadEvent;
import io.vertx.core.transport.Transport;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All use that Coppice makes of Vert.x's internal packages, with {@link SocketInternals}, {@link VertxDeployments},
 * {@link SupervisorThreads} and {@link ClosedForGood}; they change between minor versions. Each method says why the public API does not do.
 */
public final class VertxInternals {

    private static final Logger LOG = System.getLogger(VertxInternals.class.getName());

    /** The field of a deployment that leads to the one above it; where it cannot be read, that is said once. */
    private static final ClassValue<Optional<Field>> PARENT = new ClassValue<>() {
        @Override
        protected Optional<Field> computeValue(Class<?> type) {
            try {
                Field parent = type.getDeclaredField("parent");
                parent.setAccessible(true);
                return Optional.of(parent);
            } catch (ReflectiveOperationException | InaccessibleObjectException e) {
                LOG.log(Level.WARNING, "the parent of a deployment cannot be read: " + e);
                return Optional.empty();
            }
        }
    };

    private VertxInternals() {}

    /**
     * A promise whose future calls back on the caller's context, which is made where it has none: what a listener throws
     * never comes to who completes it. Once Vert.x is closed no context runs anything, and it calls back where it is
     * completed. The public API has none such.
     */
    public static <T extends @Nullable Object> Promise<T> promiseOnContext(Vertx vertx) {
        ContextInternal caller = ((VertxInternal) vertx).getOrCreateContext();
        return caller.nettyEventLoop().isShutdown() ? Promise.promise() : caller.promise();
    }

    /** A promise whose listeners are called on a context, and never by who completes it; the public API has none such. */
    static <T> Promise<T> promise(Context context) {
        return ((ContextInternal) context).promise();
    }

    /**
     * Completes a promise of {@link #promiseOnContext} unless it is complete. Where its caller is gone, and a worker pool of
     * its own with it, nobody is there to be told; Vert.x throws that at who completes the promise.
     */
    public static <T extends @Nullable Object> void tell(Promise<T> promise, AsyncResult<? extends T> result) {
        try {
            if (result.succeeded()) {
                promise.tryComplete(result.result());
            } else {
                promise.tryFail(result.cause());
            }
        } catch (RejectedExecutionException gone) {
            // It is complete all the same, for who looks.
        }
    }

    /** As {@link #tell}, but behind what this thread is in where its promise's caller has its event loop here. */
    static <T extends @Nullable Object> void tellLater(Promise<T> promise, AsyncResult<? extends T> result) {
        ContextInternal caller = ((PromiseInternal<T>) promise).context();
        if (caller != null && caller.isEventLoopContext() && caller.inThread()) {
            caller.runOnContext(v -> tell(promise, result));
        } else {
            tell(promise, result);
        }
    }

    /** The public API makes one of each service on the class path, a cluster manager too, and loads all of its library. */
    public static Vertx withoutServices(VertxOptions options) {
        Transport asked = options.getPreferNativeTransport() ? Transport.nativeTransport() : null;
        Transport transport = asked == null ? Transport.NIO : asked;
        return VertxBootstrap.create()
                .options(options)
                .transport(transport.implementation())
                .serviceProviders(List.of())
                .init()
                .vertx();
    }

    /** The same result, on the caller's context as {@link #promiseOnContext}; one that is there already is there at once. */
    static <T> Future<T> onContext(Vertx vertx, Future<T> future) {
        if (future.isComplete()) {
            // Of no context: that of the supervisors may be closed.
            return future.succeeded() ? Future.succeededFuture(future.result()) : Future.failedFuture(future.cause());
        }
        if (((VertxInternal) vertx).getContext() == null) {
            // On none of Vert.x's threads either: who stops a tree then often closes Vert.x, and goes on after that.
            Promise<T> outside = Promise.promise();
            future.onComplete(done -> ForkJoinPool.commonPool().execute(() -> tell(outside, done)));
            return outside.future();
        }
        Promise<T> caller = promiseOnContext(vertx);
        future.onComplete(done -> tell(caller, done));
        return caller.future();
    }

    /** Whether Vert.x is closed, or about to be: what is started now would not be stopped. */
    static boolean isClosing(Vertx vertx) {
        return ((VertxInternal) vertx).closeFuture().isClosed();
    }

    /** Runs before Vert.x undeploys everything in no order; the public API has no such hook. */
    static void beforeClose(Vertx vertx, Supplier<Future<?>> hook) {
        Closeable closeable = completion -> hook.get().<Void>mapEmpty().onComplete(completion);
        ((VertxInternal) vertx).addCloseHook(closeable);
    }

    /**
     * Runs what may block on Vert.x's own worker pool. From a mailbox the public API would run it on the mailbox's thread.
     */
    static <T> Future<T> blocking(Vertx vertx, Callable<T> code) {
        return ((VertxInternal) vertx).createEventLoopContext().executeBlocking(code, false);
    }

    /** Completes when the context's consumers, timers, servers and clients are closed. */
    static Future<Void> closed(Context context) {
        return ((ContextInternal) context).closeFuture().future();
    }

    /** Closes the context's consumers, timers, servers and clients at once, whatever its thread does. */
    static void close(Context context) {
        ((ContextInternal) context).closeFuture().close();
    }

    /**
     * Finds something by the deployment of a context, or else by the nearest above it; the public API knows only the first.
     *
     * @return null where there is nothing, or the context belongs to no deployment
     */
    static <T> @Nullable T nearest(Context context, Function<String, @Nullable T> find) {
        DeploymentContext deployment = ((ContextInternal) context).deployment();
        while (deployment != null) {
            T found = find.apply(deployment.id());
            if (found != null) {
                return found;
            }
            deployment = parentOf(deployment);
        }
        return null;
    }

    /** Vert.x keeps the parent to itself; where modules are sealed nobody is told, and the child is not found. */
    private static @Nullable DeploymentContext parentOf(DeploymentContext deployment) {
        Field parent = PARENT.get(deployment.getClass()).orElse(null);
        try {
            return parent == null ? null : (DeploymentContext) parent.get(deployment);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("it was made accessible", e);
        }
    }

    /** Ends a message that is not to be delivered; without it its sender, or a request, would wait for ever. */
    static void discard(DeliveryContext<?> outbound, ReplyException why) {
        if (outbound instanceof OutboundDeliveryContext<?> sent) {
            sent.tryFail(why);
        }
    }

    /** Whether it is the reply to a request, by its address; the public API does not tell. */
    static boolean isReply(Message<?> message) {
        return message.address().startsWith("__vertx.reply.");
    }

    /** Fails what an outbound interceptor was given, at once; the public API can only send it on, or leave it to time out. */
    static void fail(DeliveryContext<?> outbound, ReplyException why) {
        ((OutboundDeliveryContext<?>) outbound).tryFail(why);
    }

    /**
     * The thread that is in the code of this context's deployment, or of one below it; the public API has no such thing.
     *
     * @param loop the thread of its event loop; null for a worker, whose thread is looked for among all
     * @return null where there is none
     */
    static @Nullable HeldThread heldBy(Context context, @Nullable Thread loop) {
        for (Thread thread : loop == null ? allThreads() : new Thread[] {loop}) {
            HeldThread held = held(thread);
            if (held != null && nearest(held.context(), context.deploymentID()::equals) != null) {
                return held;
            }
        }
        return null;
    }

    /**
     * Interrupts a worker's thread if it is still in the code that it was found in. An event loop is others' too, and is left
     * alone. Vert.x does the same when it undeploys, but that waits for the thread.
     */
    static void interrupt(@Nullable HeldThread found) {
        // What is read again may be over a moment later: then a pool drops the interrupt before its thread's next task.
        if (found != null && found.thread() instanceof VertxThread thread && thread.isWorker()) {
            HeldThread now = held(thread);
            if (now != null && now.since() == found.since()) {
                thread.interrupt();
            }
        }
    }

    private static Thread[] allThreads() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        Thread[] threads = new Thread[group.activeCount() + 32];
        return Arrays.copyOf(threads, group.enumerate(threads));
    }

    private static @Nullable HeldThread held(@Nullable Thread thread) {
        if (thread instanceof VertxThread vertxThread) {
            long since = vertxThread.startTime();
            Context context = VertxImpl.currentContext(vertxThread);
            Duration age = Duration.ofNanos(System.nanoTime() - since);
            // It may have gone on to other code meanwhile.
            boolean isStill = since != 0 && vertxThread.startTime() == since;
            return isStill && context != null ? new HeldThread(thread, context, since, age) : null;
        }
        return null;
    }

    /**
     * Is told of threads that are held for longer than Vert.x's options allow, on the thread of Vert.x's checker, which goes
     * on to log them as before. The public API only logs.
     */
    static void onBlockedThread(Vertx vertx, Consumer<HeldThread> handler) {
        ((VertxInternal) vertx).blockedThreadChecker().setThreadBlockedHandler(event -> {
            logBlocked(event);
            HeldThread held = held(event.thread());
            if (held != null) {
                handler.accept(held);
            }
        });
    }

    /** As Vert.x does, which keeps its own handler to itself. */
    private static void logBlocked(BlockedThreadEvent event) {
        String text = "Thread " + event.thread().getName() + " has been blocked for "
                + TimeUnit.NANOSECONDS.toMillis(event.duration()) + " ms, time limit is "
                + TimeUnit.NANOSECONDS.toMillis(event.maxExecTime()) + " ms";
        Throwable stack = null;
        if (event.duration() > event.warningExceptionTime()) {
            stack = new VertxException("Thread blocked", true);
            stack.setStackTrace(event.thread().getStackTrace());
        }
        System.getLogger(BlockedThreadChecker.LOGGER_NAME).log(Level.WARNING, text, stack);
    }

    /** On which Vert.x deploys. */
    static List<Object> eventLoops(Vertx vertx) {
        List<Object> loops = new ArrayList<>();
        ((VertxInternal) vertx).nettyEventLoopGroup().forEach(loops::add);
        return loops;
    }

    /**
     * Takes event loops in Vert.x's round until the next one's turn is not one of these; nobody can choose where Vert.x
     * deploys. Without effect where all loops are among them.
     */
    static void passOver(Vertx vertx, Predicate<Object> these) {
        EventLoopGroup group = ((VertxInternal) vertx).nettyEventLoopGroup();
        List<Object> loops = eventLoops(vertx);
        for (int i = 0; i < loops.size(); i++) {
            int taken = loops.indexOf(group.next());
            if (!these.test(loops.get((taken + 1) % loops.size()))) {
                return;
            }
        }
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
     * Runs a task as the context's own if the caller is on its event loop, so that what comes of it comes there as well and
     * wakes no other thread; else as what it is. The public API only queues.
     */
    static void onOwnLoop(Context context, Runnable task) {
        ContextInternal internal = (ContextInternal) context;
        if (internal.isEventLoopContext() && internal.inThread()) {
            internal.dispatch(task);
        } else {
            task.run();
        }
    }
}
