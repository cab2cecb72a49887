package io.coppice.host.cluster;

import io.coppice.host.HostException;
import io.coppice.host.config.ClusterConfig;
import io.coppice.host.config.HostConfig;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The nodes that one node can see: itself, and the others of its cluster if it has one. */
public interface Cluster {

    /**
     * A node as others see it.
     *
     * @param name its name in the configuration
     * @param address where its Hazelcast listens; empty outside of a cluster
     * @param self whether it is the one that is asked
     */
    record Node(String name, String address, boolean self) {}

    /**
     * Joins the cluster of the configuration, or none. It blocks.
     *
     * @throws HostException if the cluster cannot be joined
     */
    static Cluster join(HostConfig config) {
        if (config.cluster().isEmpty()) {
            return alone(config.node());
        }
        ClusterConfig cluster = config.cluster().get();
        try {
            return new HazelcastCluster(cluster, HazelcastJoin.join(config.node(), cluster, config.stopTimeout()));
        } catch (NoClassDefFoundError e) {
            String why = "the cluster was not joined: the jars of lib/cluster are not on the class path";
            throw new HostException(HostException.Part.CLUSTER, why, e);
        }
    }

    /** A node outside of any cluster. */
    static Cluster alone(String node) {
        return new SingleNode(node);
    }

    /**
     * Starts the Vert.x of this node's verticles, once. It blocks.
     *
     * @throws HostException if it does not start
     */
    Vertx start(VertxOptions options);

    /** The nodes that are there now, those that have been there longest first; none when this one has left. */
    List<Node> nodes();

    /** How many nodes make a majority of those that the configuration names. */
    int majority();

    /** Whether everything that nodes keep for each other has its backups, so that one may be lost or stopped. */
    CompletionStage<Boolean> isSafe();

    /** Completes as soon as it is safe; exceptionally when the node leaves before. */
    CompletionStage<Void> whenSafe();

    /**
     * Takes its share of what the nodes keep for each other; to be called when its tree is up, as others then rely on it.
     * Completes exceptionally where the cluster gives none.
     */
    CompletionStage<Void> takeShare();

    /**
     * Hands its share over to the others; to be called before its tree goes. Waits before that, for a third of the time, while
     * the others need this node. Completes in any case.
     *
     * @param most how long all of it may take, about
     */
    CompletionStage<Void> giveShare(Duration most);

    /** Leaves; Vert.x has to be closed before. */
    CompletionStage<Void> leave();
}
