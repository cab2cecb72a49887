package io.coppice.bench.cluster;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** One request after another over the event bus to a node that stays, and how long each took. */
final class BusSampler {

    private static final int MOST = 1_000_000;

    private final List<String> names;
    private final Function<String, Future<Integer>> request;
    private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
    private final Promise<Void> stopped = Promise.promise();
    private volatile boolean stops;
    private final AtomicInteger failed = new AtomicInteger();
    private int next;

    /**
     * One that is not started.
     *
     * @param request asks for one of the names, and gives the status of the answer
     */
    BusSampler(List<String> names, Function<String, Future<Integer>> request) {
        this.names = names;
        this.request = request;
    }

    void start() {
        if (stops || nanos.size() >= MOST) {
            stopped.complete();
            return;
        }
        long begun = System.nanoTime();
        request.apply(names.get(next++ % names.size())).onComplete((status, failure) -> {
            nanos.add(System.nanoTime() - begun);
            if (failure != null || status != 200) {
                failed.incrementAndGet();
            }
            start();
        });
    }

    Future<Void> stop() {
        stops = true;
        return stopped.future();
    }

    /** To be asked for when it has stopped. */
    String summary() {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return String.format(
                "requests over the event bus from node to node, one after another: %d, failed %d; %.1f ms (median), %.1f ms (p99), %.1f"
                        + " ms (the longest)",
                sorted.length,
                failed.get(),
                millis(sorted[sorted.length / 2]),
                millis(sorted[sorted.length * 99 / 100]),
                millis(sorted[sorted.length - 1]));
    }

    private static double millis(long nanos) {
        return nanos / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }
}
