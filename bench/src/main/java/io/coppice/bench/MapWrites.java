package io.coppice.bench;

import com.hazelcast.config.Config;
import com.hazelcast.config.MapConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What replicated buckets are measured beside: a map of Hazelcast on two members, each write an operation of its own and as
 * many under way as the store has.
 *
 * <p>{@code MapWrites PORT OTHER_PORT} is a member. {@code MapWrites PORT OTHER_PORT SECONDS} is one that writes, and prints how many
 * writes a second were confirmed.
 */
public final class MapWrites {

    private static final int IN_FLIGHT = 50 * 16;
    private static final int BUCKETS = 100;
    private static final int KEYS = 100;
    private static final long WARM_UP_NANOS = 8_000_000_000L;

    private MapWrites() {}

    /** Runs a member. */
    public static void main(String[] args) throws InterruptedException {
        HazelcastInstance member = Hazelcast.newHazelcastInstance(config(Integer.parseInt(args[0]), args[1]));
        if (args.length < 3) {
            return;
        }
        while (member.getCluster().getMembers().size() < 2
                || !member.getPartitionService().isClusterSafe()) {
            Thread.sleep(100);
        }
        IMap<String, byte[]> map = member.getMap("buckets");
        write(map, WARM_UP_NANOS);
        System.out.println(write(map, Long.parseLong(args[2]) * 1_000_000_000L));
        member.getLifecycleService().terminate();
    }

    private static Config config(int port, String other) {
        Config config = new Config();
        config.setClusterName("bench");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.operation.fail.on.indeterminate.state", "true");
        config.getJetConfig().setEnabled(false);
        config.getNetworkConfig().setPort(port).setPortAutoIncrement(false);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getTcpIpConfig().setEnabled(true).addMember("127.0.0.1:" + other);
        config.addMapConfig(new MapConfig("buckets").setBackupCount(2));
        return config;
    }

    /** Writes a second. */
    private static long write(IMap<String, byte[]> map, long nanos) throws InterruptedException {
        SplittableRandom random = new SplittableRandom(1);
        Semaphore free = new Semaphore(IN_FLIGHT);
        AtomicLong confirmed = new AtomicLong();
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            free.acquire();
            String key = "b" + random.nextInt(BUCKETS) + "/k" + random.nextInt(KEYS);
            map.setAsync(key, new byte[8]).whenComplete((done, failure) -> {
                if (failure == null) {
                    confirmed.incrementAndGet();
                }
                free.release();
            });
        }
        free.acquire(IN_FLIGHT);
        return confirmed.get() * 1_000_000_000L / (System.nanoTime() - start);
    }
}
