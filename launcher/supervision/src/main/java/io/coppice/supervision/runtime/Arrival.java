package io.coppice.supervision.runtime;

import io.vertx.core.Context;
import org.jspecify.annotations.Nullable;

/**
 * The moment from which Vert.x has a deployment among its own, and can undeploy it.
 *
 * <p>That is when the verticle's {@code deploy} has returned to Vert.x and Vert.x to who deploys, in whatever order, by a task
 * of its own on the verticle's context. To wait for the result of the deployment would wake the thread of who deploys.
 */
final class Arrival {

    /** More are needed where Vert.x is being closed, and has it among its deployments no more. */
    private static final int MOST_LOOKS = 16;

    private boolean returned;
    private @Nullable Runnable whenReturned;
    /** Only the verticle's context uses it. */
    private int looks;

    /** Has a task run on the verticle's context when it has arrived; called there, as the last thing of its {@code deploy}. */
    void await(Context context, Runnable whenArrived) {
        context.runOnContext(v -> look(context, whenArrived));
    }

    private void look(Context context, Runnable whenArrived) {
        if (VertxDeployments.isDeployed(context) || looks++ == MOST_LOOKS) {
            whenArrived.run();
        } else if (hasReturnedOr(() -> await(context, whenArrived))) {
            // The task of Vert.x is behind this one.
            await(context, whenArrived);
        }
    }

    private synchronized boolean hasReturnedOr(Runnable later) {
        if (!returned) {
            whenReturned = later;
        }
        return returned;
    }

    /** Vert.x has returned to who deploys; called there. */
    void returned() {
        Runnable waiting;
        synchronized (this) {
            returned = true;
            waiting = whenReturned;
            whenReturned = null;
        }
        if (waiting != null) {
            waiting.run();
        }
    }
}
