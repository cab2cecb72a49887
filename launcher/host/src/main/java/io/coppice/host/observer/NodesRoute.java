package io.coppice.host.observer;

import io.coppice.host.cluster.Cluster;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** {@code GET /api/nodes}: the nodes that this one sees, those that have been there longest first. */
final class NodesRoute {

    private final Cluster cluster;

    NodesRoute(Cluster cluster) {
        this.cluster = cluster;
    }

    void mount(Router router) {
        router.get("/api/nodes").handler(this::nodes);
    }

    private void nodes(RoutingContext context) {
        List<Cluster.Node> nodes = cluster.nodes();
        JsonArray list = new JsonArray();
        nodes.forEach(node -> list.add(json(node)));
        context.json(new JsonObject()
                .put("majority", nodes.size() >= cluster.majority())
                .put("nodes", list));
    }

    private static JsonObject json(Cluster.Node node) {
        JsonObject json = new JsonObject().put("node", node.name()).put("self", node.self());
        return node.address().isEmpty() ? json : json.put("address", node.address());
    }
}
