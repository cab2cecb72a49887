/**
 * The nodes of a cluster, as the verticles on one of them see them: who is there, and who owns what.
 *
 * <p>{@link io.coppice.supervision.nodes.Nodes#of} gives the view of a Vert.x. Without a cluster, and in an application
 * without a host, it has one node, which owns everything and is always in the majority.
 */
@NullMarked
package io.coppice.supervision.nodes;

import org.jspecify.annotations.NullMarked;
