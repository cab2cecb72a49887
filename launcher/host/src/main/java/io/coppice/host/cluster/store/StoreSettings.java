package io.coppice.host.cluster.store;

import com.hazelcast.config.Config;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;

/** What Hazelcast has to know of stores before it starts. */
public final class StoreSettings {

    /** With two backups, two nodes may be lost at once. */
    static final int BACKUPS = 2;

    /** What the names of the maps begin with. */
    static final String PREFIX = "coppice.store.";

    /**
     * Each partition has one operation under way at a time. With more of them the load is spread more evenly over nodes; with
     * fewer each operation carries more, and it is operations that cost.
     */
    private static final int PARTITIONS = 61;

    private StoreSettings() {}

    /** Adds them, without who may do what. */
    public static MapConfig add(Config config) {
        config.setProperty("hazelcast.partition.count", Integer.toString(PARTITIONS));
        config.getSerializationConfig()
                .addDataSerializableFactory(StoreSerialization.FACTORY, new StoreSerialization());
        MapConfig stores = new MapConfig(PREFIX + "*")
                .setInMemoryFormat(InMemoryFormat.OBJECT)
                .setBackupCount(BACKUPS)
                .setStatisticsEnabled(false)
                .setMergePolicyConfig(new MergePolicyConfig().setPolicy(FurtherState.class.getName()));
        config.addMapConfig(stores);
        return stores;
    }
}
