package io.coppice.host.cluster;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When a node that was asked to stop goes: not while the others need it, unless that takes too long. */
final class Departure {

    private static final Logger LOG = LoggerFactory.getLogger(Departure.class);

    private static final Duration POLL = Duration.ofMillis(100);

    private final Supplier<CompletionStage<Boolean>> isSafe;
    private final IntSupplier present;
    private final int named;
    private final int majority;

    /**
     * One that is not asked for yet.
     *
     * @param isSafe whether the copies that nodes keep for each other are all made
     * @param present how many nodes have a share of what they keep for each other, this one among them: one that is there and whose
     *     tree is not up yet has no copy of anything
     * @param named how many the configuration names
     */
    Departure(Supplier<CompletionStage<Boolean>> isSafe, IntSupplier present, int named, int majority) {
        this.isSafe = isSafe;
        this.present = present;
        this.named = named;
        this.majority = majority;
    }

    /** Whether the others are a majority with this node, and would not be without it, while one that is named is missing. */
    static boolean isNeeded(int present, int named, int majority) {
        return present < named && present == majority && present > 1;
    }

    /** Completes when nothing speaks against it any more, and after this time at the latest; never exceptionally. */
    CompletionStage<Void> whenClear(Duration most) {
        CompletableFuture<Void> clear = new CompletableFuture<>();
        AtomicReference<String> obstacle = new AtomicReference<>("the nodes have not said whether it may");
        // One that leaves from now on is not waited for: then they are all to stop.
        boolean awaitsAnother = isNeeded(present.getAsInt(), named, majority);
        poll(
                clear,
                awaitsAnother,
                obstacle,
                why -> LOG.warn("it waits for {} ms before it leaves: {}", most.toMillis(), why));
        return clear.completeOnTimeout(null, most.toMillis(), TimeUnit.MILLISECONDS)
                .thenRun(() -> {
                    String last = obstacle.get();
                    if (last != null && !last.isEmpty()) {
                        LOG.warn("it leaves all the same: {}", last);
                    }
                });
    }

    private String obstacle(boolean safe, boolean awaitsAnother) {
        int there = present.getAsInt();
        if (there > 1 && !safe) {
            return "the nodes have not all copies of what they keep for each other";
        }
        return awaitsAnother && isNeeded(there, named, majority)
                ? (named - there) + " of " + named
                        + " nodes missing, or without their share yet, and the others are no majority without this one"
                : "";
    }

    private void poll(
            CompletableFuture<Void> clear,
            boolean awaitsAnother,
            AtomicReference<String> obstacle,
            Consumer<String> firstWord) {
        isSafe.get().whenComplete((safe, failure) -> {
            String now = obstacle(failure == null && safe, awaitsAnother);
            obstacle.set(now);
            if (now.isEmpty() || clear.isDone()) {
                clear.complete(null);
                return;
            }
            firstWord.accept(now);
            CompletableFuture.delayedExecutor(POLL.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> poll(clear, awaitsAnother, obstacle, why -> {}));
        });
    }
}
