package io.coppice.component.bus;

import io.coppice.supervision.Child;
import io.coppice.supervision.ClusterRegistry;
import io.coppice.supervision.nodes.Nodes;
import io.coppice.supervision.nodes.StateScope;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * Which node serves what of a component whose state all nodes share: each thing has one server in the cluster, which has its
 * name there. Where the state is this node's alone, nobody needs a name.
 */
public final class ClusterNames {

    private final Vertx vertx;
    private final String component;
    private final ClusterRegistry registry;

    /**
     * The names of a component.
     *
     * @param component whose {@link StateScope} it is
     * @param registry the name of the registry
     */
    public ClusterNames(Vertx vertx, String component, String registry) {
        this.vertx = vertx;
        this.component = component;
        this.registry = ClusterRegistry.ofUniqueKeys(vertx, registry);
    }

    public ClusterRegistry registry() {
        return registry;
    }

    /** Whether another node may serve the same. */
    public boolean areNeeded() {
        return StateScope.isCluster(vertx, component);
    }

    /** Takes a name in the start of its server, which ends with it where another node has the name already. */
    public Future<Void> take(String key, Child self, String address) {
        return areNeeded() ? registry.registerOrIgnore(key, self, address) : Future.succeededFuture();
    }

    /** Fails with {@link Failure#UNAVAILABLE} where no server would get its name. */
    public Future<Void> mayStart() {
        return areNeeded() && !Nodes.of(vertx).membership().isMajority()
                ? Future.failedFuture(
                        Failure.UNAVAILABLE.exception("this node is not in touch with a majority of its cluster"))
                : Future.succeededFuture();
    }
}
