package io.coppice.host.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hazelcast.config.Config;
import com.hazelcast.config.MapConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionException;
import io.coppice.host.HostException;
import io.coppice.host.config.ClusterConfig;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HazelcastClusterIT {

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

    /** Without a backup, whatever a node does not hand over is gone. */
    private static void fragile(Config config) {
        config.addMapConfig(new MapConfig("fragile").setBackupCount(0));
    }

    private static void fill(IMap<Integer, Integer> map) {
        IntStream.range(0, 300).forEach(i -> map.set(i, i));
    }

    @Test
    void nodes_that_leave_hand_over_what_they_keep_and_one_that_dies_cannot() throws Exception {
        try (Members members = new Members(4)) {
            HazelcastInstance stays = members.hazelcast(HazelcastClusterIT::fragile);
            HazelcastInstance leaves = members.hazelcast(HazelcastClusterIT::fragile);
            HazelcastInstance leavesToo = members.hazelcast(HazelcastClusterIT::fragile);
            HazelcastInstance dies = members.hazelcast(HazelcastClusterIT::fragile);
            HazelcastCluster leaving = new HazelcastCluster(members.at(1), leaves);
            leaving.whenSafe().toCompletableFuture().get(30, TimeUnit.SECONDS);
            IMap<Integer, Integer> map = stays.getMap("fragile");
            fill(map);
            assertThat(leaving.nodes()).extracting(Cluster.Node::name).containsExactly("n0", "n1", "n2", "n3");
            assertThat(leaving.nodes()).extracting(Cluster.Node::self).containsExactly(false, true, false, false);

            // At once, as when somebody stops more than one.
            HazelcastCluster second = new HazelcastCluster(members.at(2), leavesToo);
            CompletableFuture.allOf(
                            leaving.leave().toCompletableFuture(),
                            second.leave().toCompletableFuture())
                    .get(30, TimeUnit.SECONDS);

            assertThat(map.size()).isEqualTo(300);
            assertThat(leaving.nodes()).isEmpty();
            assertThat(leaving.isSafe().toCompletableFuture().get(10, TimeUnit.SECONDS))
                    .isFalse();
            dies.getLifecycleService().terminate();
            await().until(() -> stays.getCluster().getMembers().size() == 1);
            assertThat(map.size()).as("the control").isLessThan(300);
        }
    }

    @Test
    void who_waits_for_safety_is_told_when_the_node_leaves_before() throws Exception {
        try (Members members = new Members(1)) {
            HazelcastCluster cluster = new HazelcastCluster(members.at(0), members.hazelcast(config -> {}));
            cluster.leave().toCompletableFuture().get(30, TimeUnit.SECONDS);
            assertThatThrownBy(() -> cluster.whenSafe().toCompletableFuture().get(10, TimeUnit.SECONDS))
                    .hasMessageContaining("leaves the cluster");
        }
    }

    @Test
    void a_minority_may_neither_write_nor_read_state() throws Exception {
        try (Members members = new Members(3)) {
            HazelcastInstance alone = members.hazelcast(config -> {});
            assertThatThrownBy(() -> alone.getMap("state").set("key", "value"))
                    .isInstanceOf(SplitBrainProtectionException.class);
            HazelcastInstance second = members.hazelcast(config -> {});
            await().untilAsserted(() -> alone.getMap("state").set("key", "value"));
            second.getLifecycleService().terminate();
            await().untilAsserted(
                            () -> assertThatThrownBy(() -> alone.getMap("state").get("key"))
                                    .isInstanceOf(SplitBrainProtectionException.class));
        }
    }

    @Test
    void a_name_belongs_to_one_node() throws Exception {
        try (Members members = new Members(2)) {
            members.keep(HazelcastJoin.join("a", members.at(0), STOP_TIMEOUT, Duration.ZERO));
            assertThatThrownBy(() -> HazelcastJoin.join("a", members.at(1), STOP_TIMEOUT, Duration.ofMillis(1)))
                    .isInstanceOf(HostException.class)
                    .hasMessage("the cluster was not joined: a node named a is in it already, at "
                            + members.at(0).members().get(0) + "; give this one another name");
            members.keep(HazelcastJoin.join("b", members.at(1), STOP_TIMEOUT, Duration.ZERO));
        }
    }

    @Test
    void a_port_that_is_taken_is_named() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertNotJoined(
                    config("127.0.0.1", taken.getLocalPort()),
                    "the cluster was not joined: 127.0.0.1:" + taken.getLocalPort() + " is already in use");
        }
    }

    @Test
    void an_address_of_another_machine_is_named() {
        assertNotJoined(
                config("192.0.2.1", 5701), "the cluster was not joined: 192.0.2.1 is not an address of this machine");
    }

    private static ClusterConfig config(String host, int port) {
        return new ClusterConfig("test", host, port, List.of(host + ":" + port), Optional.empty());
    }

    private static void assertNotJoined(ClusterConfig config, String message) {
        assertThatThrownBy(() -> HazelcastJoin.join("a", config, STOP_TIMEOUT, Duration.ZERO))
                .isInstanceOfSatisfying(
                        HostException.class,
                        failure -> assertThat(failure.part()).isEqualTo(HostException.Part.CLUSTER))
                .hasMessage(message);
    }

    /** What a peer may send to make a node run its code. */
    private static final class Gadget implements Serializable {
        private static final long serialVersionUID = 1L;
        private static final AtomicInteger RUNS = new AtomicInteger();

        private void readObject(ObjectInputStream in) {
            RUNS.incrementAndGet();
        }
    }

    @Test
    void what_is_not_known_is_not_deserialized() throws Exception {
        try (Members members = new Members(1)) {
            IMap<String, Object> map = members.hazelcast(config -> {}).getMap("state");
            map.set("list", List.of("harmless"));
            assertThat(map.get("list")).isEqualTo(List.of("harmless"));
            map.set("gadget", new Gadget());
            assertThatThrownBy(() -> map.get("gadget"))
                    .isInstanceOfAny(HazelcastSerializationException.class, SecurityException.class);
            assertThat(Gadget.RUNS).hasValue(0);
        }
    }
}
