package io.coppice.supervision.campaign;

import static org.awaitility.Awaitility.await;

import io.coppice.supervision.SupervisionEvent;
import io.coppice.supervision.spec.EventKind;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What the supervisors of a campaign reported, counted by path. */
final class Events {

    private final Map<String, Integer> ends = new ConcurrentHashMap<>();
    private final Map<String, Integer> restarts = new ConcurrentHashMap<>();
    private final Queue<Long> downNanos = new ConcurrentLinkedQueue<>();

    void add(SupervisionEvent event) {
        if (event.kind() == EventKind.CRASHED || event.kind() == EventKind.EXITED) {
            ends.merge(event.path(), 1, Integer::sum);
        } else if (event.kind() == EventKind.RESTARTED) {
            restarts.merge(event.path(), 1, Integer::sum);
            downNanos.add(event.down().toNanos());
        }
    }

    /** How often each child ended by itself. */
    Map<String, Integer> ends() {
        return ends;
    }

    Map<String, Integer> restarts() {
        return restarts;
    }

    /** Returns when there were exactly so many: the siblings of the last victims may still be on their way. */
    void awaitRestarts(Map<String, Integer> expected) {
        await("so many restarts: " + expected).atMost(Duration.ofSeconds(60)).until(() -> restarts.equals(expected));
    }

    /** How long children were down, in ms. */
    String downTimes() {
        long[] sorted = downNanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return String.format(
                "%d restarts, down for p50 %.3f ms, p99 %.3f ms, p99.9 %.3f ms, max %.3f ms",
                sorted.length,
                quantile(sorted, 0.5),
                quantile(sorted, 0.99),
                quantile(sorted, 0.999),
                quantile(sorted, 1));
    }

    private static double quantile(long[] sorted, double q) {
        return sorted[Math.max(0, (int) Math.ceil(q * sorted.length) - 1)] / 1e6;
    }
}
