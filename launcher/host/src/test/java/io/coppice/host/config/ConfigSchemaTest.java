package io.coppice.host.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The schema for editors and the readers know the same keys and words. */
class ConfigSchemaTest {

    private static final Path CONF = Path.of("..", "..", "conf");

    private final JsonObject schema = new JsonObject(ConfigSchema.text());

    @Test
    void the_file_beside_the_configurations_is_the_same() throws IOException {
        assertThat(Files.readString(CONF.resolve("host.schema.json"))).isEqualTo(ConfigSchema.text());
    }

    @Test
    void it_has_the_keys_of_the_readers() {
        assertThat(keys(schema)).containsExactlyInAnyOrderElementsOf(HostReader.KEYS);
        JsonObject top = schema.getJsonObject("properties");
        assertThat(keys(top.getJsonObject("observer"))).containsExactlyInAnyOrderElementsOf(HostReader.OBSERVER_KEYS);
        JsonObject bridges = top.getJsonObject("bridges");
        assertThat(keys(bridges)).containsExactlyInAnyOrderElementsOf(BridgesReader.KEYS);
        assertThat(keys(bridges.getJsonObject("properties").getJsonObject("sockjs")))
                .containsExactlyInAnyOrderElementsOf(BridgesReader.SOCKJS_KEYS);
        assertThat(keys(bridges.getJsonObject("properties").getJsonObject("tcp")))
                .containsExactlyInAnyOrderElementsOf(BridgesReader.TCP_KEYS);
        assertThat(keys(top.getJsonObject("plugins"))).containsExactlyInAnyOrderElementsOf(HostReader.PLUGINS_KEYS);
        JsonObject cluster = top.getJsonObject("cluster");
        assertThat(keys(cluster)).containsExactlyInAnyOrderElementsOf(ClusterReader.KEYS);
        assertThat(keys(cluster.getJsonObject("properties").getJsonObject("tls")))
                .containsExactlyInAnyOrderElementsOf(ClusterReader.TLS_KEYS);
        assertThat(keys(top.getJsonObject("crashes"))).containsExactlyInAnyOrderElementsOf(HostReader.CRASHES_KEYS);
        assertThat(keys(definition("flags"))).containsExactlyInAnyOrderElementsOf(SupervisorReader.KEYS);
        assertThat(keys(definition("child"))).containsExactlyInAnyOrderElementsOf(ChildReader.KEYS);
        assertThat(keys(definition("worker"))).containsExactlyInAnyOrderElementsOf(WorkerReader.KEYS);
        assertThat(keys(definition("child").getJsonObject("properties").getJsonObject("backoff")))
                .containsExactlyInAnyOrderElementsOf(ExtrasReader.BACKOFF_KEYS);
        JsonObject worker = definition("worker").getJsonObject("properties");
        assertThat(keys(worker.getJsonObject("hold"))).containsExactlyInAnyOrderElementsOf(ExtrasReader.HOLD_KEYS);
        assertThat(keys(worker.getJsonObject("heartbeat")))
                .containsExactlyInAnyOrderElementsOf(ExtrasReader.HEARTBEAT_KEYS);
    }

    @Test
    void every_word_of_it_is_accepted() {
        List<JsonArray> closedSets = Stream.of("flags", "child", "worker")
                .map(name -> definition(name).getJsonObject("properties"))
                .flatMap(properties -> properties.stream()
                        .map(Map.Entry::getValue)
                        .map(JsonObject.class::cast)
                        .filter(property -> property.containsKey("enum"))
                        .map(property -> property.getJsonArray("enum")))
                .toList();
        assertThat(closedSets)
                .contains(
                        new JsonArray(List.of("one_for_one", "one_for_all", "rest_for_one")),
                        new JsonArray(List.of("never", "any_significant", "all_significant")),
                        new JsonArray(List.of("permanent", "transient", "temporary")),
                        new JsonArray(List.of("worker", "supervisor")),
                        new JsonArray(List.of("escalate", "park")),
                        new JsonArray(List.of("event_loop", "worker", "virtual_thread")));
    }

    @Test
    void the_words_for_instances_are_those_of_the_reader() {
        JsonObject instances = definition("worker").getJsonObject("properties").getJsonObject("instances");
        assertThat(instances.getJsonArray("anyOf").stream()
                        .map(JsonObject.class::cast)
                        .filter(choice -> choice.containsKey("enum"))
                        .flatMap(choice -> choice.getJsonArray("enum").stream()))
                .containsExactly(Stream.of(Instances.Word.values())
                        .map(Instances.Word::word)
                        .toArray());
    }

    @Test
    void the_configuration_that_is_shipped_is_good() throws ConfigException {
        HostConfig config = ConfigLoader.load(
                ConfigRequest.of(CONF.resolve("host.json")), folder -> (start, plugin) -> Optional.empty());
        assertThat(config.node()).isEqualTo("a");
        assertThat(config.supervisor().children()).extracting(ChildConfig::id).contains("kv", "traininglog");
    }

    @Test
    void the_three_nodes_that_are_shipped_name_each_other() throws ConfigException {
        for (String node : List.of("a", "b", "c")) {
            HostConfig config = ConfigLoader.load(
                    ConfigRequest.of(CONF.resolve("cluster-" + node + ".json")),
                    folder -> (start, plugin) -> Optional.empty());
            assertThat(config.node()).isEqualTo(node);
            int offset = node.charAt(0) - 'a';
            assertThat(config.observer().port()).isEqualTo(4001 + 100 * offset);
            assertThat(config.cluster())
                    .contains(new ClusterConfig(
                            "coppice",
                            "127.0.0.1",
                            5701 + offset,
                            List.of("127.0.0.1:5701", "127.0.0.1:5702", "127.0.0.1:5703"),
                            Optional.empty()));
        }
    }

    private JsonObject definition(String name) {
        return schema.getJsonObject("$defs").getJsonObject(name);
    }

    private static List<String> keys(JsonObject type) {
        return List.copyOf(type.getJsonObject("properties").fieldNames());
    }
}
