package io.coppice.supervision.runtime;

import io.coppice.supervision.VerticleStart;
import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
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

    private final SupervisionSystem system;
    private final ChildRunner runner;
    private final boolean isOnEventLoop;
    private final Handler<AsyncResult<String>> whenDeployed;
    /** Null when it is down. */
    private @Nullable VerticleStart verticle;

    private volatile Shell shell;
    private int deployments;
    private @Nullable Limit look;

    /** @param whenDeployed told once, of the deployment that was not given up */
    Landing(
            SupervisionSystem system,
            ChildRunner runner,
            VerticleStart verticle,
            Handler<AsyncResult<String>> whenDeployed) {
        this.system = system;
        this.runner = runner;
        this.verticle = verticle;
        this.isOnEventLoop = verticle.options().getThreadingModel() == ThreadingModel.EVENT_LOOP;
        this.whenDeployed = whenDeployed;
        this.shell = new Shell(runner, verticle, system.messages());
    }

    /** The one that is deployed or to be deployed; from any thread. */
    Shell shell() {
        return shell;
    }

    void deploy() {
        Shell attempt = shell;
        Vertx vertx = system.vertx();
        deployments++;
        system.blockedThreads().passOver();
        attempt.deployTo(vertx).onComplete(deployed -> {
            if (attempt == shell) {
                cancel();
                whenDeployed.handle(deployed);
            } else if (deployed.succeeded()) {
                vertx.undeploy(deployed.result());
            }
        });
        if (isOnEventLoop) {
            look = Limit.of(system.deadlines(), LOOK, this::look);
        }
    }

    private void look() {
        VerticleStart again =
                deployments < MOST_DEPLOYMENTS && system.blockedThreads().areAny() ? verticle : null;
        if (again != null && shell.forget()) {
            shell = new Shell(runner, again, system.messages());
            deploy();
        } else if (!shell.hasBegun()) {
            look = Limit.of(system.deadlines(), LOOK, this::look);
        }
    }

    /** It is down: nothing is kept of it. */
    void forget() {
        verticle = null;
        shell.forgotten();
    }

    /** No other is deployed any more. */
    void cancel() {
        if (look != null) {
            look.cancel();
            look = null;
        }
    }
}
