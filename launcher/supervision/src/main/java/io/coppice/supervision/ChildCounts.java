package io.coppice.supervision;

import io.vertx.core.json.JsonObject;

/**
 * How many children a supervisor has: the answer to {@code count_children} (S13).
 *
 * @param specs child specs, whether their children run or not; several instances have one
 * @param active children that run
 * @param supervisors children that are supervisors, whether they run or not
 * @param workers children that are workers, whether they run or not; each instance is one
 */
public record ChildCounts(int specs, int active, int supervisors, int workers) {

    /** The counts as the event bus has them. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("specs", specs)
                .put("active", active)
                .put("supervisors", supervisors)
                .put("workers", workers);
    }
}
