package io.coppice.host.cluster;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the cluster is safe, asked for once however many want to know. */
final class Safety {

    private static final Logger LOG = LoggerFactory.getLogger(Safety.class);

    private static final Duration POLL = Duration.ofMillis(100);
    /** So many polls between two words about a cluster that does not become safe. */
    private static final int POLLS_PER_WORD = 100;

    private final BooleanSupplier check;
    private final Executor worker;
    private boolean isLeaving;
    private @Nullable CompletableFuture<Boolean> asked;

    /**
     * It asks when it is asked.
     *
     * @param check asks all nodes, and blocks
     * @param worker runs it
     */
    Safety(BooleanSupplier check, Executor worker) {
        this.check = check;
        this.worker = worker;
    }

    synchronized CompletionStage<Boolean> isSafe() {
        CompletableFuture<Boolean> current = asked;
        if (isLeaving) {
            return CompletableFuture.completedStage(false);
        }
        if (current == null || current.isDone()) {
            current = CompletableFuture.supplyAsync(check::getAsBoolean, worker);
            asked = current;
        }
        return current;
    }

    CompletionStage<Void> whenSafe() {
        CompletableFuture<Void> safe = new CompletableFuture<>();
        poll(safe, 1);
        return safe;
    }

    private void poll(CompletableFuture<Void> safe, int polls) {
        isSafe().whenComplete((isSafe, failure) -> {
            if (isLeaving()) {
                safe.completeExceptionally(new IllegalStateException("the node leaves the cluster"));
            } else if (failure == null && isSafe) {
                safe.complete(null);
            } else {
                if (polls % POLLS_PER_WORD == 0) {
                    LOG.warn("waiting for the cluster to be safe", failure);
                }
                CompletableFuture.delayedExecutor(POLL.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(() -> poll(safe, polls + 1));
            }
        });
    }

    /** Nobody asks any more: this node is on its way out. */
    synchronized void leave() {
        isLeaving = true;
    }

    synchronized boolean isLeaving() {
        return isLeaving;
    }
}
