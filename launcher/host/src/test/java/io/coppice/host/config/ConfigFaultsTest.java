package io.coppice.host.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every fault has its pointer, says what is wrong, and what would be right. */
class ConfigFaultsTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'id':'a','start':'A','restart':'permenent'} | /restart: unknown value \"permenent\"; did you mean \"permanent\"?",
                "{'id':'a','start':'A','restrat':'permanent'} | /restrat: unknown key \"restrat\"; did you mean \"restart\"?",
                "{'id':'a','start':'A','restart':7} | /restart: must be a string, not 7",
                "{'id':'a','start':'A','shutdown':-1} | /shutdown: must be a whole number, 0 or more, not -1",
                "{'id':'a','start':'A','shutdown':1.5} | /shutdown: must be a whole number, 0 or more, not 1.5",
                "{'id':'a','start':'A','shutdown':'brutal_kil'} | /shutdown: unknown value \"brutal_kil\"; did you mean \"brutal_kill\"?",
                "{'id':'a','start':'A','shutdown':null} | /shutdown: must be milliseconds or a word, not null; known: 0 or more, brutal_kill, infinity",
                "{'id':'a','start':'A','start_timeout':0} | /start_timeout: must be a whole number, 1 or more, not 0",
                "{'id':'a','start':'A','instances':0} | /instances: must be a whole number, 1 to 1000, not 0",
                "{'id':'a','start':'A','instances':1001} | /instances: must be a whole number, 1 to 1000, not 1001",
                "{'id':'.','start':'A'} | /id: must be a name other than . and .., not \".\"",
                "{'id':'..','start':'A'} | /id: must be a name other than . and .., not \"..\"",
                "{'id':' a','start':'A'} | /id: must be a name without blanks at its ends, not \" a\"",
                "{'id':'a ','start':'A'} | /id: must be a name without blanks at its ends, not \"a \"",
                "{'id':'a\\u0007b','start':'A'} | /id: must be a name without control characters, not \"a\\u0007b\"",
                "{'id':'a','start':'A','instances':'event_loop'} | /instances: unknown value \"event_loop\"; did you mean \"event_loops\"?",
                "{'id':'a','start':'A','instances':'half_cores'} | /instances: unknown value \"half_cores\"; did you mean \"half_of_cores\"?",
                "{'id':'a','start':'A','instances':'auto'} | /instances: unknown value \"auto\"; known: event_loops, half_of_cores",
                "{'id':'a','start':'A','threading':'workers'} | /threading: unknown value \"workers\"; did you mean \"worker\"?",
                "{'id':'a','start':'A','threading':'virtual_thread'} | /threading: virtual_thread needs Java 21 or later, and this is Java 17; run a later Java, or write \"worker\"",
                "{'id':'a','start':'A','config':[]} | /config: must be an object, not an array",
                "{'id':'a','start':'A','config':{'coppice':1}} | /config/coppice: is filled in by the host; choose another name",
                "{'id':'a','start':'A','children':[]} | /children: unknown key \"children\"; add \"type\": \"supervisor\" if it is one",
                "{'id':'a','start':'A','significant':'yes'} | /significant: must be true or false, not \"yes\"",
                "{'start':'A'} | : missing \"id\"; add \"id\": \"NAME\", unique among its siblings",
                "{'id':'a'} | : missing \"start\"; add \"start\": \"java:CLASS\", or \"type\": \"supervisor\"",
                "{'id':'a/b','start':'A'} | /id: must be a name without / or #, not \"a/b\"",
                "{'id':'a#1','start':'A'} | /id: must be a name without / or #, not \"a#1\"",
                "{'id':'','start':'A'} | /id: must be a name without / or #, not \"\"",
                "{'id':'a','type':'supervisor','start':'A'} | /start: unknown key \"start\"; a supervisor has none; a verticle is one of its \"children\"",
                "{'id':'a','type':'supervisor','strategy':'all_for_one'} | /strategy: unknown value \"all_for_one\"; did you mean \"one_for_one\"?",
                "{'id':'a','type':'supervisor','max_restarts':-1} | /max_restarts: must be a whole number, 0 or more, not -1",
                "{'id':'a','type':'supervisor','intensity':0.5} | /intensity: must be a whole number, 0 or more, not 0.5",
                "{'id':'a','type':'supervisor','period':0} | /period: must be a whole number, 1 or more, not 0",
                "{'id':'a','type':'supervisor','max_restarts':1,'intensity':1} | /intensity: \"intensity\" is another name of \"max_restarts\"; give only one of them",
                "{'id':'a','type':'supervisor','max_children':3} | /max_children: is for dynamic supervisors; add \"dynamic\": true, or remove it",
                "{'id':'a','type':'supervisor','dynamic':true,'max_children':0} | /max_children: must be a whole number, 1 or more, not 0",
                "{'id':'a','type':'supervisor','dynamic':true,'strategy':'one_for_all'} | /strategy: a dynamic supervisor cannot have \"one_for_all\"; write \"one_for_one\"",
                "{'id':'a','type':'supervisor','dynamic':true,'auto_shutdown':'any_significant'} | /auto_shutdown: a dynamic supervisor cannot have \"any_significant\"; write \"never\"",
                "{'id':'a','type':'supervisor','dynamic':true,'children':[{'id':'b','start':'B'}]} | /children: a dynamic supervisor starts without children; remove them, or \"dynamic\": true",
                "{'id':'a','type':'supervisor','children':[7]} | /children/0: must be an object, not 7",
                "{'id':'a','start':'A','backof':{}} | /backof: unknown key \"backof\"; did you mean \"backoff\"?",
                "{'id':'a','start':'A','backoff':5} | /backoff: must be an object, not 5",
                "{'id':'a','start':'A','backoff':{'max':5}} | /backoff: missing \"min\"; add \"min\": 100, milliseconds before the first restart",
                "{'id':'a','start':'A','backoff':{'min':5}} | /backoff: missing \"max\"; add \"max\": 30000, the most milliseconds",
                "{'id':'a','start':'A','backoff':{'min':0,'max':1}} | /backoff/min: must be a whole number, 1 or more, not 0",
                "{'id':'a','start':'A','backoff':{'min':5,'max':4}} | /backoff/max: must be at least \"min\", 5, not 4",
                "{'id':'a','start':'A','backoff':{'min':1,'max':4,'factor':0.5}} | /backoff/factor: must be a number, 1 or more, not 0.5",
                "{'id':'a','start':'A','backoff':{'min':1,'max':4,'jitter':2}} | /backoff/jitter: must be a number, 0 to 1, not 2",
                "{'id':'a','start':'A','backoff':{'min':1,'max':4,'reset_after':0}} | /backoff/reset_after: must be a whole number, 1 or more, not 0",
                "{'id':'a','start':'A','backoff':{'min':1,'max':4,'reset':9}} | /backoff/reset: unknown key \"reset\"; known: min, max, factor, jitter, reset_after",
                "{'id':'a','start':'A','wait_for':'x'} | /wait_for: must be an array, not \"x\"",
                "{'id':'a','start':'A','wait_for':['x',7]} | /wait_for/1: must be an event-bus address, not 7",
                "{'id':'a','start':'A','wait_for':['']} | /wait_for/0: must be an event-bus address, not \"\"",
                "{'id':'a','start':'A','on_give_up':'parc'} | /on_give_up: unknown value \"parc\"; did you mean \"park\"?",
                "{'id':'a','start':'A','placement':'nod'} | /placement: unknown value \"nod\"; did you mean \"node\"?",
                "{'id':'a','start':'A','placement':'cluster','restart':'temporary'} | /placement: \"cluster\": a temporary child is never started again, and so not on another node either; give it \"restart\": \"permanent\" or \"transient\"",
                "{'id':'a','start':'A','placement':'every','nodes':['x']} | /placement: \"every\": it is not for some nodes alone; remove \"nodes\", or \"placement\"",
                "{'id':'a','type':'supervisor','nodes':['x'],'children':[{'id':'b','start':'B','placement':'every'}]} | /nodes: a child below it has \"placement\": \"every\", and some nodes would be without it; remove one of the two",
                "{'id':'a','type':'supervisor','placement':'cluster','children':[{'id':'b','start':'B','placement':'every'}]} | /placement: \"cluster\": all below it runs on one node, so nothing below it can run on every; remove one of the two",
                "{'id':'a','start':'A','nodes':[]} | /nodes: must name at least one; without it all nodes have the child whose file this is",
                "{'id':'a','start':'A','nodes':['a',7]} | /nodes/1: must be the name of a node, not 7",
                "{'id':'a','start':'A','nodes':'a'} | /nodes: must be an array, not \"a\"",
                "{'id':'a','start':'A','placement':'cluster','instances':2} | /placement: \"cluster\": the cluster has one of it; remove \"instances\"",
                "{'id':'a','start':'A','placement':'cluster','instances':'half_of_cores'} | /placement: \"cluster\": the cluster has one of it; remove \"instances\"",
                "{'id':'a','start':'A','placement':'cluster','on_give_up':'escalate'} | /placement: \"cluster\": one that is restarted or moved too often is parked: no supervisor of one node decides about it; remove \"on_give_up\"",
                "{'id':'a','type':'supervisor','placement':'cluster','children':[{'id':'b','start':'B','placement':'cluster'}]} | /placement: \"cluster\": all below it is one in the cluster already, so nothing below it may have that placement; remove one of the two",
                "{'id':'a','type':'supervisor','strategy':'one_for_all','children':[{'id':'b','start':'B','placement':'cluster'}]} | /children/0/placement: the supervisor's strategy is \"one_for_all\", and siblings cannot be restarted with a child that may be on another node; put those that belong together under a supervisor with \"placement\": \"cluster\"",
                "{'id':'a','start':'A','hold':{}} | /hold/addresses: must name at least one; add \"addresses\": [\"ADDRESS\"], whose messages wait",
                "{'id':'a','start':'A','hold':{'addresses':[]}} | /hold/addresses: must name at least one; add \"addresses\": [\"ADDRESS\"], whose messages wait",
                "{'id':'a','start':'A','hold':{'addresses':[1]}} | /hold/addresses/0: must be an event-bus address, not 1",
                "{'id':'a','start':'A','hold':{'addresses':['x'],'most':0}} | /hold/most: must be a whole number, 1 or more, not 0",
                "{'id':'a','start':'A','heartbeat':{}} | /heartbeat: missing \"interval\"; add \"interval\": 1000, milliseconds",
                "{'id':'a','start':'A','heartbeat':{'interval':1,'misses':0}} | /heartbeat/misses: must be a whole number, 1 or more, not 0",
                "{'id':'a','start':'A','heartbeat':{'interval':1,'address':''}} | /heartbeat/address: must be an address, not \"\"; without one its context is asked",
                "{'id':'a','start':'A','grants':'kv.*'} | /grants: must be an array, not \"kv.*\"",
                "{'id':'a','start':'A','grants':['kv.*',7]} | /grants/1: must be an address of the event bus, or the beginning of some and a *, not 7",
                "{'id':'a','start':'A','grants':['__vertx.reply']} | /grants/0: must be an address of the event bus, or the beginning of some and a *, not \"__vertx.reply\"",
                "{'id':'a','start':'A','loop_limit':0} | /loop_limit: must be a whole number, 1 or more, not 0",
                "{'id':'a','type':'supervisor','loop_limit':5} | /loop_limit: unknown key \"loop_limit\"; a supervisor has none; a verticle is one of its \"children\"",
                "{'id':'a','type':'supervisor','backoff':{'max':5}} | /backoff: missing \"min\"; add \"min\": 100, milliseconds before the first restart",
                "{'id':'a','type':'superviser','start':'A'} | /type: unknown value \"superviser\"; did you mean \"supervisor\"?",
            })
    void a_child_has_one_fault(String child, String fault) {
        assertThat(ConfigFile.withChildren(folder, child).faults())
                .containsExactly("x.json: /supervisor/children/0" + fault.strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'nod':'a' | /nod: unknown key \"nod\"; did you mean \"node\"?",
                "'node':'../a' | /node: not a name: \"../a\"; use 1 to 64 letters, digits, dots, underscores and hyphens, a letter or digit first",
                "'log':'xml' | /log: unknown value \"xml\"; known: text, json",
                "'stop_timeout':'30s' | /stop_timeout: must be a whole number, 1 or more, not \"30s\"",
                "'observer':{'port':65536} | /observer/port: must be a whole number, 0 to 65535, not 65536",
                "'observer':{'port':'4001'} | /observer/port: must be a whole number, 0 to 65535, not \"4001\"",
                "'observer':{'host':'0.0.0.0'} | /observer/host: \"0.0.0.0\" is not a loopback address; the observer has no protection beyond this machine: write \"127.0.0.1\"",
                "'observer':{'bus':'kv.router'} | /observer/bus: must be an array, not \"kv.router\"",
                "'observer':{'bus':['kv.*']} | /observer/bus/0: must be an address of the event bus, without *, not \"kv.*\"; write each address whole, such as \"kv.router\"",
                "'observer':{'bus':['a',1]} | /observer/bus/1: must be an address of the event bus, without *, not 1; write each address whole, such as \"kv.router\"",
                "'observer':4001 | /observer: must be an object, not 4001",
                "'bridges':{'websocket':{}} | /bridges/websocket: unknown key \"websocket\"; known: sockjs, tcp",
                "'bridges':{'tcp':true} | /bridges/tcp: must be an object, not true",
                "'bridges':{'tcp':{'path':'/x'}} | /bridges/tcp/path: unknown key \"path\"; known: host, port, inbound, outbound, max_frame, max_connections, max_buffered, max_rate, max_burst",
                "'bridges':{'tcp':{'host':'0.0.0.0'}} | /bridges/tcp/host: \"0.0.0.0\" is not a loopback address; a bridge does not encrypt: write \"127.0.0.1\", and put a proxy with TLS before it",
                "'bridges':{'tcp':{'inbound':'pub.*'}} | /bridges/tcp/inbound: must be an array, not \"pub.*\"",
                "'bridges':{'tcp':{'inbound':['pub.*','a*b']}} | /bridges/tcp/inbound/1: must be an address of the event bus, or the beginning of some and a *, not \"a*b\"",
                "'bridges':{'tcp':{'outbound':['pub.*','*']}} | /bridges/tcp/outbound/1: \"*\" would give what controls the node to whoever has the bridge's token; name the addresses of components, such as \"pub.*\"",
                "'bridges':{'sockjs':{'inbound':['supervisor.kv']}} | /bridges/sockjs/inbound/0: \"supervisor.kv\" would give what controls the node to whoever has the bridge's token; name the addresses of components, such as \"pub.*\"",
                "'bridges':{'tcp':{'max_frame':1}} | /bridges/tcp/max_frame: must be a whole number, 256 to 16777216, not 1",
                "'bridges':{'tcp':{'max_buffered':1}} | /bridges/tcp/max_buffered: must be a whole number, 65536 to 268435456, not 1",
                "'bridges':{'tcp':{'max_rate':0}} | /bridges/tcp/max_rate: must be a whole number, 1 to 1000000, not 0",
                "'bridges':{'sockjs':{'max_burst':0}} | /bridges/sockjs/max_burst: must be a whole number, 1 to 1000000, not 0",
                "'bridges':{'sockjs':{'origins':['*']}} | /bridges/sockjs/origins/0: must be the origin of a page, such as \"https://app.example\", not \"*\"",
                "'bridges':{'sockjs':{'origins':['https://a/b']}} | /bridges/sockjs/origins/0: must be the origin of a page, such as \"https://app.example\", not \"https://a/b\"",
                "'bridges':{'sockjs':{'path':'bus'}} | /bridges/sockjs/path: is no path: \"bus\"; write one such as \"/eventbus\"",
                "'plugins':{'folders':'x'} | /plugins/folders: unknown key \"folders\"; did you mean \"folder\"?",
                "'plugins':{'watch':'yes'} | /plugins/watch: must be true or false, not \"yes\"",
                "'crashes':{'keep':1} | /crashes/keep: unknown key \"keep\"; did you mean \"kept\"?",
                "'crashes':{'kept':1001} | /crashes/kept: must be a whole number, 0 to 1000, not 1001",
                "'crashes':{'mask':'pin'} | /crashes/mask: must be an array, not \"pin\"",
                "'crashes':{'mask':['-']} | /crashes/mask/0: must be a string with a letter or a digit, not \"-\"; write the name of a field, or a part of one",
                "'cluster':true | /cluster: must be an object, not true",
                "'cluster':{'enabled':'yes'} | /cluster/enabled: must be true or false, not \"yes\"",
                "'cluster':{'enable':true} | /cluster/enable: unknown key \"enable\"; did you mean \"enabled\"?",
                "'cluster':{'name':' '} | /cluster/name: must not be blank; write \"coppice\"",
                "'cluster':{'port':0} | /cluster/port: must be a whole number, 1 to 65535, not 0",
                "'cluster':{'host':'10.0.0.7'} | /cluster/host: \"10.0.0.7\" can be reached from other machines, and Hazelcast's port has neither password nor encryption: who reaches it controls the node; write \"127.0.0.1\", or add \"trustedNetwork\": true where only the cluster's nodes are on that network",
                "'cluster':{'host':'0.0.0.0','trustedNetwork':true} | /cluster/host: \"0.0.0.0\" is every network interface; write the address of the one that leads to the other nodes",
                "'cluster':{'trustedNetwork':1} | /cluster/trustedNetwork: must be true or false, not 1",
                "'cluster':{'members':['127.0.0.1:5701',1]} | /cluster/members/1: must be a string, not 1",
                "'cluster':{'members':['127.0.0.1:5701','b']} | /cluster/members/1: must be HOST:PORT, as \"127.0.0.1:5701\" is, not \"b\"",
                "'cluster':{'members':['127.0.0.1:5701','b:0']} | /cluster/members/1: must be HOST:PORT, as \"127.0.0.1:5701\" is, not \"b:0\"",
                "'cluster':{'members':['127.0.0.1:5701','127.0.0.1:5701']} | /cluster/members/1: \"127.0.0.1:5701\" is in the list already",
                "'cluster':{'port':5702,'members':['127.0.0.1:5701']} | /cluster/members: this node is missing; add \"127.0.0.1:5702\": every node has the same list, and more than half of it is the majority",
                "'cluster':{'tls':{'certificate':'x.json','key':'x.json'}} | /cluster/tls: missing \"authority\"; add \"authority\": \"FILE.pem\", the certificate of who signs those of the nodes",
                "'cluster':{'tls':{'certificate':'x.json','key':'x.json','authority':7}} | /cluster/tls/authority: must be a string, not 7",
                "'cluster':{'tls':{'certificate':'x.json','key':'x.json','authority':'x.json','ca':'x.json'}} | /cluster/tls/ca: unknown key \"ca\"; known: certificate, key, authority",
                "'a/b~c':1 | /a~1b~0c: unknown key \"a/b~c\"; known: $schema, node, data, log, stop_timeout, cluster, observer, bridges, plugins, crashes, supervisor",
            })
    void the_top_has_one_fault(String members, String fault) {
        assertThat(ConfigFile.of(folder, "{" + members + ", 'supervisor': {}}").faults())
                .containsExactly("x.json: " + fault.strip());
    }

    @Test
    void the_root_cannot_have_a_child_where_the_bridges_are() {
        assertThat(ConfigFile.of(
                                folder,
                                "{'bridges':{'tcp':{}},'supervisor':{'children':[{'id':'bridges','start':'A'}]}}")
                        .faults())
                .containsExactly("x.json: /bridges: are the child \"bridges\" of the root, and there is another one;"
                        + " give that one another id");
    }

    @Test
    void a_file_of_tls_that_cannot_be_read_is_named() {
        String json =
                "{'cluster':{'tls':{'certificate':'x.json','key':'x.json','authority':'ca.pem'}}, 'supervisor': {}}";
        assertThat(ConfigFile.of(folder, json).faults())
                .containsExactly("x.json: /cluster/tls/authority: " + folder.resolve("ca.pem")
                        + " cannot be read; name a PEM file");
    }

    @Test
    void all_faults_are_found_in_one_pass() {
        ConfigFile file = ConfigFile.of(folder, """
                        {'node': 3, 'observer': {'port': -1}, 'supervisor': {'strategy': 'one', 'children': [
                            {'id': 'a', 'start': 'A', 'restart': 'never'},
                            {'id': 'a', 'start': 'B', 'bogus': 1},
                            {'start': 'nowhere', 'significant': true}]}}
                        """)
                .with((start, plugin) -> start.equals("nowhere")
                        ? Optional.of(new StartCheck.Problem("start", "is nowhere", "look elsewhere"))
                        : Optional.empty());
        assertThat(file.faults())
                .extracting(line -> line.split(": ", 3)[1])
                .containsExactlyInAnyOrder(
                        "/node",
                        "/observer/port",
                        "/supervisor/strategy",
                        "/supervisor/children/0/restart",
                        "/supervisor/children/1/id",
                        "/supervisor/children/1/bogus",
                        "/supervisor/children/2",
                        "/supervisor/children/2/start",
                        "/supervisor/children/2/significant",
                        "/supervisor/children/2/significant");
    }

    @Test
    void a_duplicate_id_names_the_first() {
        ConfigFile file = ConfigFile.withChildren(folder, "{'id':'a','start':'A'}, {'id':'a','start':'B'}");
        assertThat(file.faults())
                .containsExactly("x.json: /supervisor/children/1/id: duplicate id \"a\"; "
                        + "it is the id of /supervisor/children/0 already");
    }

    @Test
    void significant_needs_a_restart_type_and_an_auto_shutdown() {
        ConfigFile file = ConfigFile.withChildren(folder, "{'id':'a','start':'A','significant':true}");
        assertThat(file.faults()).hasSize(2).allMatch(line -> line.startsWith("x.json: /supervisor/children/0/sig"));
        ConfigFile good = ConfigFile.of(
                folder,
                "{'supervisor':{'auto_shutdown':'any_significant','children':"
                        + "[{'id':'a','start':'A','significant':true,'restart':'transient'}]}}");
        assertThat(good.faults()).isEmpty();
    }

    @Test
    void a_syntax_error_has_line_and_column() {
        assertThat(ConfigFile.of(folder, "{\n  'node': oops}").faults())
                .singleElement()
                .asString()
                .startsWith("x.json: line 2, column ");
        assertThat(ConfigFile.of(folder, "{'node': 'a', 'node': 'b'}").faults())
                .singleElement()
                .asString()
                .contains("Duplicate field 'node'");
        assertThat(ConfigFile.of(folder, "{} {}").faults())
                .containsExactly("x.json: line 1, column 4: more text after the end of the JSON value");
        assertThat(ConfigFile.of(folder, "").faults())
                .containsExactly("x.json: empty, where a JSON object is expected");
        assertThat(ConfigFile.of(folder, "[]").faults()).containsExactly("x.json: must be an object, not an array");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{'a':", "{'a': [1, ", "{'supervisor': {"})
    void a_text_that_ends_too_early_is_one_fault_without_the_parsers_source(String json) {
        assertThat(ConfigFile.of(folder, json).faults())
                .singleElement()
                .asString()
                .startsWith("x.json: line 1, column ")
                .doesNotContain("Source", "REDACTED");
    }

    @Test
    void what_is_too_deep_or_too_long_is_one_fault() {
        for (String value : new String[] {"[".repeat(5_000) + "]".repeat(5_000), "1".repeat(2_000)}) {
            assertThat(ConfigFile.of(folder, "{'node': " + value + "}").faults())
                    .singleElement()
                    .asString()
                    .startsWith("x.json: line 1, column ")
                    .contains("exceeds the maximum allowed");
        }
    }

    @Test
    void a_byte_order_mark_is_skipped() {
        assertThat(ConfigFile.of(folder, "\uFEFF{'node': 'b', 'supervisor': {}}")
                        .load()
                        .node())
                .isEqualTo("b");
    }

    @Test
    void a_file_that_cannot_be_read_is_one_fault() throws IOException {
        ConfigFile file = ConfigFile.of(folder, "{}");
        Files.write(folder.resolve("x.json"), new byte[] {'"', (byte) 0xff, '"'});
        assertThat(file.faults()).containsExactly("x.json: is not UTF-8 text");
        Files.delete(folder.resolve("x.json"));
        assertThat(file.faults()).containsExactly("x.json: no such file");
    }

    @Test
    void a_plugin_folder_that_is_a_file_is_a_fault() {
        ConfigFile file = ConfigFile.of(folder, "{'plugins': {'folder': 'x.json'}, 'supervisor': {}}");
        assertThat(file.faults())
                .containsExactly("x.json: /plugins/folder: " + folder.resolve("x.json")
                        + " is a file; name the folder that has the jars");
    }

    @Test
    void a_tree_is_needed() {
        assertThat(ConfigFile.of(folder, "{}").faults())
                .containsExactly("x.json: missing \"supervisor\"; add \"supervisor\": {\"children\": []}");
    }

    @Test
    void virtual_threads_are_accepted_where_they_exist() {
        ConfigFile file = ConfigFile.withChildren(folder, "{'id':'a','start':'A','threading':'virtual_thread'}");
        assertThat(file.java(21).faults()).isEmpty();
    }

    @Test
    void a_variable_that_is_not_set_is_a_fault() {
        ConfigFile file = ConfigFile.of(folder, "{'node': '${env:NAME}', 'supervisor': {}}");
        assertThat(file.environment(Map.of("NAME", "b")).load().node()).isEqualTo("b");
        assertThat(file.faults())
                .contains("x.json: /node: the environment variable NAME is not set; "
                        + "set it, or write ${env:NAME:-default}");
    }

    @Test
    void what_a_file_says_cannot_break_the_line() {
        assertThat(ConfigFile.of(folder, "{'a\\n\\u001bb': 1, 'supervisor': {}}")
                        .faults())
                .singleElement()
                .asString()
                .contains("/a\\n\\u001bb: unknown key");
    }
}
