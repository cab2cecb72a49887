package io.coppice.host.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.host.config.ConfigException;
import io.coppice.host.config.ConfigLoader;
import io.coppice.host.config.ConfigRequest;
import io.coppice.host.config.HostConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What makes one tree into another. */
class TreeDiffTest {

    private static final String NOW = "{'id':'a','start':'A'},{'id':'b','start':'B','config':{'n':1}},"
            + "{'id':'s','type':'supervisor','children':[{'id':'c','start':'C'}]},"
            + "{'id':'d','type':'supervisor','dynamic':true}";

    private static HostConfig config(String top, String children) throws ConfigException {
        String json = "{" + top + "'supervisor':{'children':[" + children + "]}}";
        ConfigRequest request = ConfigRequest.ofNode(Path.of("/etc/coppice"), "a", Path.of("/var/coppice"));
        return ConfigLoader.read(json.replace('\'', '"'), request, plugins -> (start, plugin) -> Optional.empty());
    }

    private static List<String> diff(String then) throws ConfigException {
        return diff("", then);
    }

    private static List<String> diff(String top, String then) throws ConfigException {
        return TreeDiff.of(config("", NOW), config(top, then)).stream()
                .map(step -> (step.kind().word() + " " + step.path() + " " + step.why()).strip())
                .toList();
    }

    @Test
    void the_same_tree_needs_nothing() throws ConfigException {
        assertThat(diff(NOW)).isEmpty();
        assertThat(diff("'observer':{'port':4001},", NOW)).isEmpty();
    }

    @Test
    void new_children_start_and_gone_ones_stop_in_reverse_order() throws ConfigException {
        assertThat(diff("{'id':'s','type':'supervisor','children':[{'id':'c','start':'C'},{'id':'e','start':'E'}]},"
                        + "{'id':'d','type':'supervisor','dynamic':true}"))
                .containsExactly("stop /b", "stop /a", "start /s/e");
    }

    @Test
    void what_runs_something_else_is_restarted() throws ConfigException {
        assertThat(diff(NOW.replace("'n':1", "'n':2").replace("'C'", "'CC'")))
                .containsExactly("restart /b config", "restart /s/c start");
    }

    @Test
    void rules_and_flags_change_without_an_interruption() throws ConfigException {
        assertThat(diff(NOW.replace("'start':'A'", "'start':'A','restart':'transient','shutdown':1")
                        .replace("'type':'supervisor','children'", "'type':'supervisor','max_restarts':9,'children'")))
                .containsExactly("change /a restart, shutdown", "change /s max_restarts");
    }

    @Test
    void how_a_plugin_is_replaced_is_a_rule() throws ConfigException {
        assertThat(diff(NOW.replace("'start':'A'", "'start':'A','replace':'stop_first'")))
                .containsExactly("change /a replace");
    }

    @Test
    void another_order_is_a_move() throws ConfigException {
        String moved = NOW.replace("{'id':'a','start':'A'},", "") + ",{'id':'a','start':'A'}";
        assertThat(diff(moved)).contains("move /a from place 1 to 4").allMatch(step -> step.startsWith("move "));
    }

    @Test
    void another_kind_of_child_is_another_child() throws ConfigException {
        assertThat(diff(NOW.replace(",'dynamic':true", "")
                        .replace("'id':'a','start':'A'", "'id':'a','start':'A','instances':2")))
                .containsExactly(
                        "stop /a it is another kind of child",
                        "start /a",
                        "stop /d it is another kind of child",
                        "start /d");
    }

    @Test
    void where_it_runs_is_not_changed_while_it_does() throws ConfigException {
        assertThat(diff(NOW.replace("'start':'A'", "'start':'A','placement':'cluster'")
                        .replace("'id':'s',", "'id':'s','placement':'cluster',")))
                .containsExactly(
                        "stop /a it is another kind of child",
                        "start /a",
                        "stop /s it is another kind of child",
                        "start /s");
    }

    @Test
    void what_stands_beside_the_tree_needs_a_new_start_of_the_node() throws ConfigException {
        assertThat(diff("'observer':{'port':1},'stop_timeout':7,", NOW))
                .containsExactly("node / stop_timeout, observer");
        assertThat(diff("'plugins':{'folder':'other','watch':true},", NOW))
                .containsExactly("node / plugins.folder, plugins.watch");
    }
}
