package io.coppice.kv.store;

import io.coppice.supervision.nodes.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What the turn under way has changed, of a bucket that has a journal. */
final class Changes {

    final Journal journal;

    private final byte[] bucket;
    private List<Write> made = List.of();

    Changes(Journal journal, byte[] bucket) {
        this.journal = journal;
        this.bucket = bucket;
    }

    /** The value of an entry, or when it goes. Clocks that count from start to start mean nothing to another node. */
    void put(Entry entry, BucketHome home) {
        long expiresAt = Write.NEVER;
        if (entry.expiresAt != Entry.NEVER) {
            expiresAt = home.wallClock() + TimeUnit.NANOSECONDS.toMillis(entry.expiresAt - home.now());
        }
        add(Write.put(bucket, entry.key, entry.value(), entry.version, expiresAt));
    }

    void remove(Entry entry, long version) {
        add(Write.remove(bucket, entry.key, version));
    }

    void create() {
        add(Write.create(bucket));
    }

    void drop() {
        add(Write.drop(bucket));
    }

    private void add(Write change) {
        if (made.isEmpty()) {
            made = new ArrayList<>(2);
        }
        made.add(change);
    }

    /** All of the turn, which is over. */
    List<Write> take() {
        List<Write> all = made;
        made = List.of();
        return all;
    }
}
