package io.coppice.supervision;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A table of keys, each owned by a child and with a value: Elixir's {@code Registry}.
 *
 * <p>Entries vanish with their owner: when {@link Child#ended} tells of its end they are gone. Look-ups read a concurrent
 * table, without a lock or a mailbox, and every method may be called from any thread. It belongs to no child, so there is
 * nothing of it to crash. To register many owners under one duplicate key costs time for each that is there.
 */
public final class Registry<K, V> {

    /** Who is registered under a key, and with what. */
    public record Entry<V>(Child owner, V value) {}

    /**
     * What a listener is told, after the table has changed.
     *
     * @param registered whether the entry came, or went
     */
    public record Change<K, V>(boolean registered, K key, Entry<V> entry) {}

    private record Listener<K, V>(Context context, Consumer<Change<K, V>> handler) {}

    /** What one owner has; guarded by itself, and taken before the table's own locks. */
    private static final class Holding<K> {
        /** With the number of entries under each. */
        final Map<K, Integer> keys = new ConcurrentHashMap<>();

        boolean over;
    }

    private final Vertx vertx;
    private final boolean unique;
    /** Immutable lists, never empty: a change makes another. */
    private final ConcurrentMap<K, List<Entry<V>>> table = new ConcurrentHashMap<>();

    private final ConcurrentMap<Child, Holding<K>> holdings = new ConcurrentHashMap<>();
    private final List<Listener<K, V>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong count = new AtomicLong();

    private Registry(Vertx vertx, boolean unique) {
        this.vertx = vertx;
        this.unique = unique;
    }

    /** A registry in which a key has one entry. */
    public static <K, V> Registry<K, V> ofUniqueKeys(Vertx vertx) {
        return new Registry<>(vertx, true);
    }

    /** A registry in which a key has any number of entries, also of the same owner. */
    public static <K, V> Registry<K, V> ofDuplicateKeys(Vertx vertx) {
        return new Registry<>(vertx, false);
    }

    /**
     * Registers a child under a key.
     *
     * @return empty when it is registered; else who has the unique key already, maybe the child itself
     * @throws IllegalStateException when the child has ended
     */
    public Optional<Child> register(K key, V value, Child owner) {
        // First of all, so that one that is refused leaves nothing behind.
        Optional<Child> holder = unique ? holder(key) : Optional.empty();
        if (holder.isPresent()) {
            return holder;
        }
        Entry<V> entry = new Entry<>(owner, value);
        Holding<K> holding = holdingOf(owner);
        synchronized (holding) {
            if (holding.over) {
                throw new IllegalStateException(owner.path() + " has ended, and cannot be registered");
            }
            int before = holding.keys.getOrDefault(key, 0);
            List<Entry<V>> now = table.compute(key, (k, present) -> {
                if (unique && present != null) {
                    return present;
                }
                holding.keys.put(k, before + 1);
                return with(k, entry, present);
            });
            boolean registered = holding.keys.getOrDefault(key, 0) > before;
            return registered ? Optional.empty() : Optional.of(now.get(0).owner());
        }
    }

    /** Who has a unique key and has not ended. */
    private Optional<Child> holder(K key) {
        Optional<Child> holder = lookup(key).stream().map(Entry::owner).findFirst();
        // It may have ended at this moment, and not be gone from here yet.
        holder.filter(owner -> owner.ended().isComplete()).ifPresent(this::release);
        return holder.filter(owner -> !owner.ended().isComplete());
    }

    private Holding<K> holdingOf(Child owner) {
        Holding<K> fresh = new Holding<>();
        Holding<K> present = holdings.putIfAbsent(owner, fresh);
        if (present != null) {
            return present;
        }
        owner.ended().onComplete(end -> release(owner));
        return fresh;
    }

    private void release(Child owner) {
        Holding<K> holding = holdings.remove(owner);
        if (holding != null) {
            synchronized (holding) {
                holding.over = true;
                holding.keys.keySet().forEach(key -> remove(key, owner));
            }
        }
    }

    /** Takes away all entries that the child has under the key. */
    public void unregister(K key, Child owner) {
        Holding<K> holding = holdings.get(owner);
        if (holding != null) {
            synchronized (holding) {
                if (!holding.over && holding.keys.remove(key) != null) {
                    remove(key, owner);
                }
            }
        }
    }

    // Within the table's own lock of one key, so that listeners learn of its changes in their order.

    private List<Entry<V>> with(K key, Entry<V> entry, @Nullable List<Entry<V>> present) {
        List<Entry<V>> now = new ArrayList<>(present == null ? List.of() : present);
        now.add(entry);
        count.incrementAndGet();
        tell(new Change<>(true, key, entry));
        return Collections.unmodifiableList(now);
    }

    private void remove(K key, Child owner) {
        table.computeIfPresent(key, (k, present) -> {
            List<Entry<V>> now = new ArrayList<>(present.size());
            for (Entry<V> entry : present) {
                if (entry.owner() == owner) {
                    count.decrementAndGet();
                    tell(new Change<>(false, k, entry));
                } else {
                    now.add(entry);
                }
            }
            return now.isEmpty() ? null : Collections.unmodifiableList(now);
        });
    }

    private void tell(Change<K, V> change) {
        for (Listener<K, V> listener : listeners) {
            try {
                listener.context().runOnContext(v -> listener.handler().accept(change));
            } catch (RejectedExecutionException closed) {
                // Vert.x is closed, or its verticle is gone: nobody is there to be told.
            }
        }
    }

    /** The entries under a key in the order in which they came; at most one where keys are unique. */
    public List<Entry<V>> lookup(K key) {
        return table.getOrDefault(key, List.of());
    }

    /** The keys of a child, in no order; one under which it has several entries comes as often. */
    public List<K> keys(Child owner) {
        List<K> keys = new ArrayList<>();
        Holding<K> holding = holdings.get(owner);
        if (holding != null) {
            holding.keys.forEach((key, entries) -> keys.addAll(Collections.nCopies(entries, key)));
        }
        return keys;
    }

    /** Calls the action, here and now, with the entries under a key; not where there are none. */
    public void dispatch(K key, Consumer<List<Entry<V>>> action) {
        List<Entry<V>> entries = lookup(key);
        if (!entries.isEmpty()) {
            action.accept(entries);
        }
    }

    /** How many entries there are. */
    public long count() {
        return count.get();
    }

    /**
     * Adds a listener, which is called on the context of the caller with every change from now on, those of one key in
     * their order. Where a supervised verticle calls this, the listener goes with that verticle.
     *
     * @return removes the listener
     */
    public Runnable listen(Consumer<Change<K, V>> handler) {
        Listener<K, V> listener = new Listener<>(vertx.getOrCreateContext(), handler);
        listeners.add(listener);
        Runnable removal = () -> listeners.remove(listener);
        Supervision.of(vertx).self().ifPresent(self -> self.ended().onComplete(end -> removal.run()));
        return removal;
    }
}
