package io.coppice.host.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import io.coppice.host.cluster.store.PartitionTable;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's share of what the nodes of a cluster keep for each other. It joins without one, as a lite member; takes one when its tree
 * is up, so that nobody waits for an owner that cannot answer; and gives it back before its tree goes.
 *
 * <p>Where there would be fewer shares than a majority of nodes, it takes its own at once: nothing could be kept. All methods block.
 */
final class Share {

    private static final Logger LOG = LoggerFactory.getLogger(Share.class);

    private static final Duration PAUSE = Duration.ofMillis(200);
    /** As long as a silent member may hold it up, and as long again. */
    private static final long MOST_TRIES = Duration.ofSeconds(20).dividedBy(PAUSE);

    /** It is asked for again after so many. */
    private static final int TRIES_PER_WORD = 10;

    private final HazelcastInstance hazelcast;
    private final int majority;
    private volatile boolean hasAsked;

    Share(HazelcastInstance hazelcast, int majority) {
        this.hazelcast = hazelcast;
        this.majority = majority;
    }

    /** Takes it where nothing could be kept otherwise. */
    void takeIfNeeded() {
        try {
            if (shares() < majority) {
                take();
            }
        } catch (HazelcastInstanceNotActiveException left) {
            LOG.debug("this node has left the cluster", left);
        }
    }

    /** How many members have one; none, as a node sees it that has left. */
    int shares() {
        try {
            return (int) hazelcast.getCluster().getMembers().stream()
                    .filter(member -> !member.isLiteMember())
                    .count();
        } catch (HazelcastInstanceNotActiveException left) {
            return 0;
        }
    }

    /**
     * Takes it, once.
     *
     * @throws IllegalStateException if the cluster does not give it in time
     */
    synchronized void take() {
        for (long left = MOST_TRIES; isWithout(); left--) {
            try {
                hazelcast.getCluster().promoteLocalLiteMember();
                LOG.info("this node has its share of the partitions from now on");
            } catch (HazelcastInstanceNotActiveException gone) {
                throw gone;
            } catch (RuntimeException e) {
                if (left == 0) {
                    throw new IllegalStateException("the cluster gives this node no share: " + e.getMessage(), e);
                }
                LOG.debug("this node asks for its share once more", e);
                Threads.pause(PAUSE);
            }
        }
    }

    /** Whether this node has none. */
    boolean isWithout() {
        try {
            return hazelcast.getCluster().getLocalMember().isLiteMember();
        } catch (HazelcastInstanceNotActiveException left) {
            return true;
        }
    }

    /**
     * Leaves the cluster, with nothing more to give.
     *
     * <p>Who has been asked for a hand-over does not answer when Hazelcast's own orderly shutdown asks again, which would wait for
     * that in vain. What was not handed over has its copies elsewhere, as when a node dies.
     */
    void leave() {
        if (hasAsked || PartitionTable.of(hazelcast).isHandedOver()) {
            hazelcast.getLifecycleService().terminate();
        } else {
            hazelcast.shutdown();
        }
    }

    /** Hands it over to the others, of which there may be none. */
    void give(Duration most) {
        try {
            PartitionTable table = PartitionTable.of(hazelcast);
            long tries = Math.max(1, most.dividedBy(PAUSE));
            for (long left = tries; left > 0 && !table.isHandedOver(); left--) {
                if ((tries - left) % TRIES_PER_WORD == 0) {
                    hasAsked = true;
                    table.askToHandOver();
                }
                Threads.pause(PAUSE);
            }
            if (!table.isHandedOver()) {
                LOG.warn("this node's share was not handed over within {} s", most.toSeconds());
            }
        } catch (RuntimeException e) {
            LOG.warn("this node's share was not handed over", e);
        }
    }
}
