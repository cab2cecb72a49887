package io.coppice.supervision;

import io.coppice.supervision.runtime.Ends;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A table of keys, each owned by a child and with a value: Elixir's {@code Registry}.
 *
 * <p>Entries vanish with their owner: when {@link Child#ended} tells of its end they are gone. Look-ups by key read a
 * concurrent table, without a lock or a mailbox, and every method may be called from any thread. The table belongs to no
 * child, so there is nothing of it to crash. To register, and to take an entry away, costs the same however many there are
 * under the key.
 */
public final class Registry<K, V> {

    /** So many may wait for one {@link #lock}. */
    public static final int MOST_WAITING = 10_000;

    /** Who is registered under a key, and with what. */
    public record Entry<V>(Child owner, V value) {}

    /** An entry with its key, as {@link #select} sees it. */
    public record Item<K, V>(K key, Child owner, V value) {}

    /** The value of an entry from now on, and the one before. */
    public record Update<V>(V now, V before) {}

    /**
     * What a listener is told, after the table has changed.
     *
     * @param registered whether the entry came, or went
     */
    public record Change<K, V>(boolean registered, K key, Entry<V> entry) {}

    private final Vertx vertx;
    private final ChangeListeners<K, V> listeners = new ChangeListeners<>();
    private final EntryTable<K, V> table;
    private final KeyLocks<Object> locks;
    private final ConcurrentMap<String, Object> meta = new ConcurrentHashMap<>();

    private Registry(Vertx vertx, boolean unique) {
        this.vertx = vertx;
        this.table = new EntryTable<>(unique, listeners::tell);
        this.locks = new KeyLocks<>(vertx);
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
        return Optional.ofNullable(table.register(key, value, owner));
    }

    /** Takes away all entries that the child has under the key. */
    public void unregister(K key, Child owner) {
        table.unregister(key, owner, slot -> true);
    }

    /** Takes away those entries that the child has under the key and whose value fits. */
    public void unregisterMatch(K key, Child owner, Predicate<? super V> fits) {
        table.unregister(key, owner, slot -> fits.test(slot.entry().value()));
    }

    /**
     * Gives the child's entry under a unique key another value; listeners are not told. The function must have no effects:
     * where somebody else updates at the same time, it is applied again.
     *
     * @return empty, and the function not applied, where the child has no such entry
     * @throws IllegalStateException where keys are not unique
     */
    public Optional<Update<V>> updateValue(K key, Child owner, UnaryOperator<V> function) {
        requireUnique("updateValue");
        Slot<V> slot = table.first(key);
        return slot == null || slot.entry().owner() != owner ? Optional.empty() : Optional.of(slot.update(function));
    }

    /**
     * Who has a unique key; null for nobody. It makes no garbage.
     *
     * @throws IllegalStateException where keys are not unique
     */
    public @Nullable Child whereis(K key) {
        requireUnique("whereis");
        Slot<V> slot = table.first(key);
        return slot == null ? null : slot.entry().owner();
    }

    private void requireUnique(String what) {
        if (!table.isUnique()) {
            throw new IllegalStateException(what + " is for registries of unique keys; this one has duplicate keys");
        }
    }

    /** The entries under a key in the order in which they came; at most one where keys are unique. */
    public List<Entry<V>> lookup(K key) {
        Slot<V> first = table.first(key);
        return first == null ? List.of() : first.entries();
    }

    /** Those entries under a key whose value fits, in the order in which they came. */
    public List<Entry<V>> match(K key, Predicate<? super V> fits) {
        return lookup(key).stream().filter(entry -> fits.test(entry.value())).toList();
    }

    /** How many entries under a key have a value that fits. */
    public long countMatch(K key, Predicate<? super V> fits) {
        return lookup(key).stream().filter(entry -> fits.test(entry.value())).count();
    }

    /** All entries that fit, in no order but that of each key; those that come or go meanwhile may be there or not. */
    public List<Item<K, V>> select(Predicate<? super Item<K, V>> fits) {
        List<Item<K, V>> selected = new ArrayList<>();
        table.forEach(item -> {
            if (fits.test(item)) {
                selected.add(item);
            }
        });
        return selected;
    }

    /** How many entries fit. */
    public long countSelect(Predicate<? super Item<K, V>> fits) {
        return select(fits).size();
    }

    /** How many entries there are. */
    public long count() {
        return table.count();
    }

    /** The keys of a child, in no order; one under which it has several entries comes as often. */
    public List<K> keys(Child owner) {
        return table.keys(owner);
    }

    /** The values that a child has under a key, in the order in which they came. */
    public List<V> values(K key, Child owner) {
        return table.slots(key, owner).stream()
                .map(slot -> slot.entry().value())
                .toList();
    }

    /** Calls the action, here and now, with the entries under a key; not where there are none. */
    public void dispatch(K key, Consumer<List<Entry<V>>> action) {
        List<Entry<V>> entries = lookup(key);
        if (!entries.isEmpty()) {
            action.accept(entries);
        }
    }

    /**
     * Does work under a lock, which nobody else has under an equal key before the future of the work is complete. The lock
     * has nothing to do with the keys that are registered. It is never waited for by blocking: the work runs on the caller's
     * context when its turn has come, in the order of the calls. The lock goes on when the future completes or fails, and
     * when the supervised verticle that called this ends, whose work is then not begun or not waited for.
     *
     * @return what the work gave; fails with {@link SupervisionException} where {@value #MOST_WAITING} wait already
     *     ({@code OVERLOADED}), or when the caller's verticle ended before ({@code SHUTTING_DOWN})
     */
    public <T extends @Nullable Object> Future<T> lock(Object key, Supplier<Future<T>> work) {
        return locks.lock(key, work);
    }

    /** Keeps something with the registry itself, in the place of what was there under this key. */
    public void putMeta(String key, Object value) {
        meta.put(key, value);
    }

    /** What {@link #putMeta} kept. */
    public Optional<Object> meta(String key) {
        return Optional.ofNullable(meta.get(key));
    }

    public void deleteMeta(String key) {
        meta.remove(key);
    }

    /**
     * Adds a listener, which is called on the context of the caller with every change from now on, those of one key in
     * their order. Where a supervised verticle calls this, the listener goes with that verticle.
     *
     * @return removes the listener
     */
    public Runnable listen(Consumer<Change<K, V>> handler) {
        Runnable removal = listeners.add(vertx.getOrCreateContext(), handler);
        return Supervision.of(vertx)
                .self()
                .map(self -> {
                    Runnable noLongerWatched = Ends.listen(self, end -> removal.run());
                    return (Runnable) () -> {
                        removal.run();
                        noLongerWatched.run();
                    };
                })
                .orElse(removal);
    }
}
