package io.coppice.host.cluster;

import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.coppice.host.NodeFolder;
import io.coppice.host.config.ClusterConfig;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.spi.cluster.hazelcast.impl.HazelcastNodeInfo;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.slf4j.LoggerFactory;

/** Members of one cluster, in this process, that end with the test. */
public final class Members implements AutoCloseable {

    static {
        // What it tells of members that die on purpose fills pages.
        if (LoggerFactory.getLogger("com.hazelcast") instanceof Logger hazelcast) {
            hazelcast.setLevel(Level.OFF);
        }
        System.setProperty("hazelcast.logging.type", "slf4j");
    }

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

    private final String name = "test-" + UUID.randomUUID();
    private final List<Integer> ports;
    private final List<HazelcastInstance> members = new ArrayList<>();
    private final List<Vertx> buses = new ArrayList<>();

    /** So many places. */
    public Members(int most) {
        this.ports =
                IntStream.range(0, most).mapToObj(i -> NodeFolder.freePort()).toList();
    }

    /** The configuration of the next member. */
    ClusterConfig next() {
        return at(members.size());
    }

    ClusterConfig at(int index) {
        List<String> all = ports.stream().map(port -> "127.0.0.1:" + port).toList();
        return new ClusterConfig(name, "127.0.0.1", ports.get(index), all, Optional.empty());
    }

    /** The next member of Hazelcast alone, with other settings than the usual. */
    public HazelcastInstance hazelcast(Consumer<Config> more) {
        int index = members.size();
        Config config = HazelcastSettings.of(
                "n" + index, UUID.randomUUID().toString(), at(index), InetAddress.getLoopbackAddress(), STOP_TIMEOUT);
        more.accept(config);
        return keep(Hazelcast.newHazelcastInstance(config));
    }

    /** Ends it with the others. */
    HazelcastInstance keep(HazelcastInstance member) {
        members.add(member);
        return member;
    }

    /**
     * Waits until all that run have one table of partitions, and every copy that it names is there. Until then a system under load leaves
     * operations without an answer for seconds: a backup that is asked for what it is not yet by its own table is silent.
     */
    public void awaitSafe() {
        List<HazelcastInstance> running = members.stream()
                .filter(member -> member.getLifecycleService().isRunning())
                .toList();
        await().atMost(PATIENCE)
                .until(() -> running.stream()
                        .allMatch(member -> member.getCluster().getMembers().size() == running.size()
                                && hasTheTableOf(running.get(0), member)
                                && member.getPartitionService().isClusterSafe()));
    }

    /** A cluster without a table is safe to Hazelcast, which makes one when it is first asked who owns a partition. */
    private static boolean hasTheTableOf(HazelcastInstance first, HazelcastInstance member) {
        return ownersAt(first).equals(ownersAt(member)) && !ownersAt(member).contains(Optional.<Member>empty());
    }

    private static List<Optional<Member>> ownersAt(HazelcastInstance member) {
        return member.getPartitionService().getPartitions().stream()
                .map(partition -> Optional.ofNullable(partition.getOwner()))
                .toList();
    }

    /** Where the event bus of the first member listens. */
    int busPort() {
        IMap<String, HazelcastNodeInfo> nodes = members.get(0).getMap(HazelcastSettings.NODES);
        return nodes.values().iterator().next().unwrap().port();
    }

    Vertx start(Cluster cluster) {
        return keep(cluster.start(new VertxOptions().setEventLoopPoolSize(1)));
    }

    Vertx keep(Vertx vertx) {
        buses.add(vertx);
        return vertx;
    }

    @Override
    public void close() {
        for (Vertx vertx : buses) {
            vertx.close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
        }
        // At once and without a word: nothing is left to hand over.
        members.forEach(member -> member.getLifecycleService().terminate());
    }
}
