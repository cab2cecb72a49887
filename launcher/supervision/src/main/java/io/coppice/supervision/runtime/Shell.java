package io.coppice.supervision.runtime;

import io.coppice.supervision.Continues;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
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
    private final MessageInHand messages;
    private final Promise<Void> stopped = Promise.promise();

    /** All that leads to the verticle's code is null when it is down. */
    private volatile @Nullable VerticleStart start;

    private volatile Order order = Order.RUN;
    private volatile @Nullable Context context;
    private volatile @Nullable Thread eventLoop;
    private volatile @Nullable Deployable inner;
    /** Null until Vert.x has deployed it, which takes until {@link #deploy} has returned. */
    private volatile @Nullable String deployment;

    /** Null when it is there. */
    private volatile @Nullable Arrival arrival;

    private volatile boolean innerUp;
    private volatile @Nullable CrashHandler handler;
    private volatile boolean crashed;
    private volatile boolean undeploying;
    private boolean down;

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

    /** Whether Vert.x has got round to it. */
    boolean hasBegun() {
        return context != null;
    }

    boolean hasCrashed() {
        return crashed;
    }

    /** Whether Vert.x has begun to undeploy it, on whoever's demand. */
    boolean isUndeploying() {
        return undeploying;
    }

    /** Null until Vert.x can undeploy it; who has given another order before is then told. */
    @Nullable
    String deployment() {
        return deployment;
    }

    void order(Order value) {
        order = value;
    }

    /** Lets Vert.x go on to close what the child has open, whether its stop has ended or not. */
    void stopWaiting() {
        stopped.tryComplete();
    }

    /** Its supervisor knows that it is up. */
    void handleContinue() {
        Context childContext = context;
        if (childContext != null && inner instanceof Continues verticle) {
            try {
                childContext.runOnContext(v -> {
                    if (order == Order.RUN) {
                        verticle.handleContinue();
                    }
                });
            } catch (RejectedExecutionException closed) {
                // It is being undeployed, and has nothing to go on with.
            }
        }
    }

    /** The thread that is in its code; null if none is, and for a virtual thread, which nobody knows. */
    @Nullable
    HeldThread held() {
        Context childContext = context;
        return childContext == null ? null : VertxInternals.heldBy(childContext, eventLoop);
    }

    /** False when it has begun; else it never does, but ends at once when Vert.x gets round to it. */
    synchronized boolean forget() {
        if (context != null) {
            return false;
        }
        order = Order.KILL;
        return true;
    }

    /** From now on its verticle is given no messages; too late, and without effect, when it is down. */
    synchronized void refuseMessages(String crash) {
        Context childContext = context;
        if (childContext != null && !down) {
            messages.refuseAll(childContext.deploymentID(), crash);
        }
    }

    /** It is down: nothing is kept of it, though its code may go on to throw. */
    synchronized void forgotten() {
        down = true;
        Context childContext = context;
        if (childContext != null) {
            messages.forget(childContext.deploymentID());
        }
        context = null;
        handler = null;
        inner = null;
        start = null;
    }

    /** Null until it has begun, and when it is down. */
    @Nullable
    CrashHandler handler() {
        return handler;
    }

    // Called by Vert.x on the child's context

    @Override
    public Future<?> deploy(Context childContext) {
        if (childContext.isEventLoopContext()) {
            eventLoop = Thread.currentThread();
        }
        Runnable hearOfStart = begin(childContext) ? startInner(childContext) : () -> {};
        Objects.requireNonNull(arrival).await(childContext, () -> {
            arrival = null;
            deployed(childContext);
            hearOfStart.run();
        });
        return Future.succeededFuture();
    }

    /** False when it is too late: it may have been forgotten already. */
    private boolean begin(Context childContext) {
        synchronized (this) {
            if (down) {
                return false;
            }
            context = childContext;
        }
        ClosedForGood.after(childContext);
        handler = new CrashHandler(childContext, this);
        runner.register(childContext.deploymentID());
        if (order != Order.RUN) {
            runner.unregister(childContext.deploymentID());
            return false;
        }
        return true;
    }

    /** Starts it; the result is waited for by what this returns. */
    private Runnable startInner(Context childContext) {
        try {
            Deployable verticle = newInner();
            Future<?> started = startOf(verticle, childContext);
            return () -> started.onComplete(result -> innerStarted(verticle, childContext, result));
        } catch (Throwable t) {
            return () -> runner.innerStarted(t);
        }
    }

    private static Future<?> startOf(Deployable verticle, Context childContext) {
        try {
            Future<?> started = verticle.deploy(childContext);
            return started == null ? returnedNull("start") : started;
        } catch (Throwable t) {
            return Future.failedFuture(t);
        }
    }

    private void deployed(Context childContext) {
        deployment = childContext.deploymentID();
        if (order != Order.RUN) {
            runner.deployedTooLate(this, childContext.deploymentID());
        }
    }

    private Deployable newInner() throws Exception {
        VerticleStart verticle = start;
        if (verticle == null) {
            throw new IllegalStateException("it has ended");
        }
        Deployable made = verticle.factory().call();
        synchronized (this) {
            if (!down) {
                inner = made;
            }
        }
        return made;
    }

    private void innerStarted(Deployable verticle, Context childContext, AsyncResult<?> result) {
        if (order == Order.RUN) {
            innerUp = result.succeeded();
            runner.innerStarted(result.cause());
        } else {
            startedTooLate(verticle, childContext, result.succeeded());
        }
    }

    /**
     * It was ended while it started, and its start went on: what it opened since of Vert.x's is closed, and only its own
     * stop knows of the rest.
     */
    private void startedTooLate(Deployable verticle, Context childContext, boolean isUp) {
        if (isUp) {
            runner.startedTooLate();
            stopInner(verticle, childContext).onFailure(runner::stopFailed);
        }
    }

    /** An exception that nobody caught, on its own context or on one below it. */
    void crash(Throwable cause, Context at) {
        crashed = true;
        ExitReason reason = ExitReason.crashed(cause);
        // Before the sender is told: what it then sends is to wait.
        runner.left(reason);
        refuseMessages(reason.detail());
        runner.crashed(cause, messages.refuse(at.deploymentID(), reason.detail()));
    }

    void handlerFailed(Throwable cause) {
        runner.handlerFailed(cause);
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
    Future<?> deployTo(Vertx vertx) {
        VerticleStart verticle = start;
        if (verticle == null) {
            return Future.failedFuture(new IllegalStateException("it has ended"));
        }
        try {
            Arrival begun = new Arrival();
            arrival = begun;
            Future<?> deploying = VertxDeployments.deploy(vertx, this, verticle.options());
            begun.returned();
            return deploying;
        } catch (Throwable t) {
            return Future.failedFuture(t);
        }
    }
}
