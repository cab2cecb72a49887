package io.coppice.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
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
        assertThat(Durability.isSaid(config("memory"))).isTrue();
        assertThat(Durability.isSaid(new JsonObject())).isFalse();
    }

    @Test
    void what_cannot_be_is_an_error_that_says_what_can() {
        assertThatThrownBy(() -> Durability.of(config("replicated"), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "config: durability is \"replicated\", which needs other nodes: add \"cluster\" to the node's"
                                + " configuration, or have it \"memory\"");
        assertThatThrownBy(() -> Durability.of(config("disk"), true))
                .hasMessage("config: durability must be \"memory\" or \"replicated\", not disk");
        assertThatThrownBy(() -> Durability.of(config(3), true)).hasMessageEndingWith("not 3");
        assertThatThrownBy(() -> Durability.of(new JsonObject().put("durabilty", "memory"), true))
                .hasMessage("config: unknown key \"durabilty\"; known are buckets, durability");
    }
}
