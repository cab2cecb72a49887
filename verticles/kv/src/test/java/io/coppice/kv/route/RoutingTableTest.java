package io.coppice.kv.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.supervision.nodes.Partitions;
import io.vertx.core.json.JsonArray;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingTableTest {

    private static RoutingTable table(String json) {
        return RoutingTable.of(new JsonArray(json.replace('\'', '"')));
    }

    private static @Nullable String node(RoutingTable table, String name) {
        return table.nodeOf(name.getBytes(StandardCharsets.UTF_8)[0]);
    }

    @Test
    void the_tutorials_table() {
        RoutingTable table = table("[{'range':'a-m','node':'a'},{'range':'n-z','node':'b'}]");
        assertThat(node(table, "apple")).isEqualTo("a");
        assertThat(node(table, "m")).isEqualTo("a");
        assertThat(node(table, "n")).isEqualTo("b");
        assertThat(node(table, "zebra")).isEqualTo("b");
        assertThat(node(table, "Apple")).isNull();
        assertThat(node(table, "~")).isNull();
        assertThat(table.nodes()).containsExactly("a", "b");
    }

    @Test
    void single_characters_hyphens_and_what_is_not_ascii() {
        RoutingTable table = table("[{'range':'_','node':'a'},{'range':'-','node':'b'},{'range':'é','node':'c'},"
                + "{'range':'.-/','node':'d'},{'range':'日-本','node':'e'}]");
        assertThat(node(table, "_x")).isEqualTo("a");
        assertThat(node(table, "-x")).isEqualTo("b");
        assertThat(node(table, "ä")).as("the same first byte as é").isEqualTo("c");
        assertThat(node(table, "/etc")).isEqualTo("d");
        assertThat(node(table, "日")).isEqualTo("e");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | table: at least one entry is wanted",
                "[{'range':'a-m','node':'a'},{'range':'m-z','node':'b'}] | table[1]: the range \"m-z\" overlaps with an entry before it, which gives \"m\" to node a",
                "[{'range':'z-n','node':'a'}] | table[0]: the range \"z-n\" is reversed; \"n-z\" would be right",
                "[{'range':'abc','node':'a'}] | table[0]: \"range\" must be one character such as \"a\", or two with a hyphen between them such as \"a-m\", not \"abc\"",
                "[{'range':'','node':'a'}] | table[0]: \"range\" must be one character",
                "[{'range':'a-m'}] | table[0] must be of the form {\"range\": \"a-m\", \"node\": \"a\"}, not {\"range\":\"a-m\"}",
                "[{'range':'a-m','node':'a','port':1}] | table[0] must be of the form",
                "[{'range':'a','node':' '}] | table[0] must be of the form",
                "['a-m'] | table[0] must be of the form {\"range\": \"a-m\", \"node\": \"a\"}, not a-m",
            })
    void faults_name_the_entry_and_what_would_be_right(String json, String error) {
        assertThatThrownBy(() -> table(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("config: " + error);
    }

    @Test
    void without_a_table_the_owner_of_the_partition_has_a_bucket() {
        Placement placement = new Placement("a", null, new Partitions(List.of("a", "b", "")), true);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            names.add(String.valueOf(placement.nodeOf(("bucket" + i).getBytes(StandardCharsets.UTF_8))));
        }
        assertThat(names).contains("a", "b", "null");
        assertThat(names.stream().filter("a"::equals).count()).isBetween(60L, 140L);
        assertThat(placement.isAllHere()).isFalse();
        assertThat(placement.whyNone()).contains("no owner at the moment");
        assertThat(new Placement("a", null, Partitions.of("a"), true).isAllHere())
                .isTrue();
    }

    /** All nodes, of whatever version, have to agree. */
    @Test
    void the_hash_of_names_never_changes() {
        Placement placement =
                new Placement("a", null, new Partitions(List.of("0", "1", "2", "3", "4", "5", "6")), true);
        List<@Nullable String> nodes = Stream.of("shopping", "a", "bücher", "a name of more than eight")
                .map(name -> placement.nodeOf(name.getBytes(StandardCharsets.UTF_8)))
                .toList();
        assertThat(nodes).containsExactly("6", "0", "0", "4");
    }
}
