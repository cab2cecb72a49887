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
import io.coppice.supervision.nodes.Write;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
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

        assertThat(claim(store, ownPartition(merges))).isNotNull();
    }

    /** A node that is cut off may claim again and again before it learns that it is, and with no write that is confirmed. */
    @Test
    void what_was_acknowledged_is_kept_however_often_the_other_side_has_claimed() {
        HazelcastInstance stays = cluster.hazelcast(MergedStoreIT::alone);
        HazelcastInstance merges = cluster.hazelcast(MergedStoreIT::alone);
        HazelcastStore kept = new HazelcastStore(stays, "kv");
        write(claim(kept, 0), "acknowledged", 1);
        write(claim(kept, 1), "before", 1);
        HazelcastStore cutOff = new HazelcastStore(merges, "kv");
        for (int i = 0; i < 5; i++) {
            assertThat(claim(cutOff, 0).maps()).isEmpty();
        }

        // What was claimed often, before the others lost all that they had, made it anew and wrote to it.
        for (int i = 0; i < 5; i++) {
            write(claim(cutOff, 2), "old", i);
        }
        write(claim(kept, 2), "acknowledged", 1);

        merge(merges, stays.getCluster());
        await().atMost(PATIENCE)
                .until(() -> merges.getCluster().getMembers().size() == 2
                        && merges.getPartitionService().isClusterSafe()
                        && stays.getPartitionService().isClusterSafe());
        for (int each = 0; each < 3; each++) {
            int partition = each;
            HazelcastStore owners = isOwn(stays, partition) ? kept : cutOff;
            assertThat(claim(owners, partition).maps())
                    .as("partition %s", partition)
                    .singleElement()
                    .satisfies(map -> assertThat(new String(map.name(), StandardCharsets.UTF_8))
                            .isEqualTo(partition == 1 ? "before" : "acknowledged"));
        }
    }

    private static boolean isOwn(HazelcastInstance member, int partition) {
        return member.getPartitionService().getPartitions().stream()
                .filter(each -> each.getPartitionId() == partition)
                .anyMatch(each -> member.getCluster().getLocalMember().equals(each.getOwner()));
    }

    private static ClaimedPartition claim(HazelcastStore store, int partition) {
        Future<ClaimedPartition> claimed = store.claim(partition);
        await().atMost(PATIENCE).until(() -> {
            store.check(System.nanoTime());
            return claimed.isComplete();
        });
        return claimed.result();
    }

    private static void write(ClaimedPartition claimed, String value, long version) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        Future<Void> written = claimed.claim().write(List.of(Write.put(bytes, bytes, bytes, version, Write.NEVER)));
        await().atMost(PATIENCE).until(written::succeeded);
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
