package io.coppice.supervision.runtime;

import io.coppice.supervision.VerticleStart;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The deployment of one child's {@link Shell}: where it lands in the queue of an event loop that is held, it is given up and
 * another is deployed, so that a child that blocks its loop costs the next one a second and not its start.
 *
 * <p>Vert.x deploys on one event loop after the other, and nobody can choose.
 */
final class Landing {

    private static final Duration LOOK = Duration.ofSeconds(1);

    /** So many event loops are tried; then it waits, until its start takes too long. */
    private static final int MOST_DEPLOYMENTS = 16;

    private static final Future<?> BEGUN = Future.succeededFuture();

    private final SupervisionSystem system;
    private final ChildRunner runner;
    private final boolean isOnEventLoop;
    /** Null when it is down. */
    private @Nullable VerticleStart verticle;

    private volatile Shell shell;
    private Future<?> deploying = BEGUN;
    private int deployments;
    private @Nullable Limit look;

    Landing(SupervisionSystem system, ChildRunner runner, VerticleStart verticle) {
        this.system = system;
        this.runner = runner;
        this.verticle = verticle;
        this.isOnEventLoop = verticle.options().getThreadingModel() == ThreadingModel.EVENT_LOOP;
        this.shell = new Shell(runner, verticle, system.messages());
    }

    /** The one that is deployed or to be deployed; from any thread. */
    Shell shell() {
        return shell;
    }

    /**
     * The shell tells how it went on, unless Vert.x refuses.
     *
     * @param eventLoop where it is to be, unless that is held; null for where Vert.x would have it
     */
    void deploy(@Nullable Object eventLoop) {
        deployments++;
        system.blockedThreads().choose(eventLoop);
        deploying = shell.deployTo(system.vertx());
        if (deploying.failed()) {
            runner.notDeployed(deploying.cause());
        } else {
            lookLater();
        }
    }

    private void lookLater() {
        look = Limit.of(system.deadlines(), LOOK, this::look);
    }

    private void look() {
        look = null;
        if (deploying.failed()) {
            runner.notDeployed(deploying.cause());
        } else if (!shell.hasBegun()) {
            elsewhere();
        }
    }

    private void elsewhere() {
        boolean mayHelp = isOnEventLoop
                && deployments < MOST_DEPLOYMENTS
                && system.blockedThreads().areAny();
        VerticleStart again = mayHelp ? verticle : null;
        if (again != null && shell.forget()) {
            shell = new Shell(runner, again, system.messages());
            deploy(null);
        } else {
            lookLater();
        }
    }

    /** It is down: nothing is kept of it. */
    void forget() {
        verticle = null;
        shell.forgotten();
    }

    /** No other is deployed any more. */
    void cancel() {
        deploying = BEGUN;
        if (look != null) {
            look.cancel();
            look = null;
        }
    }
}
