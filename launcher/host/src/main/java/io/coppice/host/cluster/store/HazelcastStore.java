package io.coppice.host.cluster.store;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.partition.PartitionService;
import io.coppice.supervision.nodes.ClaimedPartition;
import io.coppice.supervision.nodes.PartitionClaim;
import io.coppice.supervision.nodes.ReplicatedStore;
import io.vertx.core.Future;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/** A store in a map of Hazelcast, with an entry for each of its partitions. */
public final class HazelcastStore implements ReplicatedStore {

    private final IMap<Long, PartitionState> map;
    private final PartitionTable table;
    private final AckGate gate;
    /** For each partition a key that is in it. */
    private final long[] keys;

    private final Set<HazelcastClaim> claims = ConcurrentHashMap.newKeySet();
    private final Set<Delivery> deliveries = ConcurrentHashMap.newKeySet();
    /** How many claims were asked for, so that no two are taken for one. */
    private final AtomicLong claimed = new AtomicLong();

    /** The store of this name. */
    public HazelcastStore(HazelcastInstance hazelcast, String name) {
        this(hazelcast, name, AckGate.STRICT);
    }

    HazelcastStore(HazelcastInstance hazelcast, String name, AckGate gate) {
        this.map = hazelcast.getMap(StoreSettings.PREFIX + name);
        this.table = PartitionTable.of(hazelcast);
        this.gate = gate;
        this.keys = keys(hazelcast.getPartitionService());
    }

    private static long[] keys(PartitionService service) {
        int count = service.getPartitions().size();
        long[] keys = new long[count];
        boolean[] found = new boolean[count];
        int left = count;
        for (long key = 0; left > 0; key++) {
            int partition = service.getPartition(key).getPartitionId();
            if (!found[partition]) {
                found[partition] = true;
                keys[partition] = key;
                left--;
            }
        }
        return keys;
    }

    @Override
    public Future<ClaimedPartition> claim(int partition) {
        String self = table.self();
        ClaimPartition processor = new ClaimPartition(partition, self, claimed.incrementAndGet());
        return deliver(partition, () -> send(partition, processor), false).map(receipt -> {
            PartitionState state = receipt.state();
            HazelcastClaim claim = new HazelcastClaim(this, partition, receipt.position());
            claims.add(claim);
            return new ClaimedPartition(claim, (state == null ? new PartitionState() : state).maps());
        });
    }

    /** As many as have a processor; and some that wait for other nodes, where there are few. */
    @Override
    public int parallel() {
        return Math.max(4, Runtime.getRuntime().availableProcessors());
    }

    /** The claim has ended. */
    void forget(HazelcastClaim claim) {
        claims.remove(claim);
    }

    Future<Receipt> write(WriteBatch batch) {
        return deliver(batch.partition(), () -> send(batch.partition(), batch), true);
    }

    CompletionStage<Receipt> send(int partition, Processor processor) {
        return map.submitToKey(keys[partition], processor);
    }

    private Future<Receipt> deliver(int partition, Supplier<CompletionStage<Receipt>> send, boolean isSmall) {
        long now = System.nanoTime();
        Delivery delivery =
                new Delivery(send, () -> table.copies(partition, StoreSettings.BACKUPS), gate, isSmall, now);
        deliveries.add(delivery);
        if (isSmall) {
            delivery.start(now);
        } else {
            // All of it is read and copied: not before there are those who are to have it.
            delivery.check(now);
        }
        return delivery.over().onComplete(end -> deliveries.remove(delivery));
    }

    /** To be called several times a second, with nanoseconds of a monotonic clock. */
    public void check(long now) {
        deliveries.forEach(delivery -> delivery.check(now));
    }

    /**
     * To be called behind each change of the members and of who owns what.
     *
     * @param isOurs whether this node owns a partition, and is one of a majority
     */
    public void changed(IntPredicate isOurs) {
        for (HazelcastClaim claim : claims) {
            if (!isOurs.test(claim.partition())) {
                claim.release();
            }
        }
        long now = System.nanoTime();
        deliveries.forEach(delivery -> delivery.again(now));
    }

    /** To be called when this node has been alone and comes back to others, who went on without it. */
    public void endClaims() {
        claims.forEach(PartitionClaim::release);
    }
}
