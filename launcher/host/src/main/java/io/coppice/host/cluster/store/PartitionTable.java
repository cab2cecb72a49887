package io.coppice.host.cluster.store;

import com.hazelcast.cluster.memberselector.MemberSelectors;
import com.hazelcast.config.SplitBrainProtectionConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceImpl;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.cluster.impl.ClusterServiceImpl;
import com.hazelcast.internal.partition.InternalPartition;
import com.hazelcast.internal.partition.PartitionReplica;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Hazelcast's own table of who has which partition, which its public interface shows the owners of only. The one place where
 * its internals are used; that they are there is what HazelcastStoreIT fails without.
 */
public final class PartitionTable {

    private final Node node;
    private final int majority;
    /** The fewest members that may acknowledge anything. */
    private final int fewest;

    private PartitionTable(Node node) {
        this.node = node;
        this.majority = node.getConfig().getSplitBrainProtectionConfigs().values().stream()
                .mapToInt(SplitBrainProtectionConfig::getMinimumClusterSize)
                .max()
                .orElse(1);
        boolean isProtected =
                node.getConfig().findMapConfig(StoreSettings.PREFIX).getSplitBrainProtectionName() != null;
        this.fewest = isProtected ? majority : 1;
    }

    /** The one of this member. */
    public static PartitionTable of(HazelcastInstance hazelcast) {
        return (PartitionTable) hazelcast
                .getUserContext()
                .computeIfAbsent(PartitionTable.class.getName(), key -> new PartitionTable(node(hazelcast)));
    }

    private static Node node(HazelcastInstance hazelcast) {
        HazelcastInstanceImpl member = hazelcast instanceof HazelcastInstanceProxy proxy
                ? proxy.getOriginal()
                : (HazelcastInstanceImpl) hazelcast;
        return member.node;
    }

    /** The id of this member, at this moment: one that merges into another cluster goes on under another. */
    String self() {
        return node.getThisUuid().toString();
    }

    /** Milliseconds of the clock that all members go by. */
    long now() {
        return node.getClusterService().getClusterTime();
    }

    /**
     * Asks for all partitions of this member to be given to others, as Hazelcast does when it is shut down; but it goes on. To be
     * asked again until it is so, as who is asked may be lost.
     */
    public void askToHandOver() {
        // Its own wait is for an answer that only a member takes that goes on to shut down.
        node.getPartitionService().onShutdown(1, TimeUnit.MILLISECONDS);
    }

    /** Ends the pause that Hazelcast makes where a move of a partition has failed; nothing, where this member leads no moves. */
    public void goOnMoving() {
        node.getPartitionService().resumeMigration();
    }

    /** Whether this member has no partition and no backup of one, or nobody else could have them. */
    public boolean isHandedOver() {
        if (node.isLiteMember() || node.getClusterService().getSize(MemberSelectors.DATA_MEMBER_SELECTOR) < 2) {
            return true;
        }
        UUID self = node.getThisUuid();
        for (InternalPartition partition : node.getPartitionService().getInternalPartitions()) {
            for (int replica = 0; replica < InternalPartition.MAX_REPLICA_COUNT; replica++) {
                PartitionReplica holder = partition.getReplica(replica);
                if (holder != null && holder.uuid().equals(self)) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * As Hazelcast itself will see it when it sends an operation to so many backups.
     *
     * <p>It counts a backup that has gone as one that has answered, and for a moment lets a member write that has just become
     * part of a minority. So who is not there is not counted, and with fewer members than a majority nothing is complete.
     */
    Copies copies(int partition, int backups) {
        ClusterServiceImpl cluster = node.getClusterService();
        int members = cluster.getMemberListVersion();
        InternalPartition row = node.getPartitionService().getPartition(partition);
        int table = row.version();
        int wanted = Math.min(backups, node.getPartitionService().getMaxAllowedBackupCount());
        int there = 0;
        for (int index = 1; index <= wanted; index++) {
            PartitionReplica replica = row.getReplica(index);
            there += replica != null && cluster.getMember(replica.address(), replica.uuid()) != null ? 1 : 0;
        }
        // Not as many as there may be: one that comes or goes has none yet, or no more, and nobody waits for that.
        // Of those that have a share: the others have no copy.
        boolean isComplete = cluster.getSize(MemberSelectors.DATA_MEMBER_SELECTOR) >= fewest
                && there >= Math.min(wanted, majority - 1);
        return new Copies(self(), table, members, isComplete);
    }

    /** The id of the member that has this backup, from 1 on; empty for nobody. */
    String backup(int partition, int index) {
        PartitionReplica replica =
                node.getPartitionService().getPartition(partition).getReplica(index);
        return replica == null ? "" : replica.uuid().toString();
    }
}
