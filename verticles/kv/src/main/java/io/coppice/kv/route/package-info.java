/**
 * Where each bucket is, and how a client's commands get to the nodes of their buckets and the answers back.
 *
 * <p>{@link io.coppice.kv.route.Placement} says which node a name belongs to, {@link io.coppice.kv.route.Route} takes
 * commands there, as {@link io.coppice.kv.route.HopMessage}s to the gateways of other nodes.
 */
@NullMarked
package io.coppice.kv.route;

import org.jspecify.annotations.NullMarked;
