/**
 * The nodes that one node can see, and the event bus that they share.
 *
 * <pre>{@code
 * Cluster cluster = Cluster.join(config); // this node alone where the configuration has no cluster
 * Vertx vertx = cluster.start(options);
 * cluster.whenSafe().thenRun(...);        // another node may be lost now without losing anything
 * vertx.close().eventually(cluster::leave);
 * }</pre>
 *
 * <p>A node that is lost is known to all within a second where its process dies, and within
 * {@link io.coppice.host.cluster.HazelcastSettings#SILENCE_SECONDS} where it falls silent. Requests that are under way to it
 * then end with a time-out; the event bus delivers at most once.
 *
 * <p>Nothing outside of this package knows Hazelcast, and a node without a cluster loads none of its classes.
 * {@link io.coppice.host.cluster.MendedClusterManager} says what is mended of Vert.x's own use of it.
 */
@NullMarked
package io.coppice.host.cluster;

import org.jspecify.annotations.NullMarked;
