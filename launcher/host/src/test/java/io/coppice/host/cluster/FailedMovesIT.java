package io.coppice.host.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceImpl;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.partition.MigrationInfo;
import com.hazelcast.internal.partition.MigrationStateImpl;
import com.hazelcast.internal.partition.PartitionReplica;
import com.hazelcast.internal.partition.impl.InternalPartitionServiceImpl;
import com.hazelcast.internal.partition.impl.MigrationInterceptor;
import com.hazelcast.partition.MigrationListener;
import com.hazelcast.partition.MigrationState;
import com.hazelcast.partition.ReplicaMigrationEvent;
import io.coppice.host.cluster.store.PartitionTable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class FailedMovesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static InternalPartitionServiceImpl partitions(HazelcastInstance member) {
        HazelcastInstanceImpl original = ((HazelcastInstanceProxy) member).getOriginal();
        return (InternalPartitionServiceImpl) original.node.getPartitionService();
    }

    /** What it is there for: without it the pause lasts. */
    @Test
    void hazelcast_pauses_after_a_move_that_failed_and_goes_on_when_it_is_told_to() {
        try (Members members = new Members(2)) {
            HazelcastInstance leads = members.hazelcast(config -> {});
            List<Boolean> mayMove = new CopyOnWriteArrayList<>();
            leads.getPartitionService().addMigrationListener(new MigrationListener() {
                @Override
                public void migrationStarted(MigrationState state) {}

                @Override
                public void migrationFinished(MigrationState state) {}

                @Override
                public void replicaMigrationCompleted(ReplicaMigrationEvent event) {}

                @Override
                public void replicaMigrationFailed(ReplicaMigrationEvent event) {
                    mayMove.add(partitions(leads).areMigrationTasksAllowed());
                    PartitionTable.of(leads).goOnMoving();
                    mayMove.add(partitions(leads).areMigrationTasksAllowed());
                }
            });
            // Only then it has all partitions, and has to move some.
            leads.getPartitionService().getPartition(0).getOwner();
            AtomicBoolean fails = new AtomicBoolean(true);
            partitions(leads).setMigrationInterceptor(new MigrationInterceptor() {
                @Override
                public void onMigrationStart(MigrationParticipant participant, MigrationInfo move) {
                    if (participant == MigrationParticipant.SOURCE && fails.getAndSet(false)) {
                        throw new IllegalStateException("a move that fails on purpose");
                    }
                }
            });
            members.hazelcast(config -> {});
            await().atMost(PATIENCE).until(() -> mayMove.size() >= 2);
            assertThat(mayMove.subList(0, 2)).containsExactly(false, true);
            await().atMost(PATIENCE).until(leads.getPartitionService()::isClusterSafe);
        }
    }

    @Test
    void a_node_ends_the_pause() throws Exception {
        try (Members members = new Members(1)) {
            HazelcastInstance hazelcast = members.hazelcast(config -> {});
            HazelcastCluster cluster = new HazelcastCluster(members.at(0), hazelcast);
            InternalPartitionServiceImpl partitions = partitions(hazelcast);
            partitions.pauseMigration();
            PartitionReplica self = PartitionReplica.from(hazelcast.getCluster().getLocalMember());
            MigrationInfo move = new MigrationInfo(0, null, self, -1, -1, -1, 0);
            move.setStatus(MigrationInfo.MigrationStatus.FAILED);
            partitions.getPartitionEventManager().sendMigrationEvent(new MigrationStateImpl(0, 1, 0, 0), move, 0);
            await().atMost(PATIENCE).until(partitions::areMigrationTasksAllowed);
            cluster.leave().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
