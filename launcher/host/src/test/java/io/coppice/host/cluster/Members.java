package io.coppice.host.cluster;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
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
