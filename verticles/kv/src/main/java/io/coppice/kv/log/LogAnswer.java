package io.coppice.kv.log;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a log says of a partition.
 *
 * @param nodes which nodes have asked it so far: a node asks before it has anything in a log of its own
 */
record LogAnswer(LogPosition position, Set<String> nodes) {

    /** @throws IllegalArgumentException if it is none */
    static LogAnswer of(JsonObject json) {
        if (!(json.getValue("nodes") instanceof JsonArray names)) {
            throw new IllegalArgumentException("\"nodes\" must be a list of the names of nodes");
        }
        Set<String> nodes = new TreeSet<>();
        names.forEach(name -> nodes.add(String.valueOf(name)));
        return new LogAnswer(LogPosition.of(json), nodes);
    }
}
