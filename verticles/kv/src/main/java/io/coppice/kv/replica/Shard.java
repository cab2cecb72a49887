package io.coppice.kv.replica;

import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.Bytes;
import io.coppice.kv.store.Journal;
import io.coppice.kv.store.Turn;
import io.coppice.supervision.nodes.ClaimedPartition;
import io.coppice.supervision.nodes.StoredMap;
import io.coppice.supervision.nodes.Write;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition of the names: claimed while this node owns it.
 *
 * <p>A turn for a bucket of it that cannot be had, as it is not claimed yet or the bucket has crashed, waits here, not long.
 */
final class Shard implements Tenure.Waiting {

    private static final Logger LOG = LoggerFactory.getLogger(Shard.class);

    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** What a shard needs of what is around it. */
    interface Surroundings {
        Future<ClaimedPartition> claim(int partition);

        /** Makes a bucket of what is kept, or an empty one. */
        Bucket bucket(Bytes name, @Nullable StoredMap stored, Journal journal);

        /** Runs something that takes its time. */
        void work(Runnable task);

        /** These are in the table from now on. */
        void come(List<Bucket> buckets);

        /** All buckets with this journal are not in the table from now on, and take no more turns. */
        void go(Journal journal);

        @Nullable
        Bucket lookup(Bytes name);

        /** In which all partitions write. */
        Window window();

        /** For how many nanoseconds a turn may wait here. */
        long patience();

        /** Nanoseconds of a monotonic clock. */
        long now();
    }

    private record Parked(Bytes name, Turn turn, long until) {}

    private final int partition;
    private final Surroundings around;

    // Guarded by this:
    private final Queue<Parked> parked = new ArrayDeque<>();
    /** Names of buckets that have crashed and are being read again. */
    private final Set<Bytes> reading = new HashSet<>();

    /** Whether turns that have waited are being had: until then none comes before them. */
    private boolean isResuming;

    private boolean isOurs;
    private boolean isClaiming;
    private long claimAgainAt;
    private @Nullable Tenure tenure;

    Shard(int partition, Surroundings around) {
        this.partition = partition;
        this.around = around;
        this.claimAgainAt = around.now();
    }

    /** The journal of its buckets; null while it is not claimed. */
    synchronized @Nullable Tenure tenure() {
        return tenure;
    }

    /** Whether a name that is not in the table has no bucket. */
    synchronized boolean isKnown(Bytes name) {
        return tenure != null && !reading.contains(name);
    }

    /** Whether a turn can be had, or refused for good: not while its bucket is one that has crashed. */
    private boolean isReady(Bytes name) {
        Bucket bucket = around.lookup(name);
        return isKnown(name) && (bucket == null || !bucket.isAwaited());
    }

    /** Who owns the partition may have changed. */
    void look(boolean nowOurs) {
        Tenure ending;
        synchronized (this) {
            isOurs = nowOurs;
            ending = nowOurs ? null : tenure;
        }
        if (ending != null) {
            ending.end();
        }
        check(around.now());
    }

    /** To be called several times a second. */
    void check(long now) {
        claimIfDue(now);
        List<Parked> late = new ArrayList<>();
        synchronized (this) {
            parked.removeIf(each -> now - each.until() >= 0 && late.add(each));
        }
        late.forEach(each -> {
            each.turn().unsettled(false);
            each.turn().taken();
        });
    }

    private void claimIfDue(long now) {
        synchronized (this) {
            if (!isOurs || isClaiming || tenure != null || now - claimAgainAt < 0) {
                return;
            }
            isClaiming = true;
        }
        around.claim(partition)
                .onSuccess(claimed -> around.work(() -> open(claimed)))
                .onFailure(failure -> {
                    LOG.debug("partition {} was not claimed", partition, failure);
                    notClaimed();
                });
    }

    private void open(ClaimedPartition claimed) {
        Tenure fresh = new Tenure(claimed.claim(), this, around.window(), this::over);
        boolean resumes = false;
        try {
            resumes = install(fresh, claimed);
            if (tenure() == fresh) {
                fresh.begin();
            }
        } catch (Throwable failure) {
            // Else it would be claimed for good, and nobody's.
            try {
                fresh.end();
            } finally {
                notClaimed();
            }
            throw failure;
        } finally {
            if (resumes) {
                resume();
            }
        }
    }

    /** Whether turns have to be resumed now. */
    private boolean install(Tenure fresh, ClaimedPartition claimed) {
        List<Bucket> buckets = new ArrayList<>(claimed.maps().size());
        for (StoredMap map : claimed.maps()) {
            // One without a name is what a log keeps there, of a node that has one.
            if (map.name().length > 0) {
                buckets.add(around.bucket(Bytes.of(map.name()), map, fresh));
            }
        }
        synchronized (this) {
            if (isOurs) {
                around.come(buckets);
                tenure = fresh;
                reading.clear();
                isClaiming = false;
                return beginResuming();
            }
            isClaiming = false;
        }
        claimed.claim().release();
        return false;
    }

    private synchronized void notClaimed() {
        isClaiming = false;
        claimAgainAt = around.now() + AGAIN_NANOS;
    }

    private void over(Tenure ended) {
        synchronized (this) {
            if (tenure == ended) {
                tenure = null;
                claimAgainAt = around.now();
            }
        }
        around.go(ended);
        // Not here: who ends it may be in a turn.
        around.work(() -> check(around.now()));
    }

    @Override
    public boolean hold(Bucket bucket, Turn turn) {
        return park(bucket.key(), turn);
    }

    /** Has the turn had when it is known which bucket this is; whether it is over. */
    boolean park(Bytes name, Turn turn) {
        synchronized (this) {
            if (isResuming || !isReady(name)) {
                parked.add(new Parked(name, turn, around.now() + around.patience()));
                return false;
            }
        }
        return offer(name, turn);
    }

    private boolean offer(Bytes name, Turn turn) {
        Bucket bucket = around.lookup(name);
        if (bucket == null) {
            turn.refused(false);
            return true;
        }
        if (!turn.moveTo(bucket)) {
            turn.unsettled(false);
            return true;
        }
        return bucket.offer(turn);
    }

    /** In the same moment as a bucket comes; false where somebody is at it, and will see it. */
    private synchronized boolean beginResuming() {
        boolean begins = !isResuming;
        isResuming = true;
        return begins;
    }

    /** Has the turns that have waited and need not any more, in their order, until there are none. */
    private void resume() {
        try {
            for (List<Parked> those = takeReady(); !those.isEmpty(); those = takeReady()) {
                those.forEach(each -> {
                    if (offer(each.name(), each.turn())) {
                        each.turn().taken();
                    }
                });
            }
        } catch (Throwable failure) {
            synchronized (this) {
                isResuming = false;
            }
            throw failure;
        }
    }

    private synchronized List<Parked> takeReady() {
        List<Parked> those = new ArrayList<>();
        parked.removeIf(each -> isReady(each.name()) && those.add(each));
        isResuming = !those.isEmpty();
        return those;
    }

    /** A bucket has crashed: there is another one soon, with what was kept of it; succeeded when it is in the table. */
    Future<Optional<Bucket>> revive(Bucket crashed) {
        Tenure current;
        synchronized (this) {
            current = tenure;
            if (current == null || current != crashed.journal() || !reading.add(crashed.key())) {
                // All are read again, or it is already.
                return Future.succeededFuture(Optional.empty());
            }
        }
        return current.read(crashed)
                .map(found -> revive(crashed, current, found))
                .onFailure(failure -> current.end());
    }

    private Optional<Bucket> revive(Bucket crashed, Tenure current, Optional<StoredMap> found) {
        Optional<Bucket> fresh = Optional.empty();
        boolean resumes = false;
        synchronized (this) {
            if (tenure == current) {
                fresh = found.map(map -> around.bucket(crashed.key(), map, current));
                fresh.ifPresent(bucket -> around.come(List.of(bucket)));
                reading.remove(crashed.key());
                resumes = beginResuming();
            }
        }
        if (resumes) {
            resume();
        }
        return fresh;
    }

    /** The journal of those of its buckets that hold turns, as they are not known. */
    Journal waitingRoom() {
        return new Journal() {
            @Override
            public boolean isFull() {
                return false;
            }

            @Override
            public boolean settle(Bucket bucket, List<Write> changes, Turn turn) {
                throw new IllegalStateException("it takes no turns");
            }

            @Override
            public boolean hold(Bucket bucket, Turn turn) {
                return park(bucket.key(), turn);
            }
        };
    }
}
