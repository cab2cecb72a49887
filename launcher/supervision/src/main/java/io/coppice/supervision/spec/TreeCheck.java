package io.coppice.supervision.spec;

import java.time.Duration;
import java.util.List;

/**
 * What a tree does in the worst case, and the traps in it, told from its specification alone.
 *
 * @param worstCases for each worker, and each dynamic supervisor's children as one, in tree order
 * @param stop how long the stop of the whole tree may take: the shutdown times one after another, those of a dynamic
 *     supervisor's children at the same time. They are not known yet, and count as one worker with the default. A killed child
 *     may take a second more each. What has no limit counts as nothing
 * @param unbounded the workers whose stop has no limit, neither their own nor that of a supervisor above
 * @param warnings the traps, in tree order
 */
public record TreeCheck(List<WorstCase> worstCases, Duration stop, List<String> unbounded, List<Warning> warnings) {

    public TreeCheck {
        worstCases = List.copyOf(worstCases);
        unbounded = List.copyOf(unbounded);
        warnings = List.copyOf(warnings);
    }

    /**
     * How often a worker may crash in the worst case.
     *
     * @param path its path; {@code /sessions/*} for the children of a dynamic supervisor
     * @param crashes the product of {@code max_restarts} + 1 of the supervisors above it, without those that end when it ends,
     *     because it is significant; {@link Long#MAX_VALUE} for more than that. One instance of it alone is enough
     * @param endsAt who has given up for good after so many: {@code /}, or a supervisor below it that is not restarted then;
     *     the worker itself where it is temporary or parked
     */
    public record WorstCase(String path, long crashes, String endsAt) {}

    /**
     * A trap.
     *
     * @param path of the child or supervisor
     * @param key of its specification that is to blame, as the configuration has it
     * @param message what happens because of it
     * @param advice what would be right
     */
    public record Warning(String path, String key, String message, String advice) {}

    /** Checks the tree below a root supervisor. */
    public static TreeCheck of(SupervisorSpec root) {
        TreeWalk walk = new TreeWalk();
        Duration stop = walk.root(root);
        return new TreeCheck(walk.worstCases(), stop, walk.unbounded(), walk.warnings());
    }
}
