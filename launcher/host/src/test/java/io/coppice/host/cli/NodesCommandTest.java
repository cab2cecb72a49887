package io.coppice.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class NodesCommandTest {

    @Test
    void the_nodes_are_a_table() {
        JsonArray nodes = new JsonArray()
                .add(new JsonObject().put("node", "alpha").put("address", "127.0.0.1:5701"))
                .add(new JsonObject()
                        .put("node", "b\u001b[31m")
                        .put("address", "10.0.0.2:5701")
                        .put("self", true));
        assertThat(NodesCommand.lines(nodes))
                .containsExactly("alpha        127.0.0.1:5701", "b\\u001b[31m  10.0.0.2:5701   asked");
    }

    @Test
    void a_node_without_a_cluster_says_so() {
        assertThat(NodesCommand.lines(
                        new JsonArray().add(new JsonObject().put("node", "a").put("self", true))))
                .containsExactly("a  no cluster  asked");
    }
}
