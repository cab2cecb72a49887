package io.coppice.kv.replica;

import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.Journal;
import io.coppice.kv.store.Turn;
import io.coppice.supervision.nodes.PartitionClaim;
import io.coppice.supervision.nodes.StoreException;
import io.coppice.supervision.nodes.StoreException.Reason;
import io.coppice.supervision.nodes.StoredMap;
import io.coppice.supervision.nodes.Write;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One claim of a partition, and the journal of its buckets while it lasts.
 *
 * <p>One write is under way at a time; what comes meanwhile, or while it waits for its place in the {@link Window}, goes into the next. A turn that has changed nothing waits for the last
 * change of its bucket, so that nobody is told what may yet be lost. When a write fails the tenure is over, and all its buckets
 * with it: another begins with what was kept.
 */
final class Tenure implements Journal {

    /** A write carries at most so many bytes, or one turn's changes. */
    static final int MOST_BYTES = 1024 * 1024;

    /** As many bytes may wait. */
    static final int MOST_WAITING = 32 * MOST_BYTES;

    /** What a turn needs besides its bytes, about. */
    private static final int OVERHEAD = 64;

    /** A turn, and what it has changed; {@code number} counts those of the tenure. */
    private record Kept(long number, List<Write> writes, Turn turn) {
        int size() {
            int size = OVERHEAD;
            for (Write write : writes) {
                size += write.size();
            }
            return size;
        }
    }

    private final PartitionClaim claim;
    private final Consumer<Tenure> whenOver;
    private final Waiting waitingTurns;
    private final Window window;

    // Guarded by this:
    private final Queue<Kept> waiting = new ArrayDeque<>();
    private List<Kept> sent = new ArrayList<>();
    private long numbered;
    private long sentUpTo;
    /** Whether a write is under way, or will be when there is a place for it. */
    private boolean isSending;

    private int waitingBytes;

    private volatile long settledUpTo;
    private volatile boolean full;
    private volatile boolean over;

    /** Takes turns that cannot be had now, and has them had later, or not. */
    interface Waiting {
        boolean hold(Bucket bucket, Turn turn);
    }

    Tenure(PartitionClaim claim, Waiting waitingTurns, Window window, Consumer<Tenure> whenOver) {
        this.claim = claim;
        this.waitingTurns = waitingTurns;
        this.window = window;
        this.whenOver = whenOver;
    }

    /** To be called once, when it can be told that it is over. */
    void begin() {
        claim.ended().onComplete(ended -> end());
    }

    boolean isOver() {
        return over;
    }

    @Override
    public boolean isFull() {
        return full;
    }

    @Override
    public boolean hold(Bucket bucket, Turn turn) {
        return waitingTurns.hold(bucket, turn);
    }

    @Override
    public boolean settle(Bucket bucket, List<Write> changes, Turn turn) {
        if (changes.isEmpty() && bucket.kept() <= settledUpTo && !over) {
            return true;
        }
        synchronized (this) {
            // One that was killed in the midst of this turn is read again, without it.
            if (over || (!bucket.isOpen() && !bucket.isDropped())) {
                turn.unsettled(false);
                return true;
            }
            if (changes.isEmpty()) {
                if (bucket.kept() <= settledUpTo) {
                    return true;
                }
                if (bucket.kept() <= sentUpTo) {
                    sent.add(new Kept(sentUpTo, changes, turn));
                    return false;
                }
            } else {
                numbered++;
                bucket.kept(numbered);
            }
            add(new Kept(numbered, changes, turn));
            if (isSending) {
                return false;
            }
            isSending = true;
        }
        window.enter(this::send);
        return false;
    }

    private synchronized boolean waitForAll(Turn turn) {
        if (over) {
            turn.unsettled(false);
            return true;
        }
        if (!isSending) {
            return true;
        }
        Kept last = new Kept(numbered, List.of(), turn);
        if (numbered == sentUpTo) {
            sent.add(last);
        } else {
            add(last);
        }
        return false;
    }

    private void add(Kept kept) {
        waiting.add(kept);
        changeWaitingBy(kept.size());
    }

    private void changeWaitingBy(int bytes) {
        waitingBytes += bytes;
        full = waitingBytes > MOST_WAITING;
    }

    /** The next changes to be sent; guarded by this. */
    private List<Write> take() {
        List<Write> writes = new ArrayList<>();
        List<Kept> next = new ArrayList<>();
        int bytes = 0;
        for (Kept kept = waiting.peek(); kept != null; kept = waiting.peek()) {
            int size = kept.size();
            // Who only waits for a write goes with it, however large that is.
            if (bytes > 0 && bytes + size > MOST_BYTES && !kept.writes().isEmpty()) {
                break;
            }
            waiting.remove();
            bytes += size;
            next.add(kept);
            writes.addAll(kept.writes());
            sentUpTo = kept.number();
        }
        changeWaitingBy(-bytes);
        sent = next;
        return writes;
    }

    private void send(Window.Place place) {
        List<Write> writes;
        synchronized (this) {
            writes = take();
            isSending = !writes.isEmpty();
        }
        if (writes.isEmpty()) {
            // It has ended meanwhile.
            place.leave();
            return;
        }
        claim.write(writes).onComplete(result -> {
            try {
                place.leave();
            } finally {
                written(result);
            }
        });
    }

    /** The write that is under way has come to this. */
    void written(AsyncResult<Void> result) {
        List<Kept> done;
        boolean hasNext = false;
        boolean ends = false;
        synchronized (this) {
            done = sent;
            sent = new ArrayList<>();
            isSending = false;
            if (result.failed()) {
                // In the same moment: nothing is sent behind it, and nobody waits for what is not under way.
                ends = !over;
                over = true;
            } else {
                settledUpTo = sentUpTo;
                hasNext = !over && !waiting.isEmpty();
                isSending = hasNext;
            }
        }
        if (result.succeeded()) {
            // On its way before those are told whose turns it were.
            if (hasNext) {
                window.enter(this::send);
            }
            done.forEach(kept -> kept.turn().taken());
        } else {
            boolean isUnknown = isUnknown(result.cause());
            if (ends) {
                close();
            }
            done.forEach(kept -> lose(kept, isUnknown && !kept.writes().isEmpty()));
        }
    }

    private static boolean isUnknown(@Nullable Throwable failure) {
        // What is not said to be undone may be done.
        return !(failure instanceof StoreException known) || known.reason() == Reason.UNKNOWN;
    }

    private static void lose(Kept kept, boolean isUnknown) {
        kept.turn().unsettled(isUnknown);
        kept.turn().taken();
    }

    /** Nothing more is sent; what is under way ends as it ends. */
    void end() {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
        }
        close();
    }

    private void close() {
        List<Kept> lost;
        synchronized (this) {
            lost = List.copyOf(waiting);
            waiting.clear();
            changeWaitingBy(-waitingBytes);
        }
        claim.release();
        whenOver.accept(this);
        lost.forEach(kept -> lose(kept, false));
    }

    /** What is kept of a bucket that takes no more turns, behind all that it has changed. */
    Future<Optional<StoredMap>> read(Bucket bucket) {
        Promise<Void> settled = Promise.promise();
        Turn last = new Turn() {
            @Override
            public void take() {}

            @Override
            public void taken() {
                settled.tryComplete();
            }

            @Override
            public void refused(boolean crashed) {}

            @Override
            public void unsettled(boolean isUnknown) {
                settled.tryFail(new IllegalStateException("the claim is over"));
            }
        };
        if (waitForAll(last)) {
            last.taken();
        }
        return settled.future().compose(v -> claim.read(bucket.nameBytes()));
    }
}
