package io.coppice.host.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.SplitBrainProtectionConfig;
import com.hazelcast.spi.merge.LatestUpdateMergePolicy;
import com.hazelcast.spi.merge.PutIfAbsentMergePolicy;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionOn;
import io.coppice.host.cluster.store.StoreSettings;
import io.coppice.host.config.ClusterConfig;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/** The settings of Hazelcast, made from a node's configuration; nothing is read from files of Hazelcast's own. */
final class HazelcastSettings {

    /** The member attribute that Vert.x knows a node by. */
    static final String VERTX_ID = "__vertx.nodeId";
    /** The member attribute with the node's name. */
    static final String NODE_NAME = "coppice.node";
    /** What Vert.x keeps of the nodes and of the consumers of the event bus. */
    static final String NODES = "__vertx.nodeInfo";

    static final String SUBSCRIPTIONS = "__vertx.subs";

    /** Who has the children that the cluster has once. */
    static final String CLAIMS = "coppice.claims";

    /** Which child is registered under which name. */
    static final String NAMES = "coppice.names";

    static final String MAJORITY = "majority";

    /** A node that says nothing for so long is taken for lost. */
    public static final int SILENCE_SECONDS = 10;

    /** With two backups, two nodes may be lost at once. */
    private static final int BACKUPS = 2;

    /**
     * For how long nodes that start at once ask for one that is up already, before they elect the first. All that were reached have
     * to consent to that, and who has a first node already does not; so to ask for less long makes no second cluster.
     */
    private static final int ELECTION_SECONDS = 1;

    private static final int JOIN_SECONDS = 30;

    private static final List<String> DESERIALIZED =
            List.of("java.lang.", "java.util.", "[", "com.hazelcast.", "io.vertx.");

    private HazelcastSettings() {}

    /**
     * The settings of one node.
     *
     * @param id what Vert.x knows it by; another one for each process
     * @param address the numbers of the cluster's host
     * @param stopTimeout how long its leave may take
     */
    static Config of(String node, String id, ClusterConfig cluster, InetAddress address, Duration stopTimeout) {
        Config config = new Config();
        config.setClusterName(cluster.name());
        config.setClassLoader(HazelcastSettings.class.getClassLoader());
        config.getMemberAttributeConfig().setAttribute(VERTX_ID, id).setAttribute(NODE_NAME, node);
        network(config.getNetworkConfig(), cluster, address);
        config.setProperty("hazelcast.prefer.ipv4.stack", Boolean.toString(address instanceof Inet4Address));
        faults(config);
        stop(config, stopTimeout);
        state(config, cluster);
        closeDoors(config);
        return config;
    }

    private static void network(NetworkConfig network, ClusterConfig cluster, InetAddress address) {
        network.setPort(cluster.port()).setPortAutoIncrement(false);
        network.getInterfaces().setEnabled(true).addInterface(address.getHostAddress());
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig()
                .setEnabled(true)
                .setConnectionTimeoutSeconds(ELECTION_SECONDS)
                .setMembers(cluster.members());
    }

    /** When a node is taken for lost, what a write then says, and how two halves come together again. */
    private static void faults(Config config) {
        config.setProperty("hazelcast.heartbeat.interval.seconds", "1");
        config.setProperty("hazelcast.max.no.heartbeat.seconds", Integer.toString(SILENCE_SECONDS));
        // Where two nodes cannot reach each other while all others can, one of the two has to go.
        config.setProperty("hazelcast.partial.member.disconnection.resolution.heartbeat.count", "5");
        // Otherwise a write whose backup does not answer counts as done, and may be lost.
        config.setProperty("hazelcast.operation.fail.on.indeterminate.state", "true");
        config.setProperty("hazelcast.operation.call.timeout.millis", "10000");
        // A partition takes no writes while it moves. A move may be lost, as between two nodes that are both in the
        // cluster and do not reach each other. Nobody looks before this time, else 300 s; it ends none that goes on.
        config.setProperty("hazelcast.partition.migration.timeout", "10");
        config.setProperty("hazelcast.merge.first.run.delay.seconds", "10");
        config.setProperty("hazelcast.merge.next.run.delay.seconds", "5");
        config.setProperty("hazelcast.wait.seconds.before.join", "0");
        config.setProperty("hazelcast.max.join.seconds", Integer.toString(JOIN_SECONDS));
    }

    /** The node's own stop leaves the cluster, in its turn. */
    private static void stop(Config config, Duration stopTimeout) {
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.setProperty("hazelcast.graceful.shutdown.max.wait", Long.toString(Math.max(1, stopTimeout.toSeconds())));
    }

    /**
     * What is kept in Hazelcast: who is where, which the smaller side of a split has to go on reading, and all else, which
     * it may not touch.
     */
    private static void state(Config config, ClusterConfig cluster) {
        config.addMultiMapConfig(new MultiMapConfig(SUBSCRIPTIONS)
                .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET)
                .setBackupCount(BACKUPS));
        config.addMapConfig(new MapConfig(NODES).setBackupCount(BACKUPS));
        config.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(BACKUPS));
        MapConfig others = new MapConfig("default")
                .setBackupCount(BACKUPS)
                .setPerEntryStatsEnabled(true)
                .setMergePolicyConfig(new MergePolicyConfig().setPolicy(LatestUpdateMergePolicy.class.getName()));
        // The larger side of a split goes on, so what it says is what holds.
        MergePolicyConfig larger = new MergePolicyConfig().setPolicy(PutIfAbsentMergePolicy.class.getName());
        MapConfig claims = new MapConfig(CLAIMS).setBackupCount(BACKUPS).setMergePolicyConfig(larger);
        MapConfig names = new MapConfig(NAMES)
                .setBackupCount(BACKUPS)
                .setStatisticsEnabled(false)
                .setMergePolicyConfig(larger);
        config.getSerializationConfig()
                .addDataSerializableFactory(NameProcessor.FACTORY, NameProcessor.serialization());
        // Hazelcast knows no majority of one.
        if (cluster.majority() > 1) {
            config.addSplitBrainProtectionConfig(new SplitBrainProtectionConfig(MAJORITY, true, cluster.majority())
                    .setProtectOn(SplitBrainProtectionOn.READ_WRITE));
            others.setSplitBrainProtectionName(MAJORITY);
            claims.setSplitBrainProtectionName(MAJORITY);
            names.setSplitBrainProtectionName(MAJORITY);
        }
        config.addMapConfig(others).addMapConfig(claims).addMapConfig(names);
        MapConfig stores = StoreSettings.add(config);
        if (cluster.majority() > 1) {
            stores.setSplitBrainProtectionName(MAJORITY);
        }
    }

    /** Everything that listens, calls home or runs what it is sent, beside the members' own protocol. */
    private static void closeDoors(Config config) {
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.getNetworkConfig().getRestApiConfig().setEnabled(false);
        config.getNetworkConfig().getMemcacheProtocolConfig().setEnabled(false);
        config.getJetConfig().setEnabled(false);
        config.getMetricsConfig().setEnabled(false);
        config.getManagementCenterConfig()
                .setScriptingEnabled(false)
                .setConsoleEnabled(false)
                .setDataAccessEnabled(false);
        JavaSerializationFilterConfig filter = new JavaSerializationFilterConfig().setDefaultsDisabled(true);
        DESERIALIZED.forEach(filter.getWhitelist()::addPrefixes);
        config.getSerializationConfig().setJavaSerializationFilterConfig(filter);
    }
}
