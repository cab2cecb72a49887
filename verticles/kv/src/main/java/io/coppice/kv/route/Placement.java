package io.coppice.kv.route;

import io.coppice.kv.store.Hash;
import io.coppice.supervision.nodes.Partitions;
import org.jspecify.annotations.Nullable;

/**
 * Which node each bucket belongs to, as one node sees it at one moment: by its routing table, or without one by the owners of
 * the partitions.
 *
 * @param self the node that sees it so
 * @param table null for none
 * @param isStoring whether this node has buckets at all
 */
public record Placement(String self, @Nullable RoutingTable table, Partitions partitions, boolean isStoring) {

    /** The node of the bucket with this name; null where there is none, and {@link #whyNone} says why. */
    public @Nullable String nodeOf(byte[] array, int from, int length) {
        if (length == 0) {
            // No bucket has this name: that is said here.
            return self;
        }
        if (table != null) {
            return table.nodeOf(array[from]);
        }
        String owner = partitions.owner(partitions.of(Hash.ofName(array, from, length)));
        return owner.isEmpty() ? null : owner;
    }

    public @Nullable String nodeOf(byte[] name) {
        return nodeOf(name, 0, name.length);
    }

    /** Why {@link #nodeOf} has none. */
    public String whyNone() {
        return table != null
                ? "the routing table of node " + self + " has no range for its first byte"
                : "its partition has no owner at the moment";
    }

    /** Whether all buckets are on this very node. */
    public boolean isAllHere() {
        return table == null && isStoring && partitions.owners().stream().allMatch(self::equals);
    }
}
