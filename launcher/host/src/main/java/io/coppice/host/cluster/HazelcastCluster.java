package io.coppice.host.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import io.coppice.host.HostException;
import io.coppice.host.config.ClusterConfig;
import io.coppice.supervision.nodes.NameGateway;
import io.coppice.supervision.nodes.Nodes;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node's place in a cluster of Hazelcast. */
final class HazelcastCluster implements Cluster, MembershipListener {

    private static final Logger LOG = LoggerFactory.getLogger(HazelcastCluster.class);

    private static final Duration AUDIT_PERIOD = Duration.ofSeconds(30);
    /** By then Vert.x's own cleaning up after a lost node is mostly done. */
    private static final Duration AUDIT_DELAY = Duration.ofSeconds(1);

    private static final Duration STORE_PERIOD = Duration.ofMillis(100);

    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final ClusterConfig config;
    private final HazelcastInstance hazelcast;
    private final MendedClusterManager manager;
    private final SubscriptionJanitor janitor;
    /** What asks the other nodes, one at a time. */
    private final ScheduledExecutorService worker = Threads.one("coppice-cluster");

    private final ScheduledExecutorService cleaner = Threads.one("coppice-subscriptions");
    private final ScheduledExecutorService stores = Threads.one("coppice-stores");
    private final Safety safety;
    private final Share share;
    private final HazelcastClaims claims;
    private final HazelcastDirectory directory;
    private final NameAudit names;
    private final HazelcastNodes nodes;

    HazelcastCluster(ClusterConfig config, HazelcastInstance hazelcast) {
        this.config = config;
        this.hazelcast = hazelcast;
        this.manager = new MendedClusterManager(new HazelcastClusterManager(hazelcast));
        this.janitor = new SubscriptionJanitor(hazelcast, manager);
        this.safety = new Safety(hazelcast.getPartitionService()::isClusterSafe, worker);
        this.share = new Share(hazelcast, config.majority());
        this.claims = new HazelcastClaims(hazelcast, config.majority());
        this.directory = new HazelcastDirectory(hazelcast, claims::isInTouch);
        this.names = new NameAudit(hazelcast, directory);
        this.nodes = new HazelcastNodes(hazelcast, config, safety, claims, directory);
        hazelcast.getCluster().addMembershipListener(this);
        claims.whenAlone(directory::giveUp);
        claims.start();
        directory.start();
        names.start();
        noteMembers();
        LOG.info("in the cluster {}; nodes: {}", config.name(), names());
        long period = AUDIT_PERIOD.toMillis();
        var unused = cleaner.scheduleWithFixedDelay(janitor, period, period, TimeUnit.MILLISECONDS);
        long often = STORE_PERIOD.toMillis();
        var unusedToo = stores.scheduleWithFixedDelay(nodes::checkStores, often, often, TimeUnit.MILLISECONDS);
        hazelcast.getLifecycleService().addLifecycleListener(event -> {
            if (event.getState() == LifecycleState.MERGING || event.getState() == LifecycleState.MERGED) {
                nodes.merged();
                names.membersChanged();
            }
        });
    }

    MendedClusterManager manager() {
        return manager;
    }

    HazelcastDirectory directory() {
        return directory;
    }

    @Override
    public Vertx start(VertxOptions options) {
        try {
            Vertx vertx = Vertx.builder()
                    .with(options.setEventBusOptions(BusOptions.of(config)))
                    .withClusterManager(manager)
                    .buildClustered()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
            Nodes.install(vertx, nodes);
            NameGateway.open(vertx, directory)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
            return vertx;
        } catch (ExecutionException e) {
            throw notStarted(String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            throw notStarted("it took longer than " + START_LIMIT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notStarted("interrupted", e);
        } catch (RuntimeException e) {
            throw notStarted(String.valueOf(e.getMessage()), e);
        }
    }

    private static HostException notStarted(String why, Exception cause) {
        return new HostException(
                HostException.Part.CLUSTER, "the event bus of the cluster did not start: " + why, cause);
    }

    /** What the others call this one by, and it them. */
    static String nameOf(Member member) {
        String name = member.getAttribute(HazelcastSettings.NODE_NAME);
        return name == null ? "?" : name;
    }

    private static String addressOf(Member member) {
        String host = member.getAddress().getHost();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":"
                + member.getAddress().getPort();
    }

    @Override
    public List<Node> nodes() {
        try {
            return hazelcast.getCluster().getMembers().stream()
                    .map(member -> new Node(nameOf(member), addressOf(member), member.localMember()))
                    .toList();
        } catch (HazelcastInstanceNotActiveException left) {
            return List.of();
        }
    }

    @Override
    public int majority() {
        return config.majority();
    }

    @Override
    public CompletionStage<Boolean> isSafe() {
        return safety.isSafe();
    }

    @Override
    public CompletionStage<Void> whenSafe() {
        return safety.whenSafe();
    }

    private String names() {
        return nodes().stream().map(Node::name).collect(Collectors.joining(", "));
    }

    @Override
    public CompletionStage<Void> takeShare() {
        return CompletableFuture.runAsync(share::take, worker);
    }

    @Override
    public CompletionStage<Void> giveShare(Duration most) {
        if (share.isWithout()) {
            return CompletableFuture.completedStage(null);
        }
        Departure departure =
                new Departure(safety::isSafe, share::shares, config.members().size(), config.majority());
        Duration part = most.dividedBy(3);
        return departure.whenClear(part).thenRunAsync(() -> share.give(part), worker);
    }

    @Override
    public synchronized CompletionStage<Void> leave() {
        safety.leave();
        cleaner.shutdown();
        names.close();
        return CompletableFuture.runAsync(claims::close, worker)
                .thenRunAsync(share::leave, worker)
                .whenComplete((left, failure) -> {
                    stores.shutdown();
                    worker.shutdown();
                });
    }

    @Override
    public void memberAdded(MembershipEvent event) {
        noteMembers();
        nodes.memberAdded();
        claims.membersChanged();
        names.membersChanged();
        LOG.info("node {} has come; nodes: {}", nameOf(event.getMember()), names());
        auditSoon();
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
        noteMembers();
        nodes.memberRemoved();
        claims.membersChanged();
        names.membersChanged();
        later(share::takeIfNeeded);
        LOG.info("node {} has gone; nodes: {}", nameOf(event.getMember()), names());
        auditSoon();
    }

    private void later(Runnable task) {
        try {
            worker.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    LOG.error("this node has no share of what the nodes keep for each other", e);
                }
            });
        } catch (RejectedExecutionException leaving) {
            LOG.debug("this node leaves the cluster", leaving);
        }
    }

    /** Reads them itself, as events may be late. */
    private synchronized void noteMembers() {
        manager.membersAre(hazelcast.getCluster().getMembers().stream()
                .map(member -> member.getAttribute(HazelcastSettings.VERTX_ID))
                .filter(id -> id != null)
                .collect(Collectors.toSet()));
    }

    private synchronized void auditSoon() {
        if (!cleaner.isShutdown()) {
            var unused = cleaner.schedule(janitor, AUDIT_DELAY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
