package io.coppice.host.cluster.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.partition.Partition;
import io.coppice.host.cluster.Members;
import io.coppice.supervision.nodes.ClaimedPartition;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The store of a member that was on its own and has come back to the others. */
class MergedStoreIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Members cluster = new Members(2);

    @AfterEach
    void end() {
        cluster.close();
    }

    private static void alone(Config config) {
        String self = "127.0.0.1:" + config.getNetworkConfig().getPort();
        config.getNetworkConfig().getJoin().getTcpIpConfig().setMembers(List.of(self));
        config.getMapConfig("coppice.store.*").setSplitBrainProtectionName(null);
    }

    @Test
    void claims_under_the_id_that_it_has_after_the_merge() {
        HazelcastInstance stays = cluster.hazelcast(MergedStoreIT::alone);
        HazelcastInstance merges = cluster.hazelcast(MergedStoreIT::alone);
        HazelcastStore store = new HazelcastStore(merges, "kv");
        Object before = merges.getCluster().getLocalMember().getUuid();

        merge(merges, stays.getCluster());
        await().atMost(PATIENCE)
                .until(() -> merges.getCluster().getMembers().size() == 2
                        && stays.getPartitionService().isClusterSafe()
                        && ownPartitions(merges) > 0);
        assertThat(merges.getCluster().getLocalMember().getUuid()).isNotEqualTo(before);

        Future<ClaimedPartition> claimed = store.claim(ownPartition(merges));
        await().atMost(PATIENCE).until(() -> {
            store.check(System.nanoTime());
            return claimed.isComplete();
        });
        assertThat(claimed.cause()).isNull();
    }

    /** As Hazelcast itself does when it finds a larger cluster. */
    private static void merge(HazelcastInstance member, Cluster other) {
        ((HazelcastInstanceProxy) member)
                .getOriginal()
                .node
                .getClusterService()
                .merge(other.getLocalMember().getAddress());
    }

    private static long ownPartitions(HazelcastInstance member) {
        return member.getPartitionService().getPartitions().stream()
                .filter(partition -> member.getCluster().getLocalMember().equals(partition.getOwner()))
                .count();
    }

    private static int ownPartition(HazelcastInstance member) {
        return member.getPartitionService().getPartitions().stream()
                .filter(partition -> member.getCluster().getLocalMember().equals(partition.getOwner()))
                .findFirst()
                .map(Partition::getPartitionId)
                .orElseThrow();
    }
}
