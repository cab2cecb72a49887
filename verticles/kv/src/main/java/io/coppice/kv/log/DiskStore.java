package io.coppice.kv.log;

import io.coppice.supervision.nodes.ClaimedPartition;
import io.coppice.supervision.nodes.Nodes;
import io.coppice.supervision.nodes.PartitionClaim;
import io.coppice.supervision.nodes.ReplicatedStore;
import io.coppice.supervision.nodes.StoreException;
import io.coppice.supervision.nodes.StoreException.Reason;
import io.coppice.supervision.nodes.StoredMap;
import io.coppice.supervision.nodes.Write;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A store that keeps on the disk of the node that has the claim what another store keeps in the memory of several. */
public final class DiskStore implements ReplicatedStore {

    private static final Logger LOG = LoggerFactory.getLogger(DiskStore.class);

    private static final Duration WORD_EVERY = Duration.ofSeconds(10);

    /** The map in which the other store keeps the epoch of the log, as its version. No bucket has this name. */
    private static final byte[] MARK = {};

    private final Nodes nodes;
    private final ReplicatedStore others;
    private final LogClient log;
    private final Set<String> lost;
    private final AtomicLong wordAt = new AtomicLong(System.nanoTime());

    private DiskStore(Vertx vertx, ReplicatedStore others, Set<String> lost) {
        this.nodes = Nodes.of(vertx);
        this.others = others;
        this.lost = lost;
        this.log = new LogClient(vertx, nodes.self(), nodes.partitions().count());
    }

    /**
     * The one of a node.
     *
     * @param others what its cluster has; empty outside of one
     * @param lost nodes whose logs are given up
     */
    public static DiskStore of(Vertx vertx, Optional<ReplicatedStore> others, Set<String> lost) {
        return new DiskStore(vertx, others.orElseGet(LoneStore::new), lost);
    }

    /** What a partition is begun with; {@code isInLog} where the log of this node has just that. */
    private record Beginning(long epoch, List<StoredMap> maps, boolean isInLog) {}

    @Override
    public Future<ClaimedPartition> claim(int partition) {
        return others.claim(partition)
                .compose(found -> begin(partition, found)
                        .onFailure(failure -> found.claim().release()));
    }

    private Future<ClaimedPartition> begin(int partition, ClaimedPartition found) {
        return beginning(partition, found.maps())
                .compose(beginning -> kept(partition, found.claim(), beginning, found.maps()))
                .recover(failure -> Future.failedFuture(
                        failure instanceof StoreException
                                ? failure
                                : new StoreException(Reason.REFUSED, String.valueOf(failure.getMessage()), failure)));
    }

    private Future<Beginning> beginning(int partition, List<StoredMap> inMemory) {
        List<StoredMap> maps = new ArrayList<>(inMemory);
        maps.removeIf(DiskStore::isMark);
        for (StoredMap map : inMemory) {
            if (isMark(map)) {
                return Future.succeededFuture(new Beginning(map.version() + 1, maps, false));
            }
        }
        return recovery(partition).compose(recovery -> {
            boolean isOver = !maps.isEmpty() || recovery.node().isEmpty();
            return isOver
                    ? Future.succeededFuture(new Beginning(recovery.epoch(), maps, false))
                    : log.read(recovery.node(), partition, recovery.position())
                            .map(read -> new Beginning(
                                    recovery.epoch(), read, recovery.node().equals(nodes.self())));
        });
    }

    private static boolean isMark(StoredMap map) {
        return map.name().length == 0;
    }

    /** The others have the epoch first: so no log has one that they do not know. */
    private Future<ClaimedPartition> kept(
            int partition, PartitionClaim claim, Beginning beginning, List<StoredMap> inMemory) {
        LogPosition first = new LogPosition(beginning.epoch(), 0);
        List<Write> all = LogRows.writes(beginning.maps());
        List<Write> toOthers = new ArrayList<>();
        toOthers.add(Write.put(MARK, MARK, MARK, beginning.epoch(), Write.NEVER));
        if (inMemory.isEmpty()) {
            toOthers.addAll(all);
        }
        return claim.write(toOthers)
                .compose(marked ->
                        beginning.isInLog() ? log.begin(partition, first) : log.install(partition, first, all))
                .map(installed -> new ClaimedPartition(new DiskClaim(claim, log, partition, first), beginning.maps()));
    }

    /** From all logs there are, which no node has in memory. */
    private Future<Recovery> recovery(int partition) {
        Map<String, LogPosition> logs = new ConcurrentHashMap<>();
        Map<String, String> silent = new ConcurrentHashMap<>();
        List<Future<LogPosition>> asked = nodes.membership().nodes().stream()
                .map(node -> log.position(node, partition)
                        .onSuccess(position -> logs.put(node, position))
                        .onFailure(failure -> silent.put(node, String.valueOf(failure.getMessage()))))
                .toList();
        return Future.join(asked).transform(all -> {
            try {
                return Future.succeededFuture(Recovery.of(logs, nodes.named(), lost));
            } catch (Recovery.Incomplete incomplete) {
                say(incomplete.getMessage() + (silent.isEmpty() ? "" : "; no answer: " + silent));
                return Future.failedFuture(incomplete);
            }
        });
    }

    /** Not for each partition, nor each time. */
    private void say(String why) {
        long now = System.nanoTime();
        long last = wordAt.get();
        if (now - last > WORD_EVERY.toNanos() && wordAt.compareAndSet(last, now)) {
            LOG.warn("buckets are not served yet: {}", why);
        }
    }
}
