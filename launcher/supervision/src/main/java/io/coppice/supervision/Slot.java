package io.coppice.supervision;

import io.coppice.supervision.Registry.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An entry in its place: among all under its key, in the order in which they came, and among those of its owner.
 *
 * <p>The slots of a key are a list of links that begins with the one in the table. It is changed under the table's lock of
 * that key, in constant time however long it is, and read without: a slot that is taken out keeps its link, so a reader
 * that stands on it goes on, and misses nothing that is there all the time. A key with one entry has nothing but this.
 */
final class Slot<V> {

    @SuppressWarnings("rawtypes")
    private static final AtomicReferenceFieldUpdater<Slot, Entry> ENTRY =
            AtomicReferenceFieldUpdater.newUpdater(Slot.class, Entry.class, "entry");

    private volatile Entry<V> entry;
    private volatile @Nullable Slot<V> next;
    /** The one before; of the first slot, the last one. */
    private Slot<V> previous = this;

    /** Of the same owner under the same key, the one before; changed and read by who has the owner's lock. */
    private @Nullable Slot<V> older;

    Slot(Entry<V> entry, @Nullable Slot<V> older) {
        this.entry = entry;
        this.older = older;
    }

    Entry<V> entry() {
        return entry;
    }

    /** All of the same owner under the same key up to this one, the oldest first. */
    List<Slot<V>> ofOwner() {
        List<Slot<V>> slots = new ArrayList<>(1);
        for (Slot<V> slot = this; slot != null; slot = slot.older) {
            slots.add(slot);
        }
        Collections.reverse(slots);
        return slots;
    }

    void setOlder(@Nullable Slot<V> value) {
        older = value;
    }

    /** Puts another value into the entry; the function may be applied again when somebody else did at the same time. */
    Registry.Update<V> update(UnaryOperator<V> function) {
        while (true) {
            Entry<V> before = entry;
            V now = function.apply(before.value());
            if (ENTRY.compareAndSet(this, before, new Entry<>(before.owner(), now))) {
                return new Registry.Update<>(now, before.value());
            }
        }
    }

    /** All from here on. */
    List<Entry<V>> entries() {
        if (next == null) {
            return List.of(entry);
        }
        List<Entry<V>> entries = new ArrayList<>();
        for (Slot<V> slot = this; slot != null; slot = slot.next) {
            entries.add(slot.entry);
        }
        return Collections.unmodifiableList(entries);
    }

    // Under the table's lock of the key; each gives the first slot from now on.

    static <V> Slot<V> append(@Nullable Slot<V> first, Slot<V> added) {
        if (first == null) {
            return added;
        }
        Slot<V> last = first.previous;
        added.previous = last;
        first.previous = added;
        last.next = added;
        return first;
    }

    static <V> @Nullable Slot<V> remove(Slot<V> first, Slot<V> gone) {
        Slot<V> after = gone.next;
        if (gone == first) {
            if (after != null) {
                after.previous = gone.previous;
            }
            return after;
        }
        gone.previous.next = after;
        (after == null ? first : after).previous = gone.previous;
        return first;
    }
}
