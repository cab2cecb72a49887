package io.coppice.kv;

import io.coppice.kv.replica.Replicas;
import io.coppice.supervision.nodes.Nodes;
import io.coppice.supervision.nodes.ReplicatedStore;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a bucket survives, by the registry's configuration. */
enum Durability {
    /** Its entries die with it. */
    MEMORY,
    /** Other nodes have them too. */
    REPLICATED;

    private static final String KEY = "durability";
    private static final List<String> KEYS = List.of("buckets", KEY, "coppice");

    /**
     * The one that is configured, or else what there is.
     *
     * @throws IllegalArgumentException naming the key, what it is and what it must be
     */
    static Durability of(JsonObject config, boolean hasCluster) {
        for (String key : config.fieldNames()) {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException(
                        "config: unknown key \"" + key + "\"; known are buckets, durability");
            }
        }
        Object value = config.getValue(KEY);
        if (value == null) {
            return hasCluster ? REPLICATED : MEMORY;
        }
        if (value.equals("memory")) {
            return MEMORY;
        }
        if (!value.equals("replicated")) {
            throw new IllegalArgumentException("config: durability must be \"memory\" or \"replicated\", not " + value);
        }
        if (!hasCluster) {
            throw new IllegalArgumentException("config: durability is \"replicated\", which needs other nodes: add"
                    + " \"cluster\" to the node's configuration, or have it \"memory\"");
        }
        return REPLICATED;
    }

    /** Those that keep buckets with other nodes; null where nobody does. */
    static @Nullable Replicas replicas(Vertx vertx, JsonObject config) {
        Optional<ReplicatedStore> store = Nodes.of(vertx).store(Replicas.STORE);
        boolean isReplicated = of(config, store.isPresent()) == REPLICATED;
        return isReplicated ? Replicas.of(vertx, store.orElseThrow()) : null;
    }

    /** Whether somebody wants it so, or it is so for want of anything else. */
    static boolean isSaid(JsonObject config) {
        return config.containsKey(KEY);
    }
}
