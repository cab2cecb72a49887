package io.coppice.kv;

import io.coppice.kv.log.DiskStore;
import io.coppice.kv.log.LogClient;
import io.coppice.kv.replica.Replicas;
import io.coppice.supervision.nodes.Nodes;
import io.coppice.supervision.nodes.ReplicatedStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a bucket survives, by the registry's configuration. */
enum Durability {
    /** Its entries die with it. */
    MEMORY,
    /** Other nodes have them too. */
    REPLICATED,
    /** The same, and the disks of the nodes; also of a node alone. */
    DISK;

    private static final String KEY = "durability";
    private static final String LOST = "lost_nodes";
    private static final List<String> KEYS = List.of("buckets", KEY, LOST, "coppice");

    /**
     * The one that is configured, or else what there is.
     *
     * @throws IllegalArgumentException naming the key, what it is and what it must be
     */
    static Durability of(JsonObject config, boolean hasCluster) {
        for (String key : config.fieldNames()) {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException(
                        "config: unknown key \"" + key + "\"; known are buckets, durability, lost_nodes");
            }
        }
        Object value = config.getValue(KEY);
        if (value == null) {
            return hasCluster ? REPLICATED : MEMORY;
        }
        if (value.equals("memory")) {
            return MEMORY;
        }
        if (value.equals("disk")) {
            return DISK;
        }
        if (!value.equals("replicated")) {
            throw new IllegalArgumentException(
                    "config: durability must be \"memory\", \"replicated\" or \"disk\", not " + value);
        }
        if (!hasCluster) {
            throw new IllegalArgumentException("config: durability is \"replicated\", which needs other nodes: add"
                    + " \"cluster\" to the node's configuration, or have it \"memory\" or \"disk\"");
        }
        return REPLICATED;
    }

    /** Those that keep buckets beyond their verticles; null where nobody does. */
    static @Nullable Replicas replicas(Vertx vertx, JsonObject config) {
        Optional<ReplicatedStore> store = Nodes.of(vertx).store(Replicas.STORE);
        Set<String> lost = lostNodes(config);
        return switch (of(config, store.isPresent())) {
            case MEMORY -> null;
            case REPLICATED -> Replicas.of(vertx, store.orElseThrow());
            case DISK -> Replicas.of(vertx, DiskStore.of(vertx, store, lost));
        };
    }

    /** Nodes whose logs are given up. */
    static Set<String> lostNodes(JsonObject config) {
        Object value = config.getValue(LOST);
        if (value == null) {
            return Set.of();
        }
        if (!(value instanceof JsonArray names)
                || !names.stream().allMatch(String.class::isInstance)
                || !"disk".equals(config.getValue(KEY))) {
            throw new IllegalArgumentException(
                    "config: lost_nodes must be a list of names of nodes, with \"durability\": \"disk\", not " + value);
        }
        return names.stream().map(String.class::cast).collect(Collectors.toUnmodifiableSet());
    }

    /** Succeeds when what it needs is there. */
    static Future<Void> ready(Vertx vertx, JsonObject config) {
        if (!"disk".equals(config.getValue(KEY))) {
            return Future.succeededFuture();
        }
        Nodes nodes = Nodes.of(vertx);
        return LogClient.find(vertx, nodes.self(), nodes.partitions().count())
                .recover(failure -> Future.failedFuture(new IllegalStateException(
                        "config: durability is \"disk\", and the log does not answer (" + failure.getMessage()
                                + "): add {\"id\": \"log\", \"start\": \"java:io.coppice.kv.Log\"} before this child",
                        failure)))
                .compose(found -> LogClient.open(vertx, nodes.self()));
    }

    /** Whether somebody wants it so, or it is so for want of anything else. */
    static boolean isSaid(JsonObject config) {
        return config.containsKey(KEY);
    }
}
