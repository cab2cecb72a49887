package io.coppice.supervision;

import io.coppice.supervision.spec.ChildSpec;
import io.vertx.core.json.JsonObject;

/** What turns the JSON form of a child into its spec, for {@code start_child} over the event bus. */
@FunctionalInterface
public interface SpecReader {

    /**
     * Reads one spec; called on a worker thread, several at a time, so it may block.
     *
     * @throws IllegalArgumentException naming what is wrong and what would be right: it is the requester's answer
     */
    ChildSpec read(JsonObject spec);
}
