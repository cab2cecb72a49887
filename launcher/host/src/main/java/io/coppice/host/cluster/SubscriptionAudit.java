package io.coppice.host.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is wrong with the subscriptions that the cluster keeps, as far as one node has to mend it.
 *
 * @param missing consumers of this node that the cluster has lost
 * @param dead what leads nowhere: to consumers that this node has no more or, for the oldest node, to nodes that are gone
 */
record SubscriptionAudit(List<Subscription> missing, List<Subscription> dead) {

    /**
     * Compares them.
     *
     * @param kept what the cluster keeps
     * @param own what this node's event bus has now
     * @param self this node's id
     * @param members the ids of all nodes, the oldest first: it decides who belongs to the cluster, so it never takes one
     *     that has just come for a stranger
     */
    static SubscriptionAudit of(
            Collection<Subscription> kept, Collection<Subscription> own, String self, List<String> members) {
        Set<Subscription> missing = new HashSet<>(own);
        List<Subscription> dead = new ArrayList<>();
        boolean isOldest = !members.isEmpty() && members.get(0).equals(self);
        for (Subscription each : kept) {
            String node = each.consumer().nodeId();
            boolean isOwn = node.equals(self);
            if ((isOwn && !missing.remove(each)) || (!isOwn && isOldest && !members.contains(node))) {
                dead.add(each);
            }
        }
        return new SubscriptionAudit(List.copyOf(missing), dead);
    }

    boolean isClean() {
        return missing.isEmpty() && dead.isEmpty();
    }
}
