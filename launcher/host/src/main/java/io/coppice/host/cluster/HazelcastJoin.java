package io.coppice.host.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.coppice.host.HostException;
import io.coppice.host.config.ClusterConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes a node a member of its cluster, under a name that no other member has. */
final class HazelcastJoin {

    private static final Duration POLL = Duration.ofMillis(100);

    private HazelcastJoin() {}

    /**
     * Joins. It blocks.
     *
     * @param node the node's name
     * @param stopTimeout how long its leave may take
     * @throws HostException if it cannot
     */
    static HazelcastInstance join(String node, ClusterConfig cluster, Duration stopTimeout) {
        // A node that comes back after a crash has to wait until the others know that its former self is gone.
        return join(node, cluster, stopTimeout, Duration.ofSeconds(HazelcastSettings.SILENCE_SECONDS + 2L));
    }

    /** Waits so long for a name that another member has. */
    static HazelcastInstance join(String node, ClusterConfig cluster, Duration stopTimeout, Duration nameWait) {
        // Hazelcast reads it before any configuration.
        System.setProperty("hazelcast.logging.type", "slf4j");
        InetAddress address = address(cluster.host());
        String id = UUID.randomUUID().toString();
        HazelcastInstance hazelcast;
        try {
            Config config = HazelcastSettings.of(node, id, cluster, address, stopTimeout);
            hazelcast = Hazelcast.newHazelcastInstance(config.setLiteMember(true));
        } catch (RuntimeException e) {
            throw failure(
                    isBindFailure(e) ? cluster.host() + ":" + cluster.port() + " is already in use" : reason(e), e);
        }
        try {
            awaitOwnName(node, hazelcast, nameWait);
            new Share(hazelcast, cluster.majority()).takeIfNeeded();
        } catch (RuntimeException e) {
            hazelcast.shutdown();
            throw e instanceof HostException known ? known : failure(reason(e), e);
        }
        return hazelcast;
    }

    private static InetAddress address(String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            if (NetworkInterface.getByInetAddress(address) == null) {
                throw failure(host + " is not an address of this machine", null);
            }
            return address;
        } catch (UnknownHostException e) {
            throw failure(host + " is unknown to this machine", e);
        } catch (IOException e) {
            throw failure(reason(e), e);
        }
    }

    private static void awaitOwnName(String node, HazelcastInstance hazelcast, Duration most) {
        long polls = most.dividedBy(POLL);
        Optional<Member> other = olderOfName(node, hazelcast);
        for (long i = 0; i < polls && other.isPresent(); i++) {
            Threads.pause(POLL);
            other = olderOfName(node, hazelcast);
        }
        other.ifPresent(member -> {
            throw failure(
                    "a node named " + node + " is in it already, at "
                            + member.getAddress().getHost() + ":"
                            + member.getAddress().getPort() + "; give this one another name",
                    null);
        });
    }

    /** Of two that join at once, the one that came first keeps the name. */
    private static Optional<Member> olderOfName(String node, HazelcastInstance hazelcast) {
        return hazelcast.getCluster().getMembers().stream()
                .takeWhile(member -> !member.localMember())
                .filter(member -> node.equals(member.getAttribute(HazelcastSettings.NODE_NAME)))
                .findFirst();
    }

    private static boolean isBindFailure(Throwable failure) {
        return reason(failure).toLowerCase(Locale.ROOT).contains("bind");
    }

    private static String reason(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    private static HostException failure(String why, @Nullable Throwable cause) {
        return new HostException(
                HostException.Part.CLUSTER,
                "the cluster was not joined: " + why,
                cause == null ? new IOException(why) : cause);
    }
}
