package io.coppice.supervision.nodes;

import java.util.List;

/**
 * Who is in the cluster, as one node sees it.
 *
 * @param nodes the names of the nodes, those that have been there longest first
 * @param isMajority whether they are a majority of those that the configuration names; on the smaller side of a split it is
 *     false, as soon as the others are missed
 * @param isSafe whether all that the nodes keep for each other has its backups; false from the loss of a node until they are
 *     made again, when nothing may be acknowledged (a second loss would take it along)
 */
public record Membership(List<String> nodes, boolean isMajority, boolean isSafe) {

    public Membership {
        nodes = List.copyOf(nodes);
    }
}
