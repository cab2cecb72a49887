package io.coppice.host.observer;

import io.coppice.host.cluster.Cluster;
import io.coppice.host.events.EventLog;
import io.coppice.host.plan.NodePlan;
import io.coppice.host.plugin.PluginDeployer;
import io.vertx.core.Vertx;
import java.util.function.BooleanSupplier;

/**
 * The node that an observer tells of and acts on.
 *
 * @param vertx that of its components
 * @param events what happens in it
 * @param token what changes need
 * @param cluster the nodes that it sees
 * @param plugins what its plugins are, and changes of them
 * @param ready whether its whole tree is up
 * @param plan its way to another configuration
 */
public record ObservedNode(
        Vertx vertx,
        EventLog events,
        ObserverToken token,
        Cluster cluster,
        PluginDeployer plugins,
        BooleanSupplier ready,
        NodePlan plan) {}
