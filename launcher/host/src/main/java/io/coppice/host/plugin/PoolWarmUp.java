package io.coppice.host.plugin;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the lasting threads of Vert.x before any plugin runs.
 *
 * <p>A thread keeps the context class loader of whoever made it. One that a plugin's code makes first would keep the
 * plugin's classes in memory after the plugin is gone.
 */
public final class PoolWarmUp {

    private PoolWarmUp() {}

    /**
     * Completes when every event loop, worker and internal thread has run once, and the one that accepts connections.
     */
    public static Future<?> of(Vertx vertx, VertxOptions options) {
        List<Future<?>> done = new ArrayList<>();
        done.add(touchEventLoops(vertx, options.getEventLoopPoolSize()));
        for (int i = 0; i < options.getWorkerPoolSize(); i++) {
            done.add(vertx.executeBlocking(() -> null, false));
        }
        for (int i = 0; i < options.getInternalBlockingPoolSize(); i++) {
            done.add(vertx.fileSystem().exists("."));
        }
        done.add(touchAcceptor(vertx));
        return Future.all(done);
    }

    /** The instances of one deployment are given the event loops in turn: so each gets one. */
    private static Future<?> touchEventLoops(Vertx vertx, int eventLoops) {
        DeploymentOptions each = new DeploymentOptions().setInstances(eventLoops);
        return vertx.deployVerticle(() -> (Deployable) new Idle(), each).compose(vertx::undeploy);
    }

    /** The first server makes the thread that accepts connections. */
    private static Future<?> touchAcceptor(Vertx vertx) {
        return vertx.createNetServer()
                .connectHandler(NetSocket::close)
                .listen(0, "127.0.0.1")
                .compose(NetServer::close);
    }

    /** A verticle that does nothing. */
    private static final class Idle implements Deployable {
        @Override
        public Future<?> deploy(Context context) {
            return Future.succeededFuture();
        }
    }
}
