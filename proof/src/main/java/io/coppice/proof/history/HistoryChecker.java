package io.coppice.proof.history;

import io.coppice.proof.history.Finding.Kind;
import io.coppice.proof.history.Operation.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The check of a long history, a stretch at a time: each ends with a moment at which nothing runs and all keys are read. What
 * is carried over to the next is the value of each key and the writes of unknown outcome, which may still happen.
 */
public final class HistoryChecker {

    /** So many deletes of unknown outcome are carried on for a key, which are as good as each other. */
    private static final int LOOSE_DELETES = 8;

    /**
     * What a stretch has shown.
     *
     * @param failures what breaks the promise
     * @param tolerated what is not promised: writes on both sides of a cut of which one had to go, stale reads during it
     */
    public record Verdict(List<Finding> failures, List<Finding> tolerated) {}

    private final Map<String, @Nullable String> values = new HashMap<>();
    private final Map<String, List<Operation>> loose = new HashMap<>();

    /**
     * Checks the next stretch.
     *
     * @param operations of all keys, in any order
     * @param last the reads of all keys by each node, after all else
     */
    public Verdict check(List<Operation> operations, List<Operation> last, Promise promise) {
        Verdict verdict = new Verdict(new ArrayList<>(), new ArrayList<>());
        Map<String, List<Operation>> reads = byKey(last);
        Map<String, List<Operation>> all = byKey(operations);
        reads.forEach((key, readsOfKey) -> {
            List<Operation> ofKey = new ArrayList<>(loose.getOrDefault(key, List.of()));
            ofKey.addAll(all.getOrDefault(key, List.of()));
            check(key, ofKey, readsOfKey, promise, verdict);
        });
        for (String key : all.keySet()) {
            if (!reads.containsKey(key)) {
                verdict.failures.add(new Finding(Kind.UNREADABLE, key, "no node has told its value in the end"));
            }
        }
        return verdict;
    }

    private static Map<String, List<Operation>> byKey(List<Operation> operations) {
        Map<String, List<Operation>> byKey = new TreeMap<>();
        for (Operation each : operations) {
            byKey.computeIfAbsent(each.key(), key -> new ArrayList<>()).add(each);
        }
        return byKey;
    }

    private void check(String key, List<Operation> before, List<Operation> last, Promise promise, Verdict verdict) {
        @Nullable String initial = values.get(key);
        @Nullable String value = last.get(last.size() - 1).value();
        List<Operation> operations = new ArrayList<>(before);
        operations.addAll(last);
        WriteChecks checks = new WriteChecks(key, initial, operations);
        diverged(key, before, last).ifPresent(verdict.failures::add);
        verdict.failures.addAll(checks.phantoms());
        boolean isStrict = promise == Promise.LINEARIZABLE;
        (isStrict || !isContested(before) ? verdict.failures : verdict.tolerated).addAll(checks.lost(value));
        List<Finding> seen = isStrict ? verdict.failures : verdict.tolerated;
        seen.addAll(checks.duplicates());
        seen.addAll(checks.wentBack());
        if (isStrict) {
            Linearizability.check(key, initial, operations).ifPresent(seen::add);
        }
        values.put(key, value);
        loose.put(key, stillLoose(operations));
    }

    /**
     * Nodes that do not agree, one after the other. A write that nobody knew of, and that happens between their reads, is no
     * disagreement.
     */
    private static Optional<Finding> diverged(String key, List<Operation> before, List<Operation> last) {
        List<Operation> operations = stillLoose(before);
        operations.addAll(last);
        return Linearizability.check(key, last.get(0).value(), operations)
                .map(found ->
                        found.kind() == Kind.NOT_LINEARIZABLE ? new Finding(Kind.DIVERGED, key, found.text()) : found);
    }

    /** Whether it was written through more than one node, so that both sides of a cut may have. */
    private static boolean isContested(List<Operation> operations) {
        return operations.stream()
                        .filter(Operation::mayHaveWritten)
                        .map(Operation::node)
                        .distinct()
                        .count()
                > 1;
    }

    private static List<Operation> stillLoose(List<Operation> operations) {
        Set<@Nullable String> seen = new HashSet<>();
        operations.stream().filter(Operation::isRead).forEach(read -> seen.add(read.value()));
        List<Operation> still = new ArrayList<>();
        int deletes = 0;
        List<Operation> newestFirst = new ArrayList<>(operations);
        newestFirst.sort(Comparator.comparingLong(Operation::start).reversed());
        for (Operation each : newestFirst) {
            if (!each.isWrite() || each.outcome() != Outcome.UNKNOWN) {
                continue;
            }
            if (each.value() == null ? deletes++ < LOOSE_DELETES : !seen.contains(each.value())) {
                still.add(each);
            }
        }
        return still;
    }
}
