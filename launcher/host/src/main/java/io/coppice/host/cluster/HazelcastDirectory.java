package io.coppice.host.cluster;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.IndeterminateOperationStateException;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryMergedListener;
import com.hazelcast.map.listener.EntryRemovedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.nodes.Directory;
import io.coppice.supervision.nodes.NameKey;
import io.coppice.supervision.nodes.NameTable;
import io.coppice.supervision.nodes.NamedChild;
import io.coppice.supervision.spec.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of a cluster: a map of Hazelcast in which the owner of a name's partition decides, and of which each node has a copy
 * that follows its events. {@link NameAudit} finds what events have not told.
 *
 * <p>The map can be changed by a majority alone, and a node that was out of {@link Contact} with one for too long gives its unique
 * names up before others may take them.
 */
final class HazelcastDirectory
        implements Directory,
                EntryAddedListener<String, String>,
                EntryUpdatedListener<String, String>,
                EntryMergedListener<String, String>,
                EntryRemovedListener<String, String> {

    private static final Logger LOG = LoggerFactory.getLogger(HazelcastDirectory.class);

    /** Each waits five seconds for its backups: after the last a silent node is gone. */
    private static final int TRIES = 4;

    /** What this node has registered. */
    private static final class Own {
        final int slice;
        final NamedChild child;
        final Consumer<String> whenLost;
        /** Whether the cluster has agreed. */
        volatile boolean isKept;

        Own(int slice, NamedChild child, Consumer<String> whenLost) {
            this.slice = slice;
            this.child = child;
            this.whenLost = whenLost;
        }
    }

    private record Dropped(String key, NamedChild child) {}

    private final HazelcastInstance hazelcast;
    private final IMap<String, String> map;
    private final String process;
    private final BooleanSupplier isInTouch;
    private final NameTable table;
    private final Map<String, Own> owned = new ConcurrentHashMap<>();
    /** What could not be dropped yet. */
    private final Set<Dropped> undropped = ConcurrentHashMap.newKeySet();

    HazelcastDirectory(HazelcastInstance hazelcast, BooleanSupplier isInTouch) {
        this.hazelcast = hazelcast;
        this.map = hazelcast.getMap(HazelcastSettings.NAMES);
        this.process = HazelcastClaims.processOf(hazelcast.getCluster().getLocalMember());
        this.isInTouch = isInTouch;
        this.table =
                new NameTable(hazelcast.getPartitionService().getPartitions().size());
    }

    void start() {
        map.addEntryListener(this, true);
    }

    @Override
    public String process() {
        return process;
    }

    @Override
    public NameTable table() {
        return table;
    }

    @Override
    public Future<NamedChild> keep(String key, NamedChild child, Consumer<String> whenLost) {
        Own own = new Own(sliceOf(key), child, whenLost);
        if (!isInTouch.getAsBoolean()) {
            return Future.failedFuture(refusal(HazelcastClaims.ALONE, null));
        }
        Own other = owned.putIfAbsent(key, own);
        if (other != null) {
            return Future.succeededFuture(other.child);
        }
        Promise<NamedChild> answer = Promise.promise();
        var unused = kept(key, child).whenComplete((holder, failure) -> {
            if (failure != null) {
                owned.remove(key, own);
                // It may be there all the same.
                drop(key, child);
                answer.fail(refusal("the cluster does not answer: " + reason(failure), failure));
            } else {
                settled(key, own, holder).onComplete(answer);
            }
        });
        return answer.future();
    }

    private Future<NamedChild> settled(String key, Own own, NamedChild holder) {
        if (!holder.isSame(own.child)) {
            // The table learns of the other by its event: this answer may be older than that.
            owned.remove(key, own);
            return Future.succeededFuture(holder);
        }
        own.isKept = true;
        return settle(key, own)
                ? Future.succeededFuture(own.child)
                : Future.failedFuture(refusal(HazelcastClaims.ALONE, null));
    }

    /** Who is registered there now; what this node had there before, and has no more, is no obstacle. */
    private CompletableFuture<NamedChild> kept(String key, NamedChild child) {
        return submit(key, NameProcessor.keep(child)).thenCompose(text -> {
            NamedChild holder = NamedChildJson.decode(String.valueOf(text));
            boolean isLeftOver = holder.process().equals(process) && !holder.isSame(child);
            return isLeftOver
                    ? submit(key, NameProcessor.drop(holder))
                            .thenCompose(gone -> submit(key, NameProcessor.keep(child)))
                            .thenApply(again -> NamedChildJson.decode(String.valueOf(again)))
                    : CompletableFuture.completedFuture(holder);
        });
    }

    @Override
    public void drop(String key, NamedChild child) {
        owned.computeIfPresent(key, (k, own) -> own.child.isSame(child) ? null : own);
        try {
            table.remove(sliceOf(key), key, child);
        } catch (HazelcastInstanceNotActiveException left) {
            LOG.debug("{} is gone with this node", key, left);
            return;
        }
        drop(new Dropped(key, child));
    }

    private void drop(Dropped gone) {
        var unused = submit(gone.key, NameProcessor.drop(gone.child)).whenComplete((left, failure) -> {
            if (failure != null) {
                LOG.debug("{} is not dropped yet", gone.key, failure);
                undropped.add(gone);
            }
        });
    }

    /** Again and again until it is done: it would hold its name as long as this node is there. */
    void dropAgain() {
        undropped.forEach(gone -> {
            undropped.remove(gone);
            drop(gone);
        });
    }

    /** Other nodes may have the unique names of this one by now, or soon. */
    void giveUp() {
        owned.forEach((key, own) -> {
            if (NameKey.isUnique(key)) {
                lose(key, own, HazelcastClaims.ALONE);
            }
        });
    }

    private void lose(String key, Own own, String why) {
        if (owned.remove(key, own) && own.isKept) {
            table.remove(own.slice, key, own.child);
            LOG.warn("{} of {} is given up: {}", key, own.child.path(), why);
            try {
                own.whenLost.accept(why);
            } catch (RuntimeException e) {
                LOG.error("{} was not told that it lost {}", own.child.path(), key, e);
            }
        }
    }

    boolean isInTouch() {
        return isInTouch.getAsBoolean();
    }

    int sliceOf(String key) {
        return hazelcast.getPartitionService().getPartition(key).getPartitionId();
    }

    @Override
    public void entryAdded(EntryEvent<String, String> event) {
        changed(event);
    }

    @Override
    public void entryUpdated(EntryEvent<String, String> event) {
        changed(event);
    }

    @Override
    public void entryMerged(EntryEvent<String, String> event) {
        changed(event);
    }

    private void changed(EntryEvent<String, String> event) {
        String key = event.getKey();
        NamedChild child = NamedChildJson.decode(event.getValue());
        Own own = owned.get(key);
        if (own != null && own.isKept && !own.child.isSame(child)) {
            // Late news, or the name was lost.
            var unused = check(key, own);
        } else {
            table.put(sliceOf(key), key, child);
        }
    }

    @Override
    public void entryRemoved(EntryEvent<String, String> event) {
        String key = event.getKey();
        NamedChild gone = NamedChildJson.decode(event.getOldValue());
        Own own = owned.get(key);
        if (own != null && own.isKept && own.child.isSame(gone)) {
            // The others took this node for lost.
            var unused = check(key, own);
        } else {
            table.remove(sliceOf(key), key, gone);
        }
    }

    /** Asks for it again: it stays, or it is lost. */
    private CompletableFuture<Void> check(String key, Own own) {
        return submit(key, NameProcessor.keep(own.child)).handle((text, failure) -> {
            if (failure != null) {
                LOG.debug("{} is not kept yet", key, failure);
            } else if (text != null) {
                NamedChild holder = NamedChildJson.decode(text);
                if (holder.isSame(own.child)) {
                    settle(key, own);
                } else {
                    lose(key, own, "it is registered by " + holder.path() + " on node " + holder.node());
                    table.put(own.slice, key, holder);
                }
            }
            return null;
        });
    }

    /** It is known to be registered, unless it was given up meanwhile. */
    private boolean settle(String key, Own own) {
        if (owned.get(key) == own) {
            table.put(own.slice, key, own.child);
        }
        // Once more: who gave it up in between may have been at the table before.
        boolean isOurs = owned.get(key) == own;
        if (!isOurs) {
            drop(key, own.child);
        }
        return isOurs;
    }

    /**
     * Corrects what was found by what this node knows better: what it has registered itself.
     *
     * @param found what the cluster keeps of a slice
     * @return completes when all that was missing is registered again, or lost
     */
    CompletableFuture<Void> correct(int slice, Map<String, NamedChild> found) {
        found.entrySet().removeIf(entry -> {
            NamedChild child = entry.getValue();
            Own own = owned.get(entry.getKey());
            boolean isStray = child.process().equals(process) && (own == null || !own.child.isSame(child));
            if (isStray && own == null) {
                drop(entry.getKey(), child);
            }
            return isStray;
        });
        CompletableFuture<?>[] checks = owned.entrySet().stream()
                .filter(entry -> entry.getValue().slice == slice && entry.getValue().isKept)
                .filter(entry -> {
                    NamedChild kept = found.put(entry.getKey(), entry.getValue().child);
                    return kept == null || !kept.isSame(entry.getValue().child);
                })
                .map(entry -> check(entry.getKey(), entry.getValue()))
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(checks);
    }

    private CompletableFuture<@Nullable String> submit(String key, NameProcessor change) {
        return submit(key, change, TRIES);
    }

    /** Done again while nobody knows whether it was done: twice does no harm. */
    private CompletableFuture<@Nullable String> submit(String key, NameProcessor change, int tries) {
        CompletableFuture<@Nullable String> answer;
        try {
            answer = map.<@Nullable String>submitToKey(key, change).toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        return answer.exceptionallyCompose(
                failure -> tries > 1 && cause(failure) instanceof IndeterminateOperationStateException
                        ? submit(key, change, tries - 1)
                        : CompletableFuture.failedFuture(failure));
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static String reason(Throwable failure) {
        return cause(failure).toString();
    }

    private static SupervisionException refusal(String why, @Nullable Throwable cause) {
        return new SupervisionException(Refusal.NO_MAJORITY, why, cause);
    }
}
