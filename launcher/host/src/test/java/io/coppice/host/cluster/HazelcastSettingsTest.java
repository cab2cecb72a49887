package io.coppice.host.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionOn;
import io.coppice.host.config.ClusterConfig;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HazelcastSettingsTest {

    private final Config three = settings("127.0.0.1:5701", "127.0.0.1:5702", "127.0.0.1:5703");

    private static Config settings(String... members) {
        ClusterConfig cluster = new ClusterConfig("c", "127.0.0.1", 5701, List.of(members), Optional.empty());
        return HazelcastSettings.of("a", "id", cluster, InetAddress.getLoopbackAddress(), Duration.ofSeconds(30));
    }

    @Test
    void only_the_members_that_are_named_are_looked_for_on_the_one_interface() {
        JoinConfig join = three.getNetworkConfig().getJoin();
        assertThat(join.getTcpIpConfig().getMembers())
                .containsExactly("127.0.0.1:5701", "127.0.0.1:5702", "127.0.0.1:5703");
        assertThat(join.getMulticastConfig().isEnabled()).isFalse();
        assertThat(join.isAutoDetectionEnabled()).isFalse();
        assertThat(three.getNetworkConfig().getInterfaces().isEnabled()).isTrue();
        assertThat(three.getNetworkConfig().getInterfaces().getInterfaces()).containsExactly("127.0.0.1");
        assertThat(three.getProperty("hazelcast.socket.bind.any")).isEqualTo("false");
        assertThat(three.getNetworkConfig().isPortAutoIncrement()).isFalse();
    }

    @Test
    void a_lost_node_is_known_after_ten_seconds_and_a_write_without_backup_fails() {
        assertThat(three.getProperty("hazelcast.heartbeat.interval.seconds")).isEqualTo("1");
        assertThat(three.getProperty("hazelcast.max.no.heartbeat.seconds")).isEqualTo("10");
        assertThat(three.getProperty("hazelcast.operation.fail.on.indeterminate.state"))
                .isEqualTo("true");
    }

    @Test
    void a_partition_whose_copy_is_lost_on_the_way_does_not_stand_still_for_minutes() {
        assertThat(three.getProperty("hazelcast.partition.migration.timeout")).isEqualTo("10");
    }

    @Test
    void state_has_two_backups_and_needs_the_majority() {
        MapConfig any = three.findMapConfig("any");
        assertThat(any.getBackupCount()).isEqualTo(2);
        assertThat(any.isPerEntryStatsEnabled()).isTrue();
        assertThat(any.getMergePolicyConfig().getPolicy()).endsWith("LatestUpdateMergePolicy");
        assertThat(three.findSplitBrainProtectionConfig(any.getSplitBrainProtectionName())
                        .getMinimumClusterSize())
                .isEqualTo(2);
        assertThat(three.findSplitBrainProtectionConfig(any.getSplitBrainProtectionName())
                        .getProtectOn())
                .isEqualTo(SplitBrainProtectionOn.READ_WRITE);
        assertThat(settings("127.0.0.1:5701").findMapConfig("any").getSplitBrainProtectionName())
                .isNull();
    }

    @Test
    void names_can_be_changed_by_the_majority_alone_and_what_it_says_holds() {
        MapConfig names = three.findMapConfig("coppice.names");
        assertThat(names.getBackupCount()).isEqualTo(2);
        assertThat(names.getSplitBrainProtectionName()).isEqualTo("majority");
        assertThat(names.getMergePolicyConfig().getPolicy()).endsWith("PutIfAbsentMergePolicy");
    }

    @Test
    void who_is_where_can_be_read_on_both_sides_of_a_split() {
        MultiMapConfig subscriptions = three.findMultiMapConfig("__vertx.subs");
        assertThat(subscriptions.getSplitBrainProtectionName()).isNull();
        assertThat(subscriptions.getBackupCount()).isEqualTo(2);
        assertThat(subscriptions.getValueCollectionType()).isEqualTo(MultiMapConfig.ValueCollectionType.SET);
        assertThat(three.findMapConfig("__vertx.nodeInfo").getSplitBrainProtectionName())
                .isNull();
    }

    @Test
    void every_other_door_is_closed() {
        assertThat(three.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
        assertThat(three.getNetworkConfig().getRestApiConfig().isEnabled()).isFalse();
        assertThat(three.getNetworkConfig().getMemcacheProtocolConfig().isEnabled())
                .isFalse();
        assertThat(three.getJetConfig().isEnabled()).isFalse();
        assertThat(three.getManagementCenterConfig().isScriptingEnabled()).isFalse();
        assertThat(three.getManagementCenterConfig().isConsoleEnabled()).isFalse();
        var filter = three.getSerializationConfig().getJavaSerializationFilterConfig();
        assertThat(filter.isDefaultsDisabled()).isTrue();
        assertThat(filter.getWhitelist().isListed("io.coppice.Anything")).isFalse();
        assertThat(filter.getWhitelist().isListed("java.util.ArrayList")).isTrue();
    }
}
