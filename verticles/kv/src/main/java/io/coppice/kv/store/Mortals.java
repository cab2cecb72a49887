package io.coppice.kv.store;

import java.util.Comparator;
import java.util.TreeSet;

/** The entries of a bucket that have a time to live, the next to go first; and when the bucket is to be woken for it. */
final class Mortals {

    private static final Comparator<Entry> BY_TIME =
            Comparator.<Entry>comparingLong(e -> e.expiresAt).thenComparingLong(e -> e.version);

    private final TreeSet<Entry> byTime = new TreeSet<>(BY_TIME);
    private long wakesAt = Entry.NEVER;

    void add(Entry entry) {
        byTime.add(entry);
    }

    void remove(Entry entry) {
        byTime.remove(entry);
    }

    boolean isEmpty() {
        return byTime.isEmpty();
    }

    /** Its bucket has moved to another home. */
    void wakeAnew(BucketHome home) {
        wakesAt = Entry.NEVER;
        wake(home, home.now());
    }

    Entry first() {
        return byTime.first();
    }

    /**
     * Sees to it that the bucket has a turn when its first entry's time is over. The one that it was to be woken for may have
     * gone before its time; then it is woken in vain, and comes here again.
     */
    void wake(BucketHome home, long now) {
        if (byTime.isEmpty()) {
            return;
        }
        long next = byTime.first().expiresAt;
        if (next < wakesAt || wakesAt <= now) {
            wakesAt = next;
            home.wakeIn(next - now);
        }
    }
}
