package io.coppice.host.cluster;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.partition.MigrationListener;
import com.hazelcast.partition.MigrationState;
import com.hazelcast.partition.Partition;
import com.hazelcast.partition.ReplicaMigrationEvent;
import io.coppice.host.cluster.store.HazelcastStore;
import io.coppice.host.cluster.store.PartitionTable;
import io.coppice.host.config.ClusterConfig;
import io.coppice.supervision.nodes.Claims;
import io.coppice.supervision.nodes.Directory;
import io.coppice.supervision.nodes.Membership;
import io.coppice.supervision.nodes.Nodes;
import io.coppice.supervision.nodes.Partitions;
import io.coppice.supervision.nodes.ReplicatedStore;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The nodes of a cluster of Hazelcast: its members, and its table of partitions. */
final class HazelcastNodes implements Nodes, MigrationListener {

    private static final Logger LOG = LoggerFactory.getLogger(HazelcastNodes.class);

    private final HazelcastInstance hazelcast;
    private final String self;
    private final int named;
    private final int majority;
    private final Safety safety;
    private final Claims claims;
    private final Directory directory;
    private final FailedMoves failedMoves;
    private final Map<String, HazelcastStore> stores = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile Membership membership;
    private volatile Partitions partitions;
    /** How often it became unsafe: what is found out about an earlier time counts no more. */
    private int losses;

    HazelcastNodes(
            HazelcastInstance hazelcast, ClusterConfig config, Safety safety, Claims claims, Directory directory) {
        this.claims = claims;
        this.directory = directory;
        this.hazelcast = hazelcast;
        this.self = HazelcastCluster.nameOf(hazelcast.getCluster().getLocalMember());
        this.named = config.members().size();
        this.majority = config.majority();
        this.safety = safety;
        this.failedMoves = new FailedMoves(PartitionTable.of(hazelcast)::goOnMoving, System.nanoTime());
        this.membership = membershipNow(false);
        this.partitions = partitionsNow();
        hazelcast.getPartitionService().addMigrationListener(this);
        becomeSafe();
    }

    @Override
    public String self() {
        return self;
    }

    @Override
    public Membership membership() {
        return membership;
    }

    @Override
    public int named() {
        return named;
    }

    @Override
    public Partitions partitions() {
        return partitions;
    }

    @Override
    public Claims claims() {
        return claims;
    }

    @Override
    public Optional<Directory> directory() {
        return Optional.of(directory);
    }

    @Override
    public Runnable listen(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public Optional<ReplicatedStore> store(String name) {
        return Optional.of(stores.computeIfAbsent(name, key -> new HazelcastStore(hazelcast, key)));
    }

    /** Sends again what was not confirmed, to those who are to have it; to be called several times a second. */
    void checkStores() {
        long now = System.nanoTime();
        try {
            failedMoves.check(now);
            stores.values().forEach(store -> store.check(now));
        } catch (RuntimeException e) {
            // Thrown on, it would be the last time.
            LOG.error("what waits for its backups was not looked at", e);
        }
    }

    /** This node was alone, and comes back to others: what it had is theirs by now. */
    void merged() {
        stores.values().forEach(HazelcastStore::endClaims);
    }

    /** A node has come, which takes nothing away. */
    void memberAdded() {
        refresh(membership.isSafe());
    }

    /** A node has gone, and with it the backups that it had. */
    void memberRemoved() {
        synchronized (this) {
            losses++;
        }
        refresh(false);
        becomeSafe();
    }

    private void becomeSafe() {
        int seen;
        synchronized (this) {
            seen = losses;
        }
        safety.whenSafe().whenComplete((safe, failure) -> {
            if (failure == null && isCurrent(seen)) {
                refresh(true);
            }
        });
    }

    private synchronized boolean isCurrent(int seen) {
        return seen == losses;
    }

    private void refresh(boolean isSafe) {
        try {
            synchronized (this) {
                membership = membershipNow(isSafe);
                partitions = partitionsNow();
            }
        } catch (HazelcastInstanceNotActiveException left) {
            LOG.debug("this node has left the cluster", left);
            return;
        }
        Membership who = membership;
        Partitions what = partitions;
        // Before anybody is told, so that nobody goes on with what is another's.
        stores.values()
                .forEach(store -> store.changed(
                        partition -> who.isMajority() && what.owner(partition).equals(self)));
        for (Runnable listener : listeners) {
            try {
                listener.run();
            } catch (RuntimeException e) {
                LOG.error("a listener for changes of the cluster failed", e);
            }
        }
    }

    private Membership membershipNow(boolean isSafe) {
        Cluster cluster = hazelcast.getCluster();
        List<String> names =
                cluster.getMembers().stream().map(HazelcastCluster::nameOf).toList();
        return new Membership(names, names.size() >= majority, isSafe);
    }

    private Partitions partitionsNow() {
        return new Partitions(hazelcast.getPartitionService().getPartitions().stream()
                .sorted(Comparator.comparingInt(Partition::getPartitionId))
                .map(partition -> partition.getOwner() == null ? "" : HazelcastCluster.nameOf(partition.getOwner()))
                .toList());
    }

    @Override
    public void migrationStarted(MigrationState state) {}

    @Override
    public void migrationFinished(MigrationState state) {
        refresh(membership.isSafe());
    }

    @Override
    public void replicaMigrationCompleted(ReplicaMigrationEvent event) {
        // The owner has changed: a request for the old one finds it sooner than the end of all migrations.
        if (event.getReplicaIndex() == 0) {
            refresh(membership.isSafe());
        }
    }

    @Override
    public void replicaMigrationFailed(ReplicaMigrationEvent event) {
        failedMoves.failed(System.nanoTime());
    }
}
