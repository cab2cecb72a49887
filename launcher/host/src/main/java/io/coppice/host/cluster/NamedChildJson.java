package io.coppice.host.cluster;

import io.coppice.supervision.nodes.NamedChild;
import io.vertx.core.json.JsonObject;

/** Registrations as text, which nodes of different versions understand, and nobody has to trust to be harmless. */
final class NamedChildJson {

    private NamedChildJson() {}

    static String encode(NamedChild child) {
        return new JsonObject()
                .put("process", child.process())
                .put("node", child.node())
                .put("id", child.id())
                .put("path", child.path())
                .put("address", child.address())
                .put("value", child.value())
                .encode();
    }

    static NamedChild decode(String text) {
        JsonObject json = new JsonObject(text);
        return new NamedChild(
                // A node has few processes, and many names of each.
                json.getString("process").intern(),
                json.getString("node").intern(),
                json.getLong("id"),
                json.getString("path"),
                json.getString("address"),
                json.getString("value"));
    }
}
