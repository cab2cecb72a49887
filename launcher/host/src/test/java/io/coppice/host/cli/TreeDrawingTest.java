package io.coppice.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class TreeDrawingTest {

    private static JsonObject worker(String id, String state, int restarts) {
        return new JsonObject()
                .put("id", id)
                .put("state", state)
                .put("restarts", restarts)
                .put("start", "java:" + id);
    }

    private static JsonObject supervisor(String id, int childCount, JsonObject... children) {
        return worker(id, "running", 0)
                .put("start", "supervisor one_for_one")
                .put("child_count", childCount)
                .put("children", new JsonArray(List.of((Object[]) children)));
    }

    @Test
    void a_tree_is_drawn_in_columns() {
        JsonObject tree = supervisor(
                "/",
                2,
                supervisor("kv", 2, worker("registry", "running", 1), worker("router", "stopped", 12)),
                supervisor("big", 5, worker("b1", "running", 0)));
        assertThat(new TreeDrawing(false).of(tree))
                .containsExactly(
                        "/               running               supervisor one_for_one",
                        "├─ kv           running               supervisor one_for_one",
                        "│  ├─ registry  running  1 restart    java:registry",
                        "│  └─ router    stopped  12 restarts  java:router",
                        "└─ big          running               supervisor one_for_one",
                        "   ├─ b1        running               java:b1",
                        "   └─ … 4 more");
    }

    @Test
    void what_is_up_says_for_how_long() {
        assertThat(new TreeDrawing(false).of(worker("a", "running", 2).put("uptime_ms", 3_999)))
                .containsExactly("a  running  up 3 s  2 restarts  java:a");
        assertThat(List.of(999L, 119_999L, 120_000L, 7_200_000L, 172_800_000L))
                .extracting(Elapsed::of)
                .containsExactly("999 ms", "119 s", "2 min", "2 h", "2 d");
    }

    @Test
    void one_that_the_cluster_has_elsewhere_says_where() {
        assertThat(new TreeDrawing(false).of(worker("a", "standby", 0).put("reason", "runs on node b, epoch 7")))
                .containsExactly("a  standby  java:a (runs on node b, epoch 7)");
    }

    @Test
    void colour_is_around_the_state_only() {
        assertThat(new TreeDrawing(true).of(worker("a", "restarting", 0)))
                .containsExactly("a  \u001b[33mrestarting  \u001b[0mjava:a");
    }

    @Test
    void names_cannot_steer_the_terminal() {
        assertThat(new TreeDrawing(false).of(worker("\u001b[2Ja", "running", 0)))
                .singleElement()
                .asString()
                .startsWith("\\u001b[2Ja");
    }

    @Test
    void long_names_are_shortened() {
        assertThat(new TreeDrawing(false).of(worker("n".repeat(41), "running", 0)))
                .singleElement()
                .asString()
                .startsWith("n".repeat(39) + "…  running");
        assertThat(new TreeDrawing(false).of(worker("n".repeat(40), "running", 0)))
                .singleElement()
                .asString()
                .startsWith("n".repeat(40) + "  running");
    }
}
