package io.coppice.host.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.host.config.BridgesConfig.BridgeConfig;
import io.coppice.host.config.BridgesConfig.SockjsConfig;
import io.coppice.host.config.HostConfig.CrashesConfig;
import io.coppice.host.config.HostConfig.ObserverConfig;
import io.coppice.supervision.spec.AutoShutdown;
import io.coppice.supervision.spec.Backoff;
import io.coppice.supervision.spec.Extras;
import io.coppice.supervision.spec.Heartbeat;
import io.coppice.supervision.spec.Hold;
import io.coppice.supervision.spec.Placement;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.Shutdown;
import io.vertx.core.ThreadingModel;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void an_empty_tree_has_all_defaults() {
        assertThat(ConfigFile.of(folder, "{'supervisor': {}}").load())
                .isEqualTo(new HostConfig(
                        "a",
                        folder.resolve("data/a"),
                        LogFormat.TEXT,
                        Duration.ofSeconds(30),
                        Optional.empty(),
                        ObserverConfig.DEFAULT,
                        BridgesConfig.NONE,
                        folder.resolve("plugins"),
                        false,
                        new CrashesConfig(100, List.of()),
                        new SupervisorConfig(
                                RestartStrategy.ONE_FOR_ONE,
                                3,
                                Duration.ofSeconds(5),
                                AutoShutdown.NEVER,
                                false,
                                OptionalInt.empty(),
                                List.of())));
    }

    @Test
    void every_key_is_read() {
        HostConfig config = ConfigFile.of(folder, """
                        {'$schema': 'host.schema.json', 'node': 'n1', 'data': 'd', 'log': 'json', 'stop_timeout': 5,
                         'cluster': {'enabled': false, 'name': 'c', 'host': '127.0.0.1', 'port': 5701, 'members': ['127.0.0.1:5701', 'b.example:5701']},
                         'observer': {'host': '::1', 'port': 0, 'bus': ['kv.router']},
                         'bridges': {'sockjs': {'port': 1, 'path': '/bus', 'origins': ['https://app.example'], 'inbound': ['kv.router']},
                                     'tcp': {'host': '::1', 'port': 2, 'inbound': ['pub.*'], 'outbound': ['kv.events.published'],
                                             'max_frame': 300, 'max_connections': 3, 'max_buffered': 400,
                                             'max_rate': 5, 'max_burst': 6}},
                         'plugins': {'folder': '../p', 'watch': true},
                         'crashes': {'kept': 7, 'mask': ['pin']},
                         'supervisor': {'strategy': 'rest_for_one', 'intensity': 1, 'period': 2,
                           'auto_shutdown': 'all_significant', 'children': [
                             {'id': 'w', 'start': 'java:W', 'plugin': 'p', 'restart': 'transient', 'significant': true,
                              'shutdown': 7, 'start_timeout': 8, 'instances': 'event_loops', 'threading': 'worker', 'replace': 'stop_first',
                              'grants': ['kv.*', 'supervisor'], 'config': {'k': [1, null]},
                              'backoff': {'min': 1, 'max': 4, 'factor': 1.5, 'jitter': 0, 'reset_after': 5},
                              'wait_for': ['x'], 'on_give_up': 'park', 'placement': 'node', 'hold': {'addresses': ['y'], 'most': 6},
                              'heartbeat': {'interval': 7, 'misses': 8, 'address': 'z'}, 'loop_limit': 9},
                             {'id': 's', 'type': 'supervisor', 'dynamic': true, 'max_children': 9,
                              'restart': 'temporary', 'shutdown': 'brutal_kill', 'backoff': {'min': 1, 'max': 2}}]}}
                        """).load();
        assertThat(config)
                .isEqualTo(new HostConfig(
                        "n1",
                        folder.resolve("d"),
                        LogFormat.JSON,
                        Duration.ofMillis(5),
                        Optional.empty(),
                        new ObserverConfig("::1", 0, Optional.of(List.of("kv.router"))),
                        new BridgesConfig(
                                Optional.of(new SockjsConfig(
                                        new BridgeConfig(
                                                "127.0.0.1",
                                                1,
                                                List.of("kv.router"),
                                                List.of(),
                                                65536,
                                                1000,
                                                1048576,
                                                1000,
                                                1000),
                                        "/bus",
                                        List.of("https://app.example"))),
                                Optional.of(new BridgeConfig(
                                        "::1",
                                        2,
                                        List.of("pub.*"),
                                        List.of("kv.events.published"),
                                        300,
                                        3,
                                        400,
                                        5,
                                        6))),
                        folder.resolveSibling("p"),
                        true,
                        new CrashesConfig(7, List.of("pin")),
                        new SupervisorConfig(
                                RestartStrategy.REST_FOR_ONE,
                                1,
                                Duration.ofSeconds(2),
                                AutoShutdown.ALL_SIGNIFICANT,
                                false,
                                OptionalInt.empty(),
                                List.of(
                                        new ChildConfig(
                                                "w",
                                                RestartType.TRANSIENT,
                                                true,
                                                Shutdown.within(Duration.ofMillis(7)),
                                                new Extras(
                                                        Optional.of(new Backoff(
                                                                Duration.ofMillis(1),
                                                                Duration.ofMillis(4),
                                                                1.5,
                                                                0,
                                                                Duration.ofMillis(5))),
                                                        List.of("x"),
                                                        true,
                                                        Optional.of(new Hold(List.of("y"), 6)),
                                                        Optional.of(new Heartbeat(
                                                                Duration.ofMillis(7), 8, Optional.of("z"))),
                                                        Optional.of(Duration.ofMillis(9)),
                                                        Placement.NODE),
                                                new WorkerConfig(
                                                        "java:W",
                                                        "p",
                                                        Duration.ofMillis(8),
                                                        Instances.Word.EVENT_LOOPS,
                                                        ThreadingModel.WORKER,
                                                        WorkerConfig.Replace.STOP_FIRST,
                                                        new GrantsConfig(
                                                                Optional.empty(),
                                                                Optional.of(List.of("kv.*", "supervisor"))),
                                                        new JsonObject("{\"k\":[1,null]}"))),
                                        new ChildConfig(
                                                "s",
                                                RestartType.TEMPORARY,
                                                false,
                                                Shutdown.BRUTAL_KILL,
                                                Extras.NONE.withBackoff(
                                                        Backoff.between(Duration.ofMillis(1), Duration.ofMillis(2))),
                                                new SupervisorConfig(
                                                        RestartStrategy.ONE_FOR_ONE,
                                                        3,
                                                        Duration.ofSeconds(5),
                                                        AutoShutdown.NEVER,
                                                        true,
                                                        OptionalInt.of(9),
                                                        List.of()))))));
    }

    @Test
    void the_data_folder_is_of_the_flag_then_the_environment_then_the_file() {
        ConfigFile file = ConfigFile.of(folder, "{'data': 'in-file', 'supervisor': {}}");
        ConfigFile environment = file.environment(Map.of("COPPICE_DATA", "in-environment"));
        assertThat(environment.dataFlag(Path.of("flag")).load().dataFolder()).isEqualTo(folder.resolve("flag"));
        assertThat(environment.load().dataFolder()).isEqualTo(folder.resolve("in-environment"));
        assertThat(file.load().dataFolder()).isEqualTo(folder.resolve("in-file"));
    }

    @Test
    void the_environment_replaces_in_every_string() {
        ConfigFile file = ConfigFile.of(folder, """
                        {'node': 'n-${env:N}', 'observer': {'port': '${env:PORT:-4101}'}, 'supervisor': {'children': [
                          {'id': 'a', 'start': 'A', 'config': {'list': ['${env:N}${env:EMPTY:-}!'], 'port': '${env:P}'}}]}}
                        """).environment(Map.of("N", "$1", "P", "007"));
        assertThat(file.faults()).singleElement().asString().contains("not a name: \"n-$1\"");
        HostConfig config =
                file.environment(Map.of("N", "x", "P", "007", "PORT", "1")).load();
        assertThat(config.node()).isEqualTo("n-x");
        assertThat(config.observer().port()).isEqualTo(1);
        assertThat(config.supervisor().children().get(0).body())
                .extracting(body -> ((WorkerConfig) body).config())
                .isEqualTo(new JsonObject("{\"list\":[\"x!\"],\"port\":\"007\"}"));
    }

    @Test
    void overrides_name_children_by_id_or_index() {
        HostConfig config = ConfigFile.withChildren(
                        folder,
                        "{'id':'kv','type':'supervisor','children':[{'id':'acceptor','start':'A','config':{'port':1}}]}")
                .set(
                        "supervisor.children.kv.children.acceptor.config.port=4141",
                        "supervisor.children.0.children.0.config.host=localhost",
                        "supervisor.children.kv.children.acceptor.config.deep.er=[1]",
                        "node=b",
                        "observer.port=4101")
                .load();
        assertThat(config.node()).isEqualTo("b");
        assertThat(config.observer().port()).isEqualTo(4101);
        SupervisorConfig kv =
                (SupervisorConfig) config.supervisor().children().get(0).body();
        assertThat(((WorkerConfig) kv.children().get(0).body()).config())
                .isEqualTo(new JsonObject("{\"port\":4141,\"host\":\"localhost\",\"deep\":{\"er\":[1]}}"));
    }

    @Test
    void an_id_that_looks_like_an_index_is_an_id() {
        ConfigFile file = ConfigFile.withChildren(folder, "{'id':'1','start':'A'}, {'id':'b','start':'B'}");
        assertThat(file.set("supervisor.children.1.start=C").load().supervisor().children())
                .extracting(child -> ((WorkerConfig) child.body()).start())
                .containsExactly("C", "B");
    }

    @Test
    void an_override_that_fits_nowhere_is_a_fault() {
        ConfigFile file = ConfigFile.withChildren(folder, "{'id':'kv','start':'A'}");
        assertThat(file.set("node", "supervisor.children.vk.start=B", "supervisor.children.kv.start.x=1", "a..b=1")
                        .faults())
                .contains(
                        "--set node: is not of the form path.to.key=value; for example --set observer.port=4101",
                        "--set supervisor.children.vk.start=B: no element is called \"vk\"; "
                                + "an index from 0 to 0, or one of: kv",
                        "--set supervisor.children.kv.start.x=1: supervisor.children.kv.start is neither an object nor "
                                + "an array; it has no key \"x\"",
                        "--set a..b=1: has an empty segment in its path; separate keys by single dots");
    }

    @Test
    void loopback_hosts_are_known_by_their_text() {
        assertThat(List.of("127.0.0.1", "127.1.2.255", "localhost", "::1")).allMatch(LoopbackHost::is);
        assertThat(List.of("0.0.0.0", "127.0.0.1.evil.example", "127.0.0.256", "10.0.0.1", "", "::"))
                .noneMatch(LoopbackHost::is);
    }

    @Test
    void nearest_words_are_slips_only() {
        List<String> known = List.of("restart", "start", "shutdown");
        assertThat(NearestWord.of("restrat", known)).contains("restart");
        assertThat(NearestWord.of("Start", known)).contains("start");
        assertThat(NearestWord.of("zzz", known)).isEmpty();
        assertThat(NearestWord.of("xy", List.of("ab"))).isEmpty();
        assertThat(NearestWord.edits("ab", "ba")).isEqualTo(1);
        assertThat(NearestWord.edits("kitten", "sitting")).isEqualTo(3);
    }

    @Test
    void a_cluster_has_defaults_and_a_majority() {
        assertThat(ConfigFile.of(folder, "{'cluster':{'enabled':true},'supervisor':{}}")
                        .load()
                        .cluster())
                .contains(new ClusterConfig("coppice", "127.0.0.1", 5701, List.of("127.0.0.1:5701"), Optional.empty()));
        assertThat(majority(1)).isEqualTo(1);
        assertThat(majority(2)).isEqualTo(2);
        assertThat(majority(3)).isEqualTo(2);
        assertThat(majority(4)).isEqualTo(3);
    }

    private static int majority(int members) {
        List<String> list = java.util.stream.IntStream.range(0, members)
                .mapToObj(i -> "n" + i + ":1")
                .toList();
        return new ClusterConfig("c", "n0", 1, list, Optional.empty()).majority();
    }

    @Test
    void a_cluster_may_leave_the_machine_where_its_network_is_trusted() {
        HostConfig config = ConfigFile.of(
                        folder,
                        "{'cluster':{'enabled':true,'host':'10.0.0.7','trustedNetwork':true,"
                                + "'tls':{'certificate':'x.json','key':'x.json','authority':'x.json'}},'supervisor':{}}")
                .load();
        Path file = folder.resolve("x.json");
        assertThat(config.cluster())
                .contains(new ClusterConfig(
                        "coppice",
                        "10.0.0.7",
                        5701,
                        List.of("10.0.0.7:5701"),
                        Optional.of(new ClusterConfig.TlsConfig(file, file, file))));
    }
}
