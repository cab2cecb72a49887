package io.coppice.host.events;

import io.vertx.core.json.JsonObject;
import java.util.function.Supplier;

/**
 * Something that happened, or how many events a follower was too slow for.
 *
 * @param number its place among all events of this run of the node, from 1
 * @param type the source that it is of; {@link #LOST} for the events that were lost
 * @param json what happened, as one line
 */
public record Event(long number, String type, Supplier<String> json) {

    /** The type that tells of lost events; no source may have this name. */
    public static final String LOST = "lost";

    /** So many events of a source are lost, up to this number. */
    static Event lost(long number, String source, long count) {
        JsonObject what = new JsonObject().put("source", source).put("count", count);
        return new Event(number, LOST, what::encode);
    }

    /** Events are lost that nobody has counted. */
    static Event lost(long number) {
        JsonObject what = new JsonObject().putNull("source").putNull("count");
        return new Event(number, LOST, what::encode);
    }
}
