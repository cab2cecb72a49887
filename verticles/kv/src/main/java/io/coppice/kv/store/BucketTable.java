package io.coppice.kv.store;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The buckets of this node by name: the ETS table of the tutorial.
 *
 * <p>Anyone reads it, without a lock or a message; the registry alone writes it. It belongs to no verticle, so that it is
 * still there when the registry is started again. A name is always in the same one of its parts, so that the table can be
 * walked through part by part while it changes.
 */
public final class BucketTable implements Shareable {

    /** A power of two; of a million names each part has a thousand. */
    static final int PARTS = 1024;

    /** A cursor of {@link #scan} has so many bits. */
    public static final int CURSOR_BITS = 10;

    private static final String KEY = "coppice.kv.buckets";

    private final TablePart[] parts = new TablePart[PARTS];
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Function<Bytes, @Nullable Bucket> awaited = name -> null;

    BucketTable() {
        for (int i = 0; i < PARTS; i++) {
            parts[i] = new TablePart();
        }
    }

    /** The one of this Vert.x. */
    public static BucketTable of(Vertx vertx) {
        LocalMap<String, BucketTable> map = vertx.sharedData().getLocalMap(KEY);
        return map.computeIfAbsent(KEY, key -> new BucketTable());
    }

    private TablePart partOf(int hash) {
        // Not the lowest bits, which say where in the part it is.
        return parts[(hash >>> 20) & (PARTS - 1)];
    }

    public @Nullable Bucket lookup(Bytes name) {
        return partOf(name.hashCode()).lookup(name);
    }

    /** The bucket of this name, or in its place one that holds turns, where it may be here soon; null where there is none. */
    public @Nullable Bucket expected(Bytes name) {
        Bucket bucket = lookup(name);
        if (bucket == null) {
            bucket = awaited.apply(name);
        }
        // It may have come between the two looks.
        return bucket == null ? lookup(name) : bucket;
    }

    /** Whether it is not known at the moment if there is a bucket of this name. */
    public boolean isAwaited(Bytes name) {
        Bucket bucket = expected(name);
        return bucket != null && bucket.isAwaited();
    }

    /** Says what there is in place of a bucket that is not here: one that holds turns; null where there is none. */
    public void await(Function<Bytes, @Nullable Bucket> those) {
        awaited = those;
    }

    /** Looks where a {@link #lookup} will look first, as {@link Bucket#glance}. */
    public int glance(Bytes name) {
        return partOf(name.hashCode()).glance(name.hashCode());
    }

    /** In place of any other with its name. */
    public void insert(Bucket bucket) {
        if (partOf(bucket.hash).insert(bucket)) {
            size.incrementAndGet();
        }
    }

    /** False when the name belongs to another bucket by now. */
    public boolean remove(Bucket bucket) {
        boolean removed = partOf(bucket.hash).remove(bucket);
        if (removed) {
            size.decrementAndGet();
        }
        return removed;
    }

    public void forEach(Consumer<Bucket> visitor) {
        for (TablePart part : parts) {
            part.forEach(visitor);
        }
    }

    /**
     * Visits the next parts from a cursor on, until about {@code count} buckets were seen. Who begins with 0 and goes on until
     * 0 comes back has seen each bucket that was there all the time.
     *
     * @return the next cursor; 0 when all are seen
     */
    public int scan(int cursor, int count, Consumer<Bucket> visitor) {
        int part = cursor & (PARTS - 1);
        int[] seen = {0};
        do {
            parts[part].forEach(bucket -> {
                seen[0]++;
                visitor.accept(bucket);
            });
            part = (part + 1) & (PARTS - 1);
        } while (part != 0 && seen[0] < count);
        return part;
    }

    public int size() {
        return size.get();
    }

    /** How many clients are connected, to all acceptors together. */
    public AtomicInteger connections() {
        return connections;
    }
}
