package io.coppice.host.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.spec.Placement;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One file that is the configuration of several nodes. */
class NodeNamesTest {

    private static final String CHILDREN = """
            {'id': 'metrics', 'start': 'M', 'placement': 'every'},
            {'id': 'web', 'start': 'W', 'nodes': ['a'], 'config': {'port': 1}},
            {'id': 'web', 'start': 'W', 'nodes': ['b', 'c'], 'config': {'port': 2}},
            {'id': 'group', 'type': 'supervisor', 'children': [{'id': 'inner', 'start': 'I', 'nodes': ['c']}]}
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private SupervisorConfig tree(String node) throws ConfigException {
        return ConfigFile.of(folder, "{'node': '" + node + "', 'supervisor': {'children': [" + CHILDREN + "]}}")
                .load()
                .supervisor();
    }

    private static Object port(SupervisorConfig tree) {
        return ((WorkerConfig) tree.children().get(1).body()).config().getValue("port");
    }

    @Test
    void each_node_has_the_children_that_are_listed_for_it() throws ConfigException {
        assertThat(tree("a").children()).extracting(ChildConfig::id).containsExactly("metrics", "web", "group");
        assertThat(port(tree("a"))).isEqualTo(1);
        assertThat(port(tree("c"))).isEqualTo(2);
        assertThat(tree("d").children()).extracting(ChildConfig::id).containsExactly("metrics", "group");
        assertThat(inner(tree("a"))).isEmpty();
        assertThat(inner(tree("c"))).extracting(ChildConfig::id).containsExactly("inner");
        assertThat(tree("d").children().get(0).extras().placement()).isEqualTo(Placement.EVERY);
    }

    private static List<ChildConfig> inner(SupervisorConfig tree) {
        ChildConfig group = tree.children().get(tree.children().size() - 1);
        return ((SupervisorConfig) group.body()).children();
    }

    @Test
    void what_is_wrong_with_the_child_of_another_node_is_told_here_too() {
        assertThat(ConfigFile.withChildren(folder, "{'id': 'x', 'start': 'X', 'nodes': ['z'], 'restart': 'no'}")
                        .faults())
                .singleElement()
                .asString()
                .contains("/supervisor/children/0/restart");
    }

    @Test
    void two_of_one_name_on_one_node_are_a_fault() {
        String twice = "{'id': 'x', 'start': 'X', 'nodes': ['a', 'b']}, {'id': 'x', 'start': 'X', 'nodes': ['a']}";
        assertThat(ConfigFile.withChildren(folder, twice).faults())
                .singleElement()
                .asString()
                .contains("duplicate id");
    }
}
