package io.coppice.host.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.NodeInfo;
import java.lang.reflect.Proxy;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MendedClusterManagerTest {

    private final Vertx vertx = Vertx.vertx();
    private final NodeInfo there = new NodeInfo("127.0.0.1", 1, null);

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    /** Answers at once, on the thread that asks, as Vert.x's own does on the context that asks. */
    @SuppressWarnings("unchecked")
    private ClusterManager answering() {
        return (ClusterManager) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ClusterManager.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getNodeInfo")) {
                        ((Completable<NodeInfo>) arguments[1]).complete(there, null);
                    }
                    return null;
                });
    }

    @Test
    void theConnectionToANodeBelongsToNoVerticle() throws Exception {
        MendedClusterManager manager = new MendedClusterManager(answering());
        manager.init(vertx);
        Promise<Context> connecting = Promise.promise();
        vertx.deployVerticle(new VerticleBase() {
            @Override
            public Future<?> start() {
                manager.getNodeInfo("b", (info, failure) -> connecting.complete(vertx.getOrCreateContext()));
                return Future.succeededFuture();
            }
        });
        Context context =
                connecting.future().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);

        assertThat(context.deploymentID()).isNull();
        assertThat(context.isEventLoopContext()).isTrue();
    }
}
