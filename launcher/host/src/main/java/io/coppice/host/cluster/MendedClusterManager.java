package io.coppice.host.cluster;

import io.vertx.core.Completable;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.AsyncMap;
import io.vertx.core.shareddata.Counter;
import io.vertx.core.shareddata.Lock;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.NodeListener;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cluster manager that does what another one does, and mends what Vert.x 5.0 makes of it:
 *
 * <ul>
 *   <li>the event bus goes on sending to dead nodes when several die at once (vertx-hazelcast #196): {@link Routes};
 *   <li>a node with fewer consumers of an address than others is sent too little, or nothing: {@link Routes};
 *   <li>a consumer that the cluster has lost is never published again: {@link SubscriptionJanitor}, which asks this one
 *       what there should be;
 *   <li>a write to the cluster that may have been done fails as one that was not: {@link RepeatedWrite};
 *   <li>the verticle that happens to be the first to send to a node crashes when that node dies: its context has the connection, and
 *       a publication that reaches one node and not the next is an exception there (ClusteredEventBus.sendToNodes completes
 *       one promise several times).
 * </ul>
 */
final class MendedClusterManager implements ClusterManager {

    private static final Logger LOG = LoggerFactory.getLogger(MendedClusterManager.class);

    private final ClusterManager inner;
    private final Set<Subscription> own = ConcurrentHashMap.newKeySet();
    private Set<String> members = Set.of();
    /** Set before it joins. */
    private volatile @Nullable Routes routes;
    /** Set before it joins. */
    private volatile @Nullable Vertx vertx;

    MendedClusterManager(ClusterManager inner) {
        this.inner = inner;
    }

    /** The consumers of this node's event bus that the cluster should know. */
    Set<Subscription> own() {
        return own;
    }

    /** To be called whenever the members have changed. */
    synchronized void membersAre(Set<String> ids) {
        members = Set.copyOf(ids);
        if (routes != null) {
            routes.membersAre(members);
        }
    }

    @Override
    public synchronized void registrationListener(RegistrationListener listener) {
        Routes told = new Routes(listener, members);
        routes = told;
        inner.registrationListener(told);
    }

    @Override
    public void getRegistrations(String address, Completable<List<RegistrationInfo>> promise) {
        Routes told = Objects.requireNonNull(routes, "Vert.x gives its listener before it asks");
        inner.getRegistrations(address, (found, failure) -> {
            if (failure == null) {
                promise.succeed(told.found(address, found));
            } else {
                promise.fail(failure);
            }
        });
    }

    @Override
    public void addRegistration(String address, RegistrationInfo consumer, Completable<Void> promise) {
        if (consumer.localOnly()) {
            inner.addRegistration(address, consumer, promise);
            return;
        }
        Subscription subscription = new Subscription(address, consumer);
        own.add(subscription);
        RepeatedWrite.of(done -> inner.addRegistration(address, consumer, done), () -> own.contains(subscription))
                .start((done, failure) -> {
                    if (failure == null) {
                        promise.succeed();
                    } else {
                        own.remove(subscription);
                        promise.fail(failure);
                    }
                });
    }

    @Override
    public void removeRegistration(String address, RegistrationInfo consumer, Completable<Void> promise) {
        own.remove(new Subscription(address, consumer));
        RepeatedWrite.of(done -> inner.removeRegistration(address, consumer, done), () -> true)
                .start(promise);
    }

    @Override
    public void init(Vertx running) {
        vertx = running;
        inner.init(running);
    }

    @Override
    public void join(Completable<Void> promise) {
        inner.join(promise);
    }

    @Override
    public void leave(Completable<Void> promise) {
        inner.leave(promise);
    }

    @Override
    public boolean isActive() {
        return inner.isActive();
    }

    @Override
    public String getNodeId() {
        return inner.getNodeId();
    }

    @Override
    public List<String> getNodes() {
        return inner.getNodes();
    }

    @Override
    public void nodeListener(NodeListener listener) {
        inner.nodeListener(listener);
    }

    @Override
    public void setNodeInfo(NodeInfo info, Completable<Void> promise) {
        RepeatedWrite.of(done -> inner.setNodeInfo(info, done), () -> true).start(promise);
    }

    @Override
    public NodeInfo getNodeInfo() {
        return inner.getNodeInfo();
    }

    /**
     * Asked for when the event bus is to connect to a node, which it then does on the thread that this completes on: on one of its
     * own, so that the connection has a context of its own.
     */
    @Override
    public void getNodeInfo(String id, Completable<NodeInfo> promise) {
        inner.getNodeInfo(id, (info, failure) -> apart(id, () -> promise.complete(info, failure)));
    }

    private void apart(String id, Runnable task) {
        Thread thread = new Thread(
                () -> {
                    Vertx running = vertx;
                    if (running != null) {
                        AtomicBoolean told = new AtomicBoolean();
                        running.getOrCreateContext().exceptionHandler(failure -> {
                            if (told.compareAndSet(false, true)) {
                                LOG.warn("messages to the node {} were not sent: {}", id, failure.toString());
                            } else {
                                LOG.debug("a message to the node {} was not sent", id, failure);
                            }
                        });
                    }
                    task.run();
                },
                "coppice-connect");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public String clusterHost() {
        return inner.clusterHost();
    }

    @Override
    public String clusterPublicHost() {
        return inner.clusterPublicHost();
    }

    @Override
    public <K, V> void getAsyncMap(String name, Completable<AsyncMap<K, V>> promise) {
        inner.getAsyncMap(name, promise);
    }

    @Override
    public <K, V> Map<K, V> getSyncMap(String name) {
        return inner.getSyncMap(name);
    }

    @Override
    public void getLockWithTimeout(String name, long timeout, Completable<Lock> promise) {
        inner.getLockWithTimeout(name, timeout, promise);
    }

    @Override
    public void getCounter(String name, Completable<Counter> promise) {
        inner.getCounter(name, promise);
    }
}
