package io.coppice.host.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import com.hazelcast.multimap.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.spi.cluster.hazelcast.impl.HazelcastRegistrationInfo;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what the cluster keeps of a node's event bus with what there is, and mends the difference.
 *
 * <p>What the cluster keeps may be lost: with several nodes at once, in a merge after a split, or because Vert.x's own cleaning
 * up after a lost node failed half-way. Vert.x never looks again. Everything here blocks, and reads all subscriptions of the
 * cluster.
 */
final class SubscriptionJanitor implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(SubscriptionJanitor.class);

    private final HazelcastInstance hazelcast;
    private final MendedClusterManager manager;
    private final MultiMap<String, HazelcastRegistrationInfo> kept;

    SubscriptionJanitor(HazelcastInstance hazelcast, MendedClusterManager manager) {
        this.hazelcast = hazelcast;
        this.manager = manager;
        this.kept = hazelcast.getMultiMap(HazelcastSettings.SUBSCRIPTIONS);
    }

    /** Goes round once; a failure is told and left to the next round. */
    @Override
    public void run() {
        try {
            mend();
        } catch (HazelcastInstanceNotActiveException leaving) {
            LOG.debug("the node is leaving", leaving);
        } catch (RuntimeException e) {
            LOG.warn("the subscriptions could not be compared; they will be again", e);
        }
    }

    private void mend() {
        if (!manager.isActive()) {
            return;
        }
        mendNode();
        List<Subscription> found = kept.entrySet().stream()
                .map(entry -> new Subscription(entry.getKey(), entry.getValue().unwrap()))
                .toList();
        // Own ones are read after those that are kept: one that was added in between is put twice, which does no harm.
        SubscriptionAudit audit =
                SubscriptionAudit.of(found, Set.copyOf(manager.own()), manager.getNodeId(), manager.getNodes());
        audit.missing().forEach(this::publish);
        audit.dead().forEach(this::remove);
        if (!audit.isClean()) {
            LOG.info(
                    "mended the event bus's subscriptions: {} published again, {} removed",
                    audit.missing().size(),
                    audit.dead().size());
        }
    }

    /** Where this node's event bus listens: without it the others cannot connect. */
    private void mendNode() {
        IMap<String, Object> nodes = hazelcast.getMap(HazelcastSettings.NODES);
        NodeInfo own = manager.getNodeInfo();
        if (own != null && !nodes.containsKey(manager.getNodeId())) {
            Promise<Void> written = Promise.promise();
            manager.setNodeInfo(own, written);
            written.future()
                    .onSuccess(done -> LOG.info("mended the event bus's address"))
                    .onFailure(failure -> LOG.warn("the event bus's address could not be written again", failure));
        }
    }

    private void publish(Subscription subscription) {
        kept.put(subscription.address(), new HazelcastRegistrationInfo(subscription.consumer()));
        if (!manager.own().contains(subscription)) {
            // Its consumer has gone meanwhile.
            remove(subscription);
        }
    }

    private void remove(Subscription subscription) {
        kept.remove(subscription.address(), new HazelcastRegistrationInfo(subscription.consumer()));
    }
}
