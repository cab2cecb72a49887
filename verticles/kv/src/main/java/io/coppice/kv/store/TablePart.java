package io.coppice.kv.store;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A part of the {@link BucketTable}: a hash table with open addressing, which anyone reads while one at a time writes.
 *
 * <p>A look-up finds the bucket itself in the slot, where a {@link java.util.concurrent.ConcurrentHashMap} has a node with the
 * name and the bucket: of a million buckets each of those would be another wait for memory.
 */
final class TablePart {

    private static final int FIRST_LENGTH = 4;

    /** In place of a bucket that was removed, so that those behind it are still found. */
    private static final Bucket GONE = Bucket.absent("");

    /** A power of two; at most half of it is used, so that a look-up ends soon. */
    private volatile AtomicReferenceArray<@Nullable Bucket> slots = new AtomicReferenceArray<>(FIRST_LENGTH);

    // Of who writes:
    private int size;
    /** How many slots are not free, as there is a bucket or one was. */
    private int used;

    @Nullable
    Bucket lookup(Bytes name) {
        AtomicReferenceArray<@Nullable Bucket> table = slots;
        int hash = name.hashCode();
        int mask = table.length() - 1;
        for (int slot = hash & mask; ; slot = (slot + 1) & mask) {
            Bucket bucket = table.get(slot);
            if (bucket == null) {
                return null;
            }
            if (bucket.hash == hash && name.isSame(bucket.nameBytes()) && bucket != GONE) {
                return bucket;
            }
        }
    }

    /** As {@link BucketTable#glance}. */
    int glance(int hash) {
        AtomicReferenceArray<@Nullable Bucket> table = slots;
        Bucket bucket = table.get(hash & (table.length() - 1));
        return bucket == null ? 0 : bucket.glance();
    }

    /** Whether there was none with this name. */
    synchronized boolean insert(Bucket bucket) {
        Bucket before = lookup(bucket.key());
        if (before != null) {
            slots.set(slotOf(before), bucket);
            return false;
        }
        if (2 * (used + 1) > slots.length()) {
            rebuild();
        }
        fill(slots, bucket);
        used++;
        size++;
        return true;
    }

    /** Whether this very bucket was there. */
    synchronized boolean remove(Bucket bucket) {
        int slot = slotOf(bucket);
        if (slot >= 0) {
            slots.set(slot, GONE);
            size--;
        }
        return slot >= 0;
    }

    private int slotOf(Bucket bucket) {
        int mask = slots.length() - 1;
        for (int slot = bucket.hash & mask; slots.get(slot) != null; slot = (slot + 1) & mask) {
            if (slots.get(slot) == bucket) {
                return slot;
            }
        }
        return -1;
    }

    /** With room for as many again, and without those that are gone; who reads the old one meanwhile finds what was there. */
    private void rebuild() {
        int length = FIRST_LENGTH;
        while (length < 4 * (size + 1)) {
            length *= 2;
        }
        AtomicReferenceArray<@Nullable Bucket> fresh = new AtomicReferenceArray<>(length);
        forEach(bucket -> fill(fresh, bucket));
        slots = fresh;
        used = size;
    }

    private static void fill(AtomicReferenceArray<@Nullable Bucket> table, Bucket bucket) {
        int mask = table.length() - 1;
        int slot = bucket.hash & mask;
        while (table.get(slot) != null) {
            slot = (slot + 1) & mask;
        }
        table.set(slot, bucket);
    }

    /** Visits those that are there all the time, and maybe some that come or go meanwhile. */
    void forEach(Consumer<Bucket> visitor) {
        AtomicReferenceArray<@Nullable Bucket> table = slots;
        for (int slot = 0; slot < table.length(); slot++) {
            Bucket bucket = table.get(slot);
            if (bucket != null && bucket != GONE) {
                visitor.accept(bucket);
            }
        }
    }
}
