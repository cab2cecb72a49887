package io.coppice.supervision.runtime;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxImpl;
import io.vertx.core.impl.deployment.DefaultDeployment;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.deployment.Deployment;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import org.jspecify.annotations.Nullable;

/** Deployments of verticles without what the public API does beside; with {@link VertxInternals} a use of internals. */
final class VertxDeployments {

    private static final Logger LOG = LoggerFactory.getLogger(VertxDeployments.class);

    /** What Vert.x calls each of them: it keeps that with each, and makes a text of its own for each. */
    private static final String IDENTIFIER = "java:" + Shell.class.getName();

    private VertxDeployments() {}

    /**
     * Deploys as the public API does, but wakes no thread to tell of it where nobody asks: that maps each result, on the
     * context of who deploys.
     */
    static Future<?> deploy(Vertx vertx, Shell verticle, DeploymentOptions options) throws Exception {
        if (!(vertx instanceof VertxImpl internal)) {
            return vertx.deployVerticle(verticle, options);
        }
        if (VertxInternals.isClosing(vertx)) {
            return Future.failedFuture("Vert.x is closed");
        }
        if (options.getInstances() != 1) {
            throw new IllegalArgumentException("a child has 1 instance, not " + options.getInstances());
        }
        ContextInternal caller = internal.getOrCreateContext();
        ClassLoader given = options.getClassLoader();
        ClassLoader loader = given == null ? Thread.currentThread().getContextClassLoader() : given;
        Deployment deployment =
                DefaultDeployment.deployment(internal, LOG, options, shell -> IDENTIFIER, loader, () -> verticle);
        return internal.deploymentManager().deploy(caller.deployment(), caller, deployment);
    }

    /** The event loop on which the caller is; null for a caller on another thread. The public API does not show it. */
    static @Nullable Object callersEventLoop(Vertx vertx) {
        Context caller = Vertx.currentContext();
        boolean isHere = caller instanceof ContextInternal internal
                && internal.owner() == vertx
                && internal.isEventLoopContext()
                && internal.inThread();
        return isHere ? VertxInternals.eventLoopOf(caller) : null;
    }

    /** Whether Vert.x can undeploy it, which it cannot yet when the verticle's own start has been called. */
    static boolean isDeployed(Context context) {
        return ((ContextInternal) context).owner().deploymentManager().deployment(context.deploymentID()) != null;
    }
}
