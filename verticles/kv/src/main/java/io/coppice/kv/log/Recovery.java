package io.coppice.kv.log;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * From which log a partition is made again of which no node has anything in memory.
 *
 * @param node the node whose log it is; empty where no log has anything
 * @param position how far that log is
 * @param epoch the one to begin with: larger than any that a log may have
 */
record Recovery(String node, LogPosition position, long epoch) {

    /** More than any log can be ahead of the others: where one is given up, it shall not count when it comes back. */
    private static final long LEAP = 1L << 32;

    /** What is missing before it can be decided. */
    static final class Incomplete extends Exception {

        private static final long serialVersionUID = 1L;

        Incomplete(String message) {
            super(message);
        }
    }

    /**
     * Decides: the one that is furthest, by its epoch and then by its number. A claim that acknowledged anything had its epoch in its
     * log before that, with all that was there; so what was acknowledged last is in the log that is furthest.
     *
     * @param logs how far the log of each node is that has answered
     * @param named how many nodes there are
     * @param lost nodes whose logs are given up
     * @throws Incomplete as long as a node has not answered that is not given up: its log might be the one
     */
    static Recovery of(Map<String, LogPosition> logs, int named, Set<String> lost) throws Incomplete {
        Set<String> accounted = new TreeSet<>(logs.keySet());
        accounted.addAll(lost);
        if (accounted.size() < named) {
            throw new Incomplete("of the logs of " + named + " nodes only those of " + new TreeSet<>(logs.keySet())
                    + " have answered; start the others, or name those that are gone for good in \"lost_nodes\" of the"
                    + " registry's config");
        }
        String node = "";
        LogPosition furthest = LogPosition.NONE;
        for (Map.Entry<String, LogPosition> log : logs.entrySet()) {
            if (log.getValue().compareTo(furthest) > 0) {
                node = log.getKey();
                furthest = log.getValue();
            }
        }
        boolean isWhole = logs.keySet().containsAll(lost);
        return new Recovery(node, furthest, furthest.epoch() + (isWhole ? 1 : LEAP));
    }
}
