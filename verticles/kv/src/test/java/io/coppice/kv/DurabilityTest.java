package io.coppice.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DurabilityTest {

    private static JsonObject config(Object durability) {
        return new JsonObject().put("durability", durability);
    }

    @Test
    void a_cluster_replicates_unless_it_is_told_not_to() {
        assertThat(Durability.of(new JsonObject(), true)).isEqualTo(Durability.REPLICATED);
        assertThat(Durability.of(new JsonObject(), false)).isEqualTo(Durability.MEMORY);
        assertThat(Durability.of(config("memory"), true)).isEqualTo(Durability.MEMORY);
        assertThat(Durability.of(config("replicated"), true)).isEqualTo(Durability.REPLICATED);
        assertThat(Durability.of(config("disk"), true)).isEqualTo(Durability.DISK);
        assertThat(Durability.of(config("disk"), false)).isEqualTo(Durability.DISK);
        assertThat(Durability.lostNodes(config("disk").put("lost_nodes", new JsonArray().add("c"))))
                .containsExactly("c");
        assertThat(Durability.isSaid(config("memory"))).isTrue();
        assertThat(Durability.isSaid(new JsonObject())).isFalse();
    }

    @Test
    void the_configuration_of_the_guide_is_on_disk() throws Exception {
        String guide = Files.readString(Path.of("../../docs/kv.md"));
        Matcher block = Pattern.compile("    (\\{\"id\": \"log\".*)\n    (\\{\"id\": \"registry\".*)\n")
                .matcher(guide);
        assertThat(block.find()).isTrue();
        JsonArray children = new JsonArray("[" + block.group(1) + block.group(2) + "]");
        for (int i = 0; i < children.size(); i++) {
            Class.forName(children.getJsonObject(i).getString("start").substring("java:".length()));
        }
        assertThat(Durability.of(children.getJsonObject(1).getJsonObject("config"), false))
                .isEqualTo(Durability.DISK);
        Matcher lost = Pattern.compile("`(\\{.*\"lost_nodes\".*})`").matcher(guide);
        assertThat(lost.find()).isTrue();
        assertThat(Durability.lostNodes(new JsonObject(lost.group(1)))).containsExactly("c");
    }

    @Test
    void what_cannot_be_is_an_error_that_says_what_can() {
        assertThatThrownBy(() -> Durability.of(config("replicated"), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "config: durability is \"replicated\", which needs other nodes: add \"cluster\" to the node's"
                                + " configuration, or have it \"memory\" or \"disk\"");
        assertThatThrownBy(() -> Durability.of(config("disc"), true))
                .hasMessage("config: durability must be \"memory\", \"replicated\" or \"disk\", not disc");
        assertThatThrownBy(() -> Durability.lostNodes(config("replicated").put("lost_nodes", new JsonArray().add("c"))))
                .hasMessageContaining("with \"durability\": \"disk\", not [\"c\"]");
        assertThatThrownBy(() -> Durability.lostNodes(config("disk").put("lost_nodes", "c")))
                .hasMessageContaining("must be a list of names of nodes");
        assertThatThrownBy(() -> Durability.of(config(3), true)).hasMessageEndingWith("not 3");
        assertThatThrownBy(() -> Durability.of(new JsonObject().put("durabilty", "memory"), true))
                .hasMessage("config: unknown key \"durabilty\"; known are buckets, durability, lost_nodes");
    }
}
