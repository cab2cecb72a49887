package io.coppice.kv.store;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The map of one bucket: a table of chains, of which the table's length is a power of two.
 *
 * <p>Smaller than {@link java.util.HashMap}, as an entry is one object besides its key and value, and it can be walked
 * through a little at a time while it changes ({@link #scan}). Not thread-safe.
 */
final class Entries {

    private static final int FIRST_LENGTH = 2;
    private static final int MOST_LENGTH = 1 << 30;

    /** The table of those that have never had an entry; nothing is put into it. */
    private static final @Nullable Entry[] NONE = new Entry[1];

    private @Nullable Entry[] table = NONE;
    private int size;

    int size() {
        return size;
    }

    @Nullable
    Entry find(Bytes key) {
        int hash = key.hashCode();
        for (Entry entry = table[hash & (table.length - 1)]; entry != null; entry = entry.next) {
            if (entry.hash == hash && key.isSame(entry.key)) {
                return entry;
            }
        }
        return null;
    }

    /** As {@link Bucket#glance}; what another thread is about to change is no harm, as only lengths are looked at. */
    int glance() {
        return table.length;
    }

    /** As {@link Bucket#glance}. */
    int glance(Bytes key) {
        @Nullable Entry[] now = table;
        Entry entry = now[key.hashCode() & (now.length - 1)];
        return entry == null ? 0 : entry.glance();
    }

    /** Adds an entry whose key is not there. */
    Entry add(Bytes key, byte[] value, long version) {
        if (table == NONE) {
            table = new Entry[FIRST_LENGTH];
        } else if (size >= table.length && table.length < MOST_LENGTH) {
            resize(2 * table.length);
        }
        Entry entry = new Entry(key.toArray(), key.hashCode(), value, version);
        insert(entry);
        size++;
        return entry;
    }

    private void insert(Entry entry) {
        int chain = entry.hash & (table.length - 1);
        entry.next = table[chain];
        table[chain] = entry;
    }

    /** Removes an entry that is there. */
    void remove(Entry gone) {
        int chain = gone.hash & (table.length - 1);
        Entry before = null;
        Entry entry = table[chain];
        while (entry != null && entry != gone) {
            before = entry;
            entry = entry.next;
        }
        if (entry == null) {
            throw new IllegalArgumentException("the entry is not in this map");
        }
        if (before == null) {
            table[chain] = gone.next;
        } else {
            before.next = gone.next;
        }
        gone.next = null;
        size--;
        if (table.length > FIRST_LENGTH && size < table.length / 8) {
            resize(table.length / 2);
        }
    }

    private void resize(int length) {
        @Nullable Entry[] old = table;
        table = new Entry[length];
        for (@Nullable Entry chain : old) {
            Entry entry = chain;
            while (entry != null) {
                Entry following = entry.next;
                insert(entry);
                entry = following;
            }
        }
    }

    /** Visits all; the visitor must not change the map. */
    void forEach(Consumer<Entry> visitor) {
        for (@Nullable Entry chain : table) {
            for (Entry entry = chain; entry != null; entry = entry.next) {
                visitor.accept(entry);
            }
        }
    }

    /**
     * Visits the next chains from a cursor on, until about {@code count} entries were seen.
     *
     * <p>The cursor counts up in its highest bit first, as Redis's {@code dictScan} does: when the table doubles, the chains
     * that were seen split into such that count as seen, so who begins with 0 and goes on until 0 comes back has seen each
     * entry that was there all the time, however the map changed meanwhile; some maybe twice.
     *
     * @return the next cursor; 0 when all are seen
     */
    int scan(int cursor, int count, Consumer<Entry> visitor) {
        int mask = table.length - 1;
        int next = cursor;
        int seen = 0;
        // Empty chains count a little, so that a table that shrank late does not cost one call everything.
        for (int chains = 0; seen < count && chains < 10L * count; chains++) {
            for (Entry entry = table[next & mask]; entry != null; entry = entry.next) {
                visitor.accept(entry);
                seen++;
            }
            next = Integer.reverse(Integer.reverse(next | ~mask) + 1);
            if (next == 0) {
                break;
            }
        }
        return next;
    }
}
