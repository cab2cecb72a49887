package io.coppice.host.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import com.hazelcast.query.Predicates;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionException;
import io.coppice.supervision.nodes.NameTable;
import io.coppice.supervision.nodes.NamedChild;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the names that a node knows with those that the cluster keeps, a partition at a time, and mends the difference.
 *
 * <p>All of them when the node comes and whenever nodes have come, gone or met again, and else one each second: so what an event did
 * not tell is known after a minute, and 100,000 names are never on their way at once. Everything here blocks, on a thread of its
 * own.
 */
final class NameAudit {

    private static final Logger LOG = LoggerFactory.getLogger(NameAudit.class);

    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final HazelcastInstance hazelcast;
    private final HazelcastDirectory directory;
    private final NameTable table;
    private final IMap<String, String> map;
    /** A key of each partition. */
    private final String[] keys;

    private final ScheduledExecutorService worker = Threads.one("coppice-names");

    private volatile boolean isAllDue = true;
    private int next;

    NameAudit(HazelcastInstance hazelcast, HazelcastDirectory directory) {
        this.hazelcast = hazelcast;
        this.directory = directory;
        this.table = directory.table();
        this.map = hazelcast.getMap(HazelcastSettings.NAMES);
        this.keys = new String[hazelcast.getPartitionService().getPartitions().size()];
        for (int i = 0, missing = keys.length; missing > 0; i++) {
            String key = "u/" + i;
            int slice = directory.sliceOf(key);
            if (keys[slice] == null) {
                keys[slice] = key;
                missing--;
            }
        }
    }

    void start() {
        var unused = worker.scheduleWithFixedDelay(this::turn, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Nodes have come, gone or met again. */
    void membersChanged() {
        table.retain(HazelcastClaims.processes(hazelcast));
        isAllDue = true;
        try {
            worker.execute(this::turn);
        } catch (RejectedExecutionException closed) {
            LOG.debug("this node leaves the cluster", closed);
        }
    }

    void close() {
        worker.shutdownNow();
    }

    private void turn() {
        try {
            directory.dropAgain();
            if (isAllDue) {
                isAllDue = false;
                auditAll();
            } else {
                audit(next);
                next = (next + 1) % keys.length;
            }
        } catch (SplitBrainProtectionException alone) {
            // As long as that is so, nothing can be compared.
            isAllDue = true;
        } catch (HazelcastInstanceNotActiveException leaving) {
            LOG.debug("the node is leaving", leaving);
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | ExecutionException | TimeoutException e) {
            isAllDue = true;
            LOG.warn("the names could not be compared; they will be again", e);
        }
    }

    private void auditAll() throws ExecutionException, InterruptedException, TimeoutException {
        for (int slice = 0; slice < keys.length; slice++) {
            audit(slice);
        }
    }

    private void audit(int slice) throws ExecutionException, InterruptedException, TimeoutException {
        table.beginRead(slice);
        Map<String, NamedChild> found = null;
        try {
            found = read(slice);
            sweep(found);
            directory.correct(slice, found).get(HazelcastSettings.SILENCE_SECONDS, TimeUnit.SECONDS);
        } finally {
            table.endRead(slice, found);
        }
    }

    private Map<String, NamedChild> read(int slice) {
        Map<String, NamedChild> found = new HashMap<>();
        map.entrySet(Predicates.partitionPredicate(keys[slice], Predicates.alwaysTrue()))
                .forEach(entry -> found.put(entry.getKey(), NamedChildJson.decode(entry.getValue())));
        return found;
    }

    /** What belongs to processes that are gone; the oldest node takes it away, from all partitions at once. */
    private void sweep(Map<String, NamedChild> found) {
        Set<String> present = HazelcastClaims.processes(hazelcast);
        Set<String> gone = new HashSet<>();
        found.values().removeIf(child -> {
            boolean isGone = !present.contains(child.process());
            if (isGone) {
                gone.add(child.process());
            }
            return isGone;
        });
        boolean isOldest = hazelcast.getCluster().getMembers().iterator().next().localMember();
        if (isOldest) {
            gone.forEach(process -> map.executeOnEntries(NameProcessor.sweep(process)));
        }
    }
}
