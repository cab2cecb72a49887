package io.coppice.proof.campaign;

import io.coppice.proof.history.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** For how long a store did not take writes, and how much it did when; told by what clients were answered. */
final class Availability {

    private Availability() {}

    /**
     * The longest time in which some bucket acknowledged no write, from the first that clients asked it for to the end of the last.
     */
    static Duration longestGap(List<Operation> operations) {
        Map<String, List<Operation>> byBucket =
                operations.stream().filter(Operation::isWrite).collect(Collectors.groupingBy(Availability::bucket));
        return Duration.ofNanos(byBucket.values().stream()
                .mapToLong(Availability::longestGapOfOne)
                .max()
                .orElse(0));
    }

    private static long longestGapOfOne(List<Operation> writes) {
        long last = writes.stream().mapToLong(Operation::start).min().orElseThrow();
        long longest = 0;
        long[] acknowledged = writes.stream()
                .filter(Operation::isAcknowledgedWrite)
                .mapToLong(Operation::end)
                .sorted()
                .toArray();
        for (long end : acknowledged) {
            longest = Math.max(longest, end - last);
            last = end;
        }
        long over = writes.stream().mapToLong(Operation::end).max().orElseThrow();
        return Math.max(longest, over - last);
    }

    private static String bucket(Operation operation) {
        return operation.key().substring(0, operation.key().indexOf('/'));
    }

    /** How long after this moment a node acknowledged writes, before another moment; zero if it did not. */
    static Duration acknowledgedFor(List<Operation> operations, String node, long from, long until) {
        return Duration.ofNanos(operations.stream()
                .filter(each -> each.node().equals(node) && each.isAcknowledgedWrite())
                .mapToLong(Operation::end)
                .filter(end -> end >= from && end < until)
                .map(end -> end - from)
                .max()
                .orElse(0));
    }

    /** How long after this moment a node refused the first write, before another moment; all of that time if it refused none. */
    static Duration refusedAfter(List<Operation> operations, String node, long from, long until) {
        return Duration.ofNanos(operations.stream()
                        .filter(each -> each.node().equals(node) && each.isWrite())
                        .filter(each -> each.outcome() == Operation.Outcome.REFUSED)
                        .mapToLong(Operation::end)
                        .filter(end -> end >= from && end < until)
                        .min()
                        .orElse(until)
                - from);
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
