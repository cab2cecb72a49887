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
import io.vertx.core.Promise;
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
        if (!lost.isEmpty()) {
            LOG.warn(
                    "the logs of {} are given up: what only they have is lost. Take \"lost_nodes\" out of the registry's"
                            + " config as soon as the buckets are there: it counts whenever all nodes have been lost",
                    lost);
        }
        return new DiskStore(vertx, others.orElseGet(LoneStore::new), lost);
    }

    /**
     * What a partition is begun with.
     *
     * @param from how far it is
     * @param isInMemory whether the others have just that
     * @param isInLog whether the log of this node has just that
     */
    private record Beginning(long epoch, LogPosition from, List<StoredMap> maps, boolean isInMemory, boolean isInLog) {}

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
        LogPosition mark = Mark.in(inMemory);
        List<StoredMap> maps = new ArrayList<>(inMemory);
        maps.removeIf(Mark::is);
        // It was kept without a log until now.
        boolean isUnmarked = mark.equals(LogPosition.NONE) && !maps.isEmpty();
        return ask(partition).compose(answers -> {
            Recovery recovery = recovery(mark, answers);
            LogPosition from = recovery.position();
            if (recovery.node().isPresent() && !isUnmarked) {
                String node = recovery.node().get();
                LOG.debug("partition {} is read from the log of node {}", partition, node);
                return log.read(node, partition, from)
                        .map(read -> new Beginning(recovery.epoch(), from, read, false, node.equals(nodes.self())));
            }
            LogAnswer own = answers.logs().get(nodes.self());
            boolean isInLog = !isUnmarked && own != null && own.position().equals(from);
            return Future.succeededFuture(new Beginning(recovery.epoch(), from, maps, true, isInLog));
        });
    }

    /** The others have the epoch first: so no log has one that they do not know. */
    private Future<ClaimedPartition> kept(
            int partition, PartitionClaim claim, Beginning beginning, List<StoredMap> inMemory) {
        LogPosition from = beginning.from();
        LogPosition first = new LogPosition(beginning.epoch(), 0);
        List<Write> all = LogRows.writes(beginning.maps());
        List<Write> toOthers = new ArrayList<>();
        if (!beginning.isInMemory()) {
            inMemory.forEach(map -> toOthers.add(Write.drop(map.name())));
            toOthers.addAll(all);
        }
        toOthers.add(Mark.of(first));
        return claim.write(toOthers)
                .compose(marked -> beginning.isInLog()
                        ? log.begin(partition, from, first)
                        : log.install(partition, from, first, all))
                .map(installed -> new ClaimedPartition(new DiskClaim(claim, log, partition, first), beginning.maps()));
    }

    private Recovery recovery(LogPosition memory, Answers answers) {
        try {
            return Recovery.of(memory, answers.logs(), nodes.membership().nodes(), nodes.named(), lost);
        } catch (Recovery.Incomplete incomplete) {
            String why = String.valueOf(incomplete.getMessage());
            say(answers.silent().isEmpty() ? why : why + "; no answer: " + answers.silent());
            throw new StoreException(Reason.REFUSED, why, incomplete);
        }
    }

    /** What the logs of the nodes that are there say of a partition, and why others say nothing. */
    private record Answers(Map<String, LogAnswer> logs, Map<String, String> silent) {}

    private Future<Answers> ask(int partition) {
        Answers answers = new Answers(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
        List<Future<LogAnswer>> asked = nodes.membership().nodes().stream()
                .map(node -> ask(node, partition)
                        .onSuccess(answer -> answers.logs().put(node, answer))
                        .onFailure(failure -> answers.silent().put(node, String.valueOf(failure.getMessage()))))
                .toList();
        return Future.join(asked).transform(all -> Future.succeededFuture(answers));
    }

    /** Of a node that goes, no answer is waited for. */
    private Future<LogAnswer> ask(String node, int partition) {
        Promise<LogAnswer> answer = Promise.promise();
        Runnable listening = nodes.listen(() -> {
            if (!nodes.membership().nodes().contains(node)) {
                answer.tryFail("it has left the cluster");
            }
        });
        log.position(node, partition).onSuccess(answer::tryComplete).onFailure(answer::tryFail);
        return answer.future().onComplete(over -> listening.run());
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
