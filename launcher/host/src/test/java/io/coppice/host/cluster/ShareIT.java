package io.coppice.host.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.config.Config;
import com.hazelcast.config.MapConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.coppice.host.cluster.store.HazelcastStore;
import io.coppice.supervision.nodes.ClaimedPartition;
import io.coppice.supervision.nodes.Write;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a node keeps for others when it comes, and when it goes. */
class ShareIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MAJORITY = 2;

    /** Without a backup, whatever is not handed over is gone. */
    private static void joining(Config config) {
        config.setLiteMember(true).addMapConfig(new MapConfig("fragile").setBackupCount(0));
    }

    private static long owned(HazelcastInstance member) {
        return member.getPartitionService().getPartitions().stream()
                .filter(partition -> member.getCluster().getLocalMember().equals(partition.getOwner()))
                .count();
    }

    private static HazelcastInstance join(Members members) {
        HazelcastInstance member = members.hazelcast(ShareIT::joining);
        new Share(member, MAJORITY).takeIfNeeded();
        return member;
    }

    @Test
    void one_that_comes_to_a_majority_has_its_share_when_it_asks_for_it_and_none_after_it_was_handed_over() {
        try (Members members = new Members(3)) {
            HazelcastInstance first = join(members);
            join(members);
            await().atMost(PATIENCE).untilAsserted(() -> first.getMap("fragile").set(0, 0));
            HazelcastInstance third = join(members);
            IMap<Integer, Integer> map = first.getMap("fragile");
            IntStream.range(0, 300).forEach(i -> map.set(i, i));
            assertThat(third.getCluster().getLocalMember().isLiteMember()).isTrue();
            assertThat(owned(third)).isZero();

            Share share = new Share(third, MAJORITY);
            assertThat(share.shares())
                    .as("who has none is no help to who leaves")
                    .isEqualTo(2);
            share.take();
            assertThat(share.shares()).isEqualTo(3);
            await().atMost(PATIENCE)
                    .until(() ->
                            owned(third) > 10 && third.getPartitionService().isClusterSafe());

            share.give(PATIENCE);
            assertThat(owned(third)).isZero();
            assertThat(third.getCluster().getMembers()).as("it is there still").hasSize(3);
            assertThat(map.size()).isEqualTo(300);
            writeTo(first);
        }
    }

    /** As many have it as a majority, and nobody waits for the one that is about to go. */
    private static void writeTo(HazelcastInstance owner) {
        int partition = owner.getPartitionService().getPartitions().stream()
                .filter(each -> owner.getCluster().getLocalMember().equals(each.getOwner()))
                .findFirst()
                .orElseThrow()
                .getPartitionId();
        HazelcastStore store = new HazelcastStore(owner, "kv");
        ClaimedPartition claimed = get(store.claim(partition));
        byte[] name = "milk".getBytes(StandardCharsets.UTF_8);
        get(claimed.claim().write(List.of(Write.put(name, name, name, 1, Write.NEVER))));
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(5, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void one_that_is_still_starting_has_its_share_at_once_where_nothing_could_be_kept_without_it() {
        try (Members members = new Members(3)) {
            join(members);
            HazelcastInstance second = join(members);
            HazelcastInstance third = join(members);
            HazelcastCluster cluster = new HazelcastCluster(members.at(2), third);
            assertThat(owned(third)).isZero();
            second.getLifecycleService().terminate();
            await().atMost(PATIENCE).until(() -> owned(third) > 0);
            cluster.leave()
                    .toCompletableFuture()
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();
        }
    }
}
