package io.coppice.kv.log;

import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a log says of a partition.
 *
 * @param nodes which nodes have asked it so far: a node asks before it has anything in a log of its own
 */
record LogAnswer(LogPosition position, Set<String> nodes) {

    /** @throws RuntimeException if it is none */
    static LogAnswer of(JsonObject json) {
        Set<String> nodes = new TreeSet<>();
        json.getJsonArray("nodes").forEach(node -> nodes.add((String) node));
        return new LogAnswer(LogPosition.of(json), nodes);
    }
}
