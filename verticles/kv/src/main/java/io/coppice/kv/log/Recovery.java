package io.coppice.kv.log;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * From what a partition is begun that was claimed.
 *
 * @param node the node whose log is further than what is in memory; empty where none is
 * @param position how far that is
 * @param epoch the one to begin with: larger than any that a log may have
 */
record Recovery(Optional<String> node, LogPosition position, long epoch) {

    /** More than any log can be ahead of the others: one that was not asked shall not count when it comes back. */
    private static final long LEAP = 1L << 32;

    /** What is missing before it can be decided. */
    static final class Incomplete extends Exception {

        private static final long serialVersionUID = 1L;

        Incomplete(String message) {
            super(message);
        }
    }

    /**
     * Decides: what is furthest, by its epoch and then by its number. A claim that acknowledged anything had its epoch in its log before
     * that, with all that was there; so what was acknowledged last is in the log that is furthest, and mostly in memory, too. It is
     * in memory no more where a node had been cut off, and those that went on without it lost theirs.
     *
     * @param memory how far the log was that belongs to what is in memory; {@link LogPosition#NONE} where that is nothing
     * @param logs what the log of each node says that has answered
     * @param present the nodes that are there
     * @param named how many nodes there should be
     * @param lost nodes whose logs are given up
     * @throws Incomplete as long as one has not answered that might be the one: of a node that is there; and where nothing is in memory,
     *     of any that is not given up
     */
    static Recovery of(
            LogPosition memory, Map<String, LogAnswer> logs, Collection<String> present, int named, Set<String> lost)
            throws Incomplete {
        Set<String> known = new TreeSet<>();
        logs.values().forEach(log -> known.addAll(log.nodes()));
        if (memory.equals(LogPosition.NONE)) {
            requireAll(known, logs.keySet(), named, lost);
        } else {
            requirePresent(known, logs.keySet(), present, lost);
        }
        Optional<String> node = Optional.empty();
        LogPosition furthest = memory;
        for (Map.Entry<String, LogAnswer> log : logs.entrySet()) {
            LogPosition position = log.getValue().position();
            if (position.compareTo(furthest) > 0) {
                node = Optional.of(log.getKey());
                furthest = position;
            }
        }
        boolean isWhole = logs.keySet().containsAll(known) && logs.keySet().containsAll(lost);
        return new Recovery(node, furthest, furthest.epoch() + (isWhole ? 1 : LEAP));
    }

    private static void requireAll(Set<String> known, Set<String> answered, int named, Set<String> lost)
            throws Incomplete {
        Set<String> missing = missing(known, answered, lost);
        Set<String> accounted = new TreeSet<>(answered);
        accounted.addAll(lost);
        if (answered.size() >= named || (missing.isEmpty() && accounted.size() >= named)) {
            return;
        }
        Set<String> strange = missing(lost, known, Set.of());
        throw new Incomplete("of the logs of " + named + " nodes only those of " + new TreeSet<>(answered)
                + " have answered" + (missing.isEmpty() ? "" : ", and not those of " + missing)
                + "; start the others, or name those that are gone for good in \"lost_nodes\" of the registry's config"
                + (strange.isEmpty() ? "" : ", where no log knows " + strange));
    }

    /** A node without a log is not waited for; but a log that knows nobody yet cannot tell who has none. */
    private static void requirePresent(
            Set<String> known, Set<String> answered, Collection<String> present, Set<String> lost) throws Incomplete {
        Set<String> missing = missing(present, answered, lost);
        if (!answered.containsAll(known) || answered.size() > 1) {
            missing.retainAll(known);
        }
        if (!missing.isEmpty()) {
            throw new Incomplete(
                    "the logs of " + missing + " have not answered, which may have more than is in memory");
        }
    }

    private static Set<String> missing(Collection<String> wanted, Set<String> answered, Set<String> lost) {
        Set<String> missing = new TreeSet<>(wanted);
        missing.removeAll(answered);
        missing.removeAll(lost);
        return missing;
    }
}
