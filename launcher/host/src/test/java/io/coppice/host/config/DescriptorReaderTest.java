package io.coppice.host.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorReaderTest {

    private static final String GREETER = """
            {'id': 'greeter', 'version': '1.2.0', 'description': 'Greets.',
             'requires': {'coppice': '^0.1', 'plugins': {'kv': '>=0.1 <1'}},
             'addresses': ['greeter', 'greeter.events.*'],
             'children': [
               {'id': 'main', 'start': 'acme.Greeter', 'restart': 'transient',
                'config': {'greeting': 'hello', 'times': 1},
                'config_schema': {'type': 'object', 'additionalProperties': false,
                  'properties': {'greeting': {'type': 'string'}, 'times': {'type': 'integer', 'minimum': 1}}}},
               {'id': 'tree', 'type': 'supervisor', 'children': [{'id': 'leaf', 'start': 'acme.Leaf'}]}]}
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    java.nio.file.Path folder;

    private static PluginDescriptor read(String json) throws ConfigException {
        return DescriptorReader.read("plugin.json", json.replace('\'', '"'));
    }

    private static List<String> faults(String json) {
        ConfigException wrong = catchThrowableOfType(ConfigException.class, () -> read(json));
        assertThat(wrong).as(json).isNotNull();
        return wrong.faults().stream().map(Fault::toString).toList();
    }

    @Test
    void a_plugin_cannot_grant_itself_anything() {
        assertThat(faults("""
                        {'id': 'a', 'version': '1.0.0', 'children': [
                          {'id': 'b', 'start': 'B', 'grants': ['kv.*']},
                          {'id': 's', 'type': 'supervisor', 'children': [{'id': 'c', 'start': 'C', 'grants': []}]}]}
                        """))
                .containsExactly(
                        "plugin.json: /children/0/grants: is for the configuration of a node;"
                                + " name what the plugin needs in \"addresses\" of the plugin",
                        "plugin.json: /children/1/children/0/grants: is for the configuration of a node;"
                                + " name what the plugin needs in \"addresses\" of the plugin");
    }

    @Test
    void everything_is_read() throws Exception {
        PluginDescriptor greeter = read(GREETER);
        assertThat(greeter.id()).isEqualTo("greeter");
        assertThat(greeter.version()).isEqualTo(SemVer.of("1.2.0"));
        assertThat(greeter.language()).isEqualTo("java");
        assertThat(greeter.host()).map(VersionRange::toString).contains("^0.1");
        assertThat(greeter.plugins()).containsOnlyKeys("kv");
        assertThat(greeter.addresses()).containsExactly("greeter", "greeter.events.*");
        assertThat(greeter.children()).containsOnlyKeys("main", "tree");
        assertThat(java.util.Objects.requireNonNull(greeter.children().get("main"))
                        .members())
                .containsEntry("start", "java:acme.Greeter");
        assertThat(greeter.digest()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | plugin.json: missing \"id\"; add \"id\": \"NAME\"",
                "{'id':'a'} | plugin.json: missing \"version\"; add \"version\": \"1.0.0\"",
                "{'id':'a/b','version':'1.0.0'} | plugin.json: /id: must be a name",
                "{'id':'a','version':'1.0'} | plugin.json: /version: is no version: \"1.0\"; write three numbers",
                "{'id':'a','version':'1.0.0','childern':[]} | /childern: unknown key \"childern\"; did you mean \"children\"?",
                "{'id':'a','version':'1.0.0','requires':{'coppice':'new'}} | /requires/coppice: is no range of versions",
                "{'id':'a','version':'1.0.0','requires':{'plugins':{'kv':1}}} | /requires/plugins/kv: must be a string, not 1",
                "{'id':'a','version':'1.0.0','addresses':['a b']} | /addresses/0: must be an address of the event bus",
                "{'id':'a','version':'1.0.0','digest':'sha1:00'} | /digest: must be \"sha256:\" and 64",
                "{'id':'a','version':'1.0.0','children':[{'id':'x'}]} | /children/0: missing \"start\"",
                "{'id':'a','version':'1.0.0','children':[{'id':'x','start':'X','restart':'ever'}]} | /children/0/restart: unknown value \"ever\"",
                "{'id':'a','version':'1.0.0','children':[{'id':'x','start':'X','config_schema':3}]} | /children/0/config_schema: must be an object, not 3",
                "[] | must be an object, not an array",
                "{ | line 1, column 2",
            })
    void what_is_wrong_is_named_with_its_field(String json, String fault) {
        assertThat(faults(json)).anySatisfy(line -> assertThat(line).contains(fault));
    }

    // Children of configurations that refer to it.

    private StartCheck withGreeter() throws ConfigException {
        PluginDescriptor greeter = read(GREETER);
        return new StartCheck() {
            @Override
            public Optional<Problem> check(String start, @Nullable String plugin) {
                return Optional.empty();
            }

            @Override
            public Map<String, PluginDescriptor> descriptors() {
                return Map.of("greeter", greeter);
            }
        };
    }

    private HostConfig load(String child) throws Exception {
        StartCheck check = withGreeter();
        java.nio.file.Path file = java.nio.file.Files.writeString(
                folder.resolve("host.json"), ("{'supervisor':{'children':[" + child + "]}}").replace('\'', '"'));
        return ConfigLoader.load(ConfigRequest.of(file), plugins -> check);
    }

    @Test
    void a_child_takes_over_what_the_plugin_offers_and_goes_first() throws Exception {
        ChildConfig child = load("{'id':'g','start':'plugin:greeter/main','config':{'times':3}}")
                .supervisor()
                .children()
                .get(0);
        assertThat(child.id()).isEqualTo("g");
        assertThat(child.restart().word()).isEqualTo("transient");
        WorkerConfig worker = (WorkerConfig) child.body();
        assertThat(worker.start()).isEqualTo("java:acme.Greeter");
        assertThat(worker.plugin()).isEqualTo("greeter");
        assertThat(worker.config().encode()).isEqualTo("{\"greeting\":\"hello\",\"times\":3}");
    }

    @Test
    void a_supervisor_is_taken_over_with_its_children() throws Exception {
        ChildConfig child = load("{'id':'t','start':'plugin:greeter/tree'}")
                .supervisor()
                .children()
                .get(0);
        SupervisorConfig tree = (SupervisorConfig) child.body();
        WorkerConfig leaf = (WorkerConfig) tree.children().get(0).body();
        assertThat(leaf.plugin()).isEqualTo("greeter");
        assertThat(leaf.start()).isEqualTo("java:acme.Leaf");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'id':'g','start':'plugin:greater/main'} | /start: there is no plugin \"greater\"; did you mean \"greeter\"?",
                "{'id':'g','start':'plugin:greeter/mian'} | /start: the plugin greeter offers no such child; write one of: plugin:greeter/main, plugin:greeter/tree",
                "{'id':'g','start':'plugin:greeter'} | offers no such child",
                "{'id':'g','start':'plugin:greeter/main','config':{'times':0}} | /supervisor/children/0/config/times: 0 is less than 1",
                "{'id':'g','start':'plugin:greeter/main','config':{'loud':true}} | /supervisor/children/0/config/loud: is not known to the plugin",
            })
    void what_does_not_fit_is_a_fault_of_the_configuration(String child, String fault) {
        ConfigException wrong = catchThrowableOfType(ConfigException.class, () -> load(child));
        assertThat(wrong.faults())
                .anySatisfy(each -> assertThat(each.toString()).contains(fault));
        assertThat(wrong.faults()).as("once").hasSize(1);
    }
}
