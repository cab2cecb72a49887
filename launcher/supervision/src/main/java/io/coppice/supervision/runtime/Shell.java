package io.coppice.supervision.runtime;

import io.coppice.supervision.VerticleStart;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * What Vert.x deploys for a worker: a verticle that always deploys, and that starts and stops the worker's own within.
 *
 * <p>Vert.x keeps a failed deployment for ever and knows no time limits, so the verticle inside is started and stopped by
 * hand. The shell sets the context's exception handler first, so that the first exception that reaches it ends the child.
 *
 * <p>All that Vert.x calls here it calls on the child's context; what happens is told to the {@link ChildRunner}.
 */
final class Shell implements Deployable {

    /** What the runner wants of it; it only ever goes forward. */
    enum Order {
        RUN,
        /** Ask the verticle to stop when undeployed. */
        STOP,
        /** Do not ask it. */
        KILL
    }

    private final ChildRunner runner;
    private final VerticleStart start;
    private final MessageInHand messages;
    private final Promise<Void> stopped = Promise.promise();

    private volatile Order order = Order.RUN;
    private volatile @Nullable Context context;
    private volatile @Nullable Thread eventLoop;
    private volatile @Nullable Deployable inner;
    private volatile boolean innerUp;
    private volatile boolean crashed;
    private volatile boolean undeploying;

    Shell(ChildRunner runner, VerticleStart start, MessageInHand messages) {
        this.runner = runner;
        this.start = start;
        this.messages = messages;
    }

    // For the runner

    @Nullable
    Context context() {
        return context;
    }

    boolean hasCrashed() {
        return crashed;
    }

    /** Whether Vert.x has begun to undeploy it, on whoever's demand. */
    boolean isUndeploying() {
        return undeploying;
    }

    void order(Order value) {
        order = value;
    }

    /** Lets Vert.x go on to close what the child has open, whether its stop has ended or not. */
    void stopWaiting() {
        stopped.tryComplete();
    }

    /** Where its event loop is at the moment; empty for a worker's or a virtual thread, which nobody knows. */
    StackTraceElement[] whereItIs() {
        Thread thread = eventLoop;
        return thread == null ? new StackTraceElement[0] : thread.getStackTrace();
    }

    // Called by Vert.x on the child's context

    @Override
    public Future<?> deploy(Context childContext) {
        context = childContext;
        if (childContext.isEventLoopContext()) {
            eventLoop = Thread.currentThread();
        }
        childContext.exceptionHandler(this::crash);
        runner.register(childContext.deploymentID());
        if (order != Order.RUN) {
            // Too late: it may have been forgotten already.
            runner.unregister(childContext.deploymentID());
            return Future.succeededFuture();
        }
        startInner(childContext).onComplete(result -> {
            if (order != Order.RUN) {
                startedTooLate(childContext, result.succeeded());
                return;
            }
            innerUp = result.succeeded();
            runner.innerStarted(result.cause());
        });
        return Future.succeededFuture();
    }

    /**
     * It was ended while it started, and its start went on: what it opened since, nobody closes but its own stop, because
     * its context is closed already.
     */
    private void startedTooLate(Context childContext, boolean isUp) {
        Deployable verticle = inner;
        if (isUp && verticle != null) {
            runner.startedTooLate();
            stopInner(verticle, childContext).onFailure(runner::stopFailed);
        }
    }

    private Future<?> startInner(Context childContext) {
        try {
            Deployable verticle = start.factory().call();
            inner = verticle;
            Future<?> started = verticle.deploy(childContext);
            return started == null ? returnedNull("start") : started;
        } catch (Throwable t) {
            return Future.failedFuture(t);
        }
    }

    /** The context's exception handler. */
    private void crash(Throwable cause) {
        crashed = true;
        Context childContext = context;
        runner.crashed(cause, childContext == null ? null : messages.refuse(childContext.deploymentID(), cause));
    }

    @Override
    public Future<?> undeploy(Context childContext) {
        undeploying = true;
        Order given = order;
        if (given == Order.RUN) {
            runner.undeployedByOthers(VertxInternals.closed(childContext));
        }
        Deployable verticle = inner;
        if (verticle == null || !innerUp || given == Order.KILL) {
            return Future.succeededFuture();
        }
        stopInner(verticle, childContext).onComplete(result -> {
            if (result.failed()) {
                runner.stopFailed(result.cause());
            }
            stopped.tryComplete();
        });
        return stopped.future();
    }

    private static Future<?> stopInner(Deployable verticle, Context childContext) {
        try {
            Future<?> stopped = verticle.undeploy(childContext);
            return stopped == null ? returnedNull("stop") : stopped;
        } catch (Throwable t) {
            return Future.failedFuture(t);
        }
    }

    private static Future<?> returnedNull(String what) {
        return Future.failedFuture(new IllegalStateException("its " + what + " returned null, not a Future"));
    }

    /** Deploys it; fails, and never throws, where Vert.x refuses. */
    Future<String> deployTo(Vertx vertx) {
        try {
            return vertx.deployVerticle(this, start.options());
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }
}
