package io.coppice.host.cluster.store;

import com.hazelcast.splitbrainprotection.SplitBrainProtectionException;
import io.coppice.supervision.nodes.StoreException;
import io.coppice.supervision.nodes.StoreException.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A processor that is sent until all who are to hold what it does have it, or somebody else has the partition, or the time is
 * over.
 *
 * <p>It may be carried out any number of times, even at once. A member that is dead and not yet missed is waited for in vain, for
 * seconds, and so is a backup that was not one yet by its own table, which leaves what it is sent without an answer. So it is sent again while
 * tries are under way: when who has the partition has changed, and when a try has lasted for long.
 */
final class Delivery {

    /** How long it is tried. */
    static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** How long the first try may last before another is sent; each that is sent so may last twice as long. */
    static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Supplier<CompletionStage<Receipt>> send;
    private final Supplier<Copies> copies;
    private final AckGate gate;
    private final boolean isSmall;
    private final long deadline;
    private final Promise<Receipt> over = Promise.promise();

    // Guarded by this:
    private @Nullable Copies before;
    /** Whether it may have been done by a try whose end nobody knows. */
    private boolean maybeDone;
    /** How many tries were sent that have not ended. */
    private int open;

    private long sentAt;
    /** Who had the partition when it was sent last. */
    private Copies sentTo = Copies.NONE;

    private long patience = PATIENCE_NANOS;

    /**
     * One that is not sent yet.
     *
     * @param copies who has the partition, as this node sees it
     * @param isSmall whether it may be sent before there are all who are to have it, so that a minority refuses it at once
     * @param now nanoseconds of a monotonic clock
     */
    Delivery(
            Supplier<CompletionStage<Receipt>> send, Supplier<Copies> copies, AckGate gate, boolean isSmall, long now) {
        this.send = send;
        this.copies = copies;
        this.gate = gate;
        this.isSmall = isSmall;
        this.deadline = now + LIMIT_NANOS;
    }

    /** The receipt that counts; or failed with a {@link StoreException}. */
    Future<Receipt> over() {
        return over.future();
    }

    /** Sends it. */
    void start(long now) {
        Copies seen = copies.get();
        synchronized (this) {
            open++;
            sentAt = now;
            sentTo = seen;
        }
        CompletionStage<Receipt> sent;
        try {
            sent = send.get();
        } catch (RuntimeException e) {
            sent = CompletableFuture.failedStage(e);
        }
        sent.whenComplete((receipt, failure) -> {
            synchronized (this) {
                open--;
            }
            if (receipt != null) {
                received(receipt);
            } else {
                failed(failure instanceof CompletionException wrapped ? wrapped.getCause() : failure);
            }
        });
    }

    /** To be called several times a second: sends it again where no try is under way or the last has lasted for long, or gives it up. */
    void check(long now) {
        if (over.future().isComplete()) {
            return;
        }
        if (now - deadline >= 0) {
            fail(Reason.REFUSED, "too few nodes had it in time");
        } else if (copies.get().isComplete() && isDue(now)) {
            start(now);
        }
    }

    /** To be called behind each change of the members and their partitions, most of which are none of this one. */
    void again(long now) {
        if (!over.future().isComplete() && isWorthATry(copies.get())) {
            start(now);
        }
    }

    private synchronized boolean isWorthATry(Copies seen) {
        boolean isChanged = !seen.equals(sentTo);
        return seen.isComplete() ? isChanged || open == 0 : isChanged && isSmall;
    }

    private synchronized boolean isDue(long now) {
        if (open == 0) {
            return true;
        }
        boolean hasLasted = now - sentAt >= patience;
        if (hasLasted) {
            patience *= 2;
        }
        return hasLasted;
    }

    private void received(Receipt receipt) {
        if (!receipt.isAccepted()) {
            fail(Reason.FENCED, "the partition belongs to another claim, at " + receipt.position());
            return;
        }
        boolean isHeld;
        synchronized (this) {
            isHeld = gate.isOpen(receipt.copies(), before, copies.get());
            before = receipt.copies();
            maybeDone = true;
        }
        if (isHeld) {
            over.tryComplete(receipt);
        }
    }

    private void failed(@Nullable Throwable failure) {
        if (failure instanceof SplitBrainProtectionException) {
            fail(Reason.REFUSED, "fewer nodes are there than a majority");
        } else {
            synchronized (this) {
                maybeDone = true;
            }
        }
    }

    private void fail(Reason reason, String why) {
        boolean unknown;
        synchronized (this) {
            unknown = maybeDone || open > 0;
        }
        over.tryFail(new StoreException(unknown ? Reason.UNKNOWN : reason, why, null));
    }
}
