package io.coppice.supervision.nodes;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;

/**
 * Whether what a component keeps is where all nodes of the cluster reach it, such as in a database server, or with this node alone:
 * whoever opens it knows, and whoever serves it asks.
 */
public final class StateScope {

    private static final String MAP = "coppice.scopes";

    private StateScope() {}

    /** Says it, before the component serves anything. */
    public static void set(Vertx vertx, String component, boolean isShared) {
        map(vertx).put(component, isShared);
    }

    /** Whether there is a cluster, and the component's state is that of all its nodes; it is not where nobody has said so. */
    public static boolean isCluster(Vertx vertx, String component) {
        return isInCluster(vertx) && Boolean.TRUE.equals(map(vertx).get(component));
    }

    /** Whether there is a cluster: a node outside of any owns all there is, in one partition. */
    public static boolean isInCluster(Vertx vertx) {
        return Nodes.of(vertx).partitions().count() > 1;
    }

    private static LocalMap<String, Boolean> map(Vertx vertx) {
        return vertx.sharedData().getLocalMap(MAP);
    }
}
