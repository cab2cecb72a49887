package io.coppice.supervision;

import io.coppice.supervision.Registry.Change;
import io.coppice.supervision.Registry.Entry;
import io.coppice.supervision.Registry.Item;
import io.coppice.supervision.runtime.Ends;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The entries of a registry, by key and by owner. */
final class EntryTable<K, V> {

    /** What one owner has; guarded by itself, and taken before the table's own locks. It stays until the owner ends. */
    private static final class Holding<K, V> {
        /** The newest slot under each key. */
        final Map<K, Slot<V>> slots = new HashMap<>(2);

        boolean over;
    }

    private final boolean unique;
    /** The first slot under each key. */
    private final ConcurrentMap<K, Slot<V>> table = new ConcurrentHashMap<>();

    private final ConcurrentMap<Child, Holding<K, V>> holdings = new ConcurrentHashMap<>();
    private final AtomicLong count = new AtomicLong();
    private final Consumer<Change<K, V>> listener;

    /**
     * A table without entries.
     *
     * @param listener called within the lock of the key, so with the changes of one key in their order
     */
    EntryTable(boolean unique, Consumer<Change<K, V>> listener) {
        this.unique = unique;
        this.listener = listener;
    }

    boolean isUnique() {
        return unique;
    }

    long count() {
        return count.get();
    }

    /** The first slot under a key. */
    @Nullable
    Slot<V> first(K key) {
        return table.get(key);
    }

    void forEach(Consumer<Item<K, V>> action) {
        table.forEach((key, first) -> {
            for (Entry<V> entry : first.entries()) {
                action.accept(new Item<>(key, entry.owner(), entry.value()));
            }
        });
    }

    /** Null when it is registered; else who has the unique key. */
    @Nullable
    Child register(K key, V value, Child owner) {
        // First of all, so that one that is refused leaves nothing behind.
        Child holder = unique ? holder(key) : null;
        if (holder != null) {
            return holder;
        }
        Holding<K, V> holding = holdingOf(owner);
        synchronized (holding) {
            if (holding.over) {
                throw new IllegalStateException(owner.path() + " has ended, and cannot be registered");
            }
            Slot<V> slot = new Slot<>(new Entry<>(owner, value), holding.slots.get(key));
            Slot<V> first = table.compute(key, (k, present) -> {
                if (unique && present != null) {
                    return present;
                }
                count.incrementAndGet();
                listener.accept(new Change<>(true, k, slot.entry()));
                return Slot.append(present, slot);
            });
            if (unique && first != slot) {
                return first.entry().owner();
            }
            holding.slots.put(key, slot);
            return null;
        }
    }

    /** Who has a unique key and has not ended. */
    private @Nullable Child holder(K key) {
        Slot<V> slot = table.get(key);
        if (slot == null) {
            return null;
        }
        Child holder = slot.entry().owner();
        if (holder.ended().isComplete()) {
            // At this moment: it would be gone from here in the next.
            release(holder);
            return null;
        }
        return holder;
    }

    private Holding<K, V> holdingOf(Child owner) {
        Holding<K, V> fresh = new Holding<>();
        Holding<K, V> present = holdings.putIfAbsent(owner, fresh);
        if (present != null) {
            return present;
        }
        Ends.listen(owner, end -> release(owner));
        return fresh;
    }

    private void release(Child owner) {
        Holding<K, V> holding = holdings.remove(owner);
        if (holding != null) {
            synchronized (holding) {
                holding.over = true;
                holding.slots.forEach((key, newest) -> takeOut(key, newest.ofOwner()));
            }
        }
    }

    /** Takes those of the owner's slots under the key away that fit; what fits is asked outside of all locks. */
    void unregister(K key, Child owner, Predicate<Slot<V>> fits) {
        Set<Slot<V>> gone = new HashSet<>();
        for (Slot<V> slot : slots(key, owner)) {
            if (fits.test(slot)) {
                gone.add(slot);
            }
        }
        Holding<K, V> holding = gone.isEmpty() ? null : holdings.get(owner);
        if (holding == null) {
            return;
        }
        synchronized (holding) {
            Slot<V> newest = holding.over ? null : holding.slots.remove(key);
            if (newest != null) {
                keepAllBut(gone, key, holding, newest.ofOwner());
            }
        }
    }

    private void keepAllBut(Set<Slot<V>> gone, K key, Holding<K, V> holding, List<Slot<V>> present) {
        takeOut(key, present.stream().filter(gone::contains).toList());
        for (Slot<V> slot : present) {
            if (!gone.contains(slot)) {
                slot.setOlder(holding.slots.get(key));
                holding.slots.put(key, slot);
            }
        }
    }

    List<K> keys(Child owner) {
        List<K> keys = new ArrayList<>();
        Holding<K, V> holding = holdings.get(owner);
        if (holding != null) {
            synchronized (holding) {
                holding.slots.forEach((key, newest) -> newest.ofOwner().forEach(slot -> keys.add(key)));
            }
        }
        return keys;
    }

    /** The slots of a child under a key, the oldest first. */
    List<Slot<V>> slots(K key, Child owner) {
        Holding<K, V> holding = holdings.get(owner);
        if (holding == null) {
            return List.of();
        }
        synchronized (holding) {
            Slot<V> newest = holding.slots.get(key);
            return newest == null ? List.of() : newest.ofOwner();
        }
    }

    private void takeOut(K key, List<Slot<V>> gone) {
        table.computeIfPresent(key, (k, present) -> {
            Slot<V> first = present;
            for (Slot<V> slot : gone) {
                count.decrementAndGet();
                listener.accept(new Change<>(false, k, slot.entry()));
                first = first == null ? null : Slot.remove(first, slot);
            }
            return first;
        });
    }
}
