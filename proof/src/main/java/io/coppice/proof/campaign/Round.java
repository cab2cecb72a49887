package io.coppice.proof.campaign;

import io.coppice.proof.history.Finding;
import io.coppice.proof.history.HistoryChecker.Verdict;
import io.coppice.proof.history.Operation;
import io.coppice.proof.history.Operation.Outcome;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What came of one round.
 *
 * @param unavailable the longest time in which some bucket took no write
 * @param recovery from the fault until all nodes were a safe cluster again
 * @param minority what a node said that was cut off from all others
 */
record Round(
        Plan plan,
        int operations,
        int acknowledged,
        int unknown,
        int refused,
        Duration unavailable,
        Duration recovery,
        Optional<Minority> minority,
        Verdict verdict) {

    /**
     * A node that is cut off.
     *
     * @param acknowledgedFor how long it acknowledged writes
     * @param refusedAfter how long it took until it refused one
     */
    record Minority(String node, Duration acknowledgedFor, Duration refusedAfter) {

        static Minority of(String node, List<Operation> operations, long from, long until) {
            return new Minority(
                    node,
                    Availability.acknowledgedFor(operations, node, from, until),
                    Availability.refusedAfter(operations, node, from, until));
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%s acknowledged writes for %.1f s and refused the first after %.1f s",
                    node,
                    acknowledgedFor.toMillis() / 1e3,
                    refusedAfter.toMillis() / 1e3);
        }
    }

    /** @param faultAt nanoseconds of the clock of the operations */
    static Round of(Plan plan, List<Operation> operations, long faultAt, Duration recovery, Verdict verdict) {
        return new Round(
                plan,
                operations.size(),
                (int) operations.stream().filter(Operation::isAcknowledgedWrite).count(),
                count(operations, Outcome.UNKNOWN),
                count(operations, Outcome.REFUSED),
                Availability.longestGap(operations),
                recovery,
                Optional.of(plan)
                        .filter(Plan::leavesAMinority)
                        .map(cut -> Minority.of(
                                cut.victims().get(0),
                                operations,
                                faultAt,
                                faultAt + cut.time().toNanos())),
                verdict);
    }

    private static int count(List<Operation> operations, Outcome outcome) {
        return (int)
                operations.stream().filter(each -> each.outcome() == outcome).count();
    }

    boolean isGood() {
        return verdict.failures().isEmpty() && acknowledged > 0;
    }

    int found(Finding.Kind... kinds) {
        Collection<Finding.Kind> wanted = List.of(kinds);
        return (int) verdict.failures().stream()
                .filter(each -> wanted.contains(each.kind()))
                .count();
    }

    @Override
    public String toString() {
        String text = String.format(
                Locale.ROOT,
                "round %d %s: %,d operations, %,d writes acknowledged, %d unknown, %d refused; no write for %.2f s, whole after %.1f s",
                plan.round(),
                plan,
                operations,
                acknowledged,
                unknown,
                refused,
                unavailable.toMillis() / 1e3,
                recovery.toMillis() / 1e3);
        if (plan.fault() == Fault.PARTITION) {
            text += String.format(
                    Locale.ROOT,
                    ", %.1f s after the cut was over",
                    recovery.minus(plan.time()).toMillis() / 1e3);
        }
        text += minority.map(node -> "; " + node).orElse("");
        if (!verdict.tolerated().isEmpty()) {
            text += "; " + verdict.tolerated().size() + " conflicts and stale reads";
        }
        if (acknowledged == 0) {
            text += "; NOTHING WAS ACKNOWLEDGED";
        }
        return text + "; "
                + (verdict.failures().isEmpty() ? "ok" : verdict.failures().size() + " FAILURES");
    }
}
