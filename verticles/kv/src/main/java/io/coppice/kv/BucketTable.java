package io.coppice.kv;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The buckets of this node by name: the ETS table of the tutorial.
 *
 * <p>Anyone reads it, without a lock or a message; the registry alone writes it. It belongs to no verticle, so that it is
 * still there when the registry is started again.
 */
final class BucketTable implements Shareable {

    private static final String KEY = "coppice.kv.buckets";

    private final ConcurrentMap<Bytes, Bucket> buckets = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();

    private BucketTable() {}

    /** The one of this Vert.x. */
    static BucketTable of(Vertx vertx) {
        LocalMap<String, BucketTable> map = vertx.sharedData().getLocalMap(KEY);
        return map.computeIfAbsent(KEY, key -> new BucketTable());
    }

    /** An empty one that is nobody's, for a verticle that has not started yet. */
    static BucketTable none() {
        return new BucketTable();
    }

    @Nullable
    Bucket lookup(Bytes name) {
        return buckets.get(name);
    }

    void insert(Bucket bucket) {
        buckets.put(bucket.key(), bucket);
    }

    /** False when the name belongs to another bucket by now. */
    boolean remove(Bucket bucket) {
        return buckets.remove(bucket.key(), bucket);
    }

    Collection<Bucket> all() {
        return List.copyOf(buckets.values());
    }

    int size() {
        return buckets.size();
    }

    /** How many clients are connected, to all acceptors together. */
    AtomicInteger connections() {
        return connections;
    }
}
