package io.coppice.proof.campaign;

import io.coppice.proof.history.Operation;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** For how long a store did not take writes, and how much it did when; told by what clients were answered. */
final class Availability {

    private Availability() {}

    /** The longest time in which some bucket acknowledged no write, while clients asked for it. */
    static Duration longestGap(List<Operation> operations) {
        Map<String, long[]> byBucket = new HashMap<>();
        operations.stream()
                .filter(Operation::isAcknowledgedWrite)
                .sorted((a, b) -> Long.compare(a.end(), b.end()))
                .forEach(write -> {
                    // The last end, and the longest gap.
                    long[] gap = byBucket.computeIfAbsent(bucket(write), bucket -> new long[] {write.end(), 0});
                    gap[1] = Math.max(gap[1], write.end() - gap[0]);
                    gap[0] = write.end();
                });
        return Duration.ofNanos(
                byBucket.values().stream().mapToLong(gap -> gap[1]).max().orElse(0));
    }

    private static String bucket(Operation operation) {
        return operation.key().substring(0, operation.key().indexOf('/'));
    }

    /** How many operations were answered in each such time from the first on. */
    static int[] answered(List<Operation> operations, Duration bin) {
        long first = operations.stream().mapToLong(Operation::start).min().orElse(0);
        long last = operations.stream().mapToLong(Operation::end).max().orElse(0);
        int[] answered = new int[(int) ((last - first) / bin.toNanos()) + 1];
        for (Operation each : operations) {
            if (each.outcome() == Operation.Outcome.DONE) {
                answered[(int) ((each.end() - first) / bin.toNanos())]++;
            }
        }
        return answered;
    }
}
