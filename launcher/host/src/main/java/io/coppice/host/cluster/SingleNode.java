package io.coppice.host.cluster;

import io.coppice.host.HostException;
import io.coppice.supervision.LocalVertx;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A node outside of any cluster. */
record SingleNode(String name) implements Cluster {

    @Override
    public Vertx start(VertxOptions options) {
        try {
            return LocalVertx.of(options);
        } catch (RuntimeException e) {
            throw new HostException(HostException.Part.VERTX, "Vert.x did not start: " + e.getMessage(), e);
        }
    }

    @Override
    public List<Node> nodes() {
        return List.of(new Node(name, "", true));
    }

    @Override
    public int majority() {
        return 1;
    }

    @Override
    public CompletionStage<Boolean> isSafe() {
        return CompletableFuture.completedStage(true);
    }

    @Override
    public CompletionStage<Void> whenSafe() {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> takeShare() {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> giveShare(Duration most) {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> leave() {
        return CompletableFuture.completedStage(null);
    }
}
