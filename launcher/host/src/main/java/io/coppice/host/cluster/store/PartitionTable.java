package io.coppice.host.cluster.store;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceImpl;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.partition.InternalPartition;
import com.hazelcast.internal.partition.PartitionReplica;

/**
 * Hazelcast's own table of who has which partition, which its public interface shows the owners of only. The one place where
 * its internals are used; that they are there is what HazelcastStoreIT fails without.
 */
final class PartitionTable {

    private final Node node;

    private PartitionTable(Node node) {
        this.node = node;
    }

    static PartitionTable of(HazelcastInstance hazelcast) {
        HazelcastInstanceImpl member = hazelcast instanceof HazelcastInstanceProxy proxy
                ? proxy.getOriginal()
                : (HazelcastInstanceImpl) hazelcast;
        return new PartitionTable(member.node);
    }

    /** The id of this member, at this moment: one that merges into another cluster goes on under another. */
    String self() {
        return node.getThisUuid().toString();
    }

    /** As Hazelcast itself will see it when it sends an operation to so many backups. */
    Copies copies(int partition, int backups) {
        int members = node.getClusterService().getMemberListVersion();
        InternalPartition row = node.getPartitionService().getPartition(partition);
        int table = row.version();
        int wanted = Math.min(backups, node.getPartitionService().getMaxAllowedBackupCount());
        boolean complete = true;
        for (int replica = 1; replica <= wanted; replica++) {
            complete &= row.getReplica(replica) != null;
        }
        return new Copies(self(), table, members, complete);
    }

    /** The id of the member that has this backup, from 1 on; empty for nobody. */
    String backup(int partition, int index) {
        PartitionReplica replica =
                node.getPartitionService().getPartition(partition).getReplica(index);
        return replica == null ? "" : replica.uuid().toString();
    }
}
