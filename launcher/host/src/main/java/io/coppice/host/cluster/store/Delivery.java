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
 * <p>A member that is dead and not yet missed is waited for in vain, for seconds. So what may be carried out twice, even at once,
 * is sent again as soon as the members or their partitions change, without waiting for the tries before.
 */
final class Delivery {

    /** How long it is tried. */
    static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Supplier<CompletionStage<Receipt>> send;
    private final Supplier<Copies> copies;
    private final AckGate gate;
    private final boolean isRepeatable;
    private final long deadline;
    private final Promise<Receipt> over = Promise.promise();

    // Guarded by this:
    private @Nullable Copies before;
    /** Whether it may have been done by a try whose end nobody knows. */
    private boolean maybeDone;
    /** How many tries were sent that have not ended. */
    private int open;

    /**
     * One that is not sent yet.
     *
     * @param copies who has the partition, as this node sees it
     * @param isRepeatable whether two tries may be under way at once
     * @param now nanoseconds of a monotonic clock
     */
    Delivery(
            Supplier<CompletionStage<Receipt>> send,
            Supplier<Copies> copies,
            AckGate gate,
            boolean isRepeatable,
            long now) {
        this.send = send;
        this.copies = copies;
        this.gate = gate;
        this.isRepeatable = isRepeatable;
        this.deadline = now + LIMIT_NANOS;
    }

    /** The receipt that counts; or failed with a {@link StoreException}. */
    Future<Receipt> over() {
        return over.future();
    }

    /** Sends it. */
    void start() {
        synchronized (this) {
            open++;
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

    /** To be called several times a second: sends it again where no try is under way, or gives it up. */
    void check(long now) {
        if (over.future().isComplete()) {
            return;
        }
        if (now - deadline >= 0) {
            fail(Reason.REFUSED, "too few nodes had it in time");
        } else if (!isUnderWay() && copies.get().isComplete()) {
            start();
        }
    }

    /** Something has changed, so that another try may do better than what is under way. */
    void again() {
        if (!over.future().isComplete() && (isRepeatable || !isUnderWay())) {
            start();
        }
    }

    private synchronized boolean isUnderWay() {
        return open > 0;
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
