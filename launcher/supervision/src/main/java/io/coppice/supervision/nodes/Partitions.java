package io.coppice.supervision.nodes;

import java.util.List;

/**
 * Who owns each partition of the space of names.
 *
 * @param owners the name of the owner of each partition; empty text for one that nobody owns for now
 */
public record Partitions(List<String> owners) {

    public Partitions {
        owners = List.copyOf(owners);
        if (owners.isEmpty()) {
            throw new IllegalArgumentException("owners: at least one partition is wanted");
        }
    }

    /** All in one, of one node. */
    public static Partitions of(String node) {
        return new Partitions(List.of(node));
    }

    public int count() {
        return owners.size();
    }

    /** The partition of a name with this hash, the same on every node. */
    public int of(int hash) {
        // The lowest bits of many hashes are poor.
        return Math.floorMod(hash ^ (hash >>> 16), owners.size());
    }

    public String owner(int partition) {
        return owners.get(partition);
    }
}
