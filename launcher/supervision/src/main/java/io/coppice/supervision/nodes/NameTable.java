package io.coppice.supervision.nodes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One node's copy of all names, which is read without a lock.
 *
 * <p>It follows what it is told of single registrations, and can be compared with all that is kept, a slice at a time: what it is
 * told meanwhile is newer than what was read.
 */
public final class NameTable {

    /** Guarded by itself. */
    private static final class Slice {
        final Map<String, NamedChild> children = new HashMap<>();
        /** The keys of which something was heard since the read under way began; null without one. */
        @Nullable
        Set<String> touched;

        void touch(String key) {
            if (touched != null) {
                touched.add(key);
            }
        }
    }

    private final ConcurrentMap<String, List<NamedChild>> byName = new ConcurrentHashMap<>();
    private final List<Slice> slices;
    private final List<Consumer<NameChange>> listeners = new CopyOnWriteArrayList<>();

    /** An empty one; each key belongs to one slice, always the same. */
    public NameTable(int slices) {
        this.slices = IntStream.range(0, slices).mapToObj(i -> new Slice()).toList();
    }

    /** Who is registered under a name; at most one where it is unique. */
    public List<NamedChild> find(String name) {
        return byName.getOrDefault(name, List.of());
    }

    /** All registrations under names that begin so, in no order; those that come or go meanwhile may be there or not. */
    public void forEach(String prefix, BiConsumer<String, NamedChild> action) {
        byName.forEach((name, children) -> {
            if (name.startsWith(prefix)) {
                children.forEach(child -> action.accept(name, child));
            }
        });
    }

    /**
     * Adds a listener that is told of every change, those of one key in their order, on any thread and under a lock: it must be
     * quick.
     *
     * @return removes the listener
     */
    public Runnable listen(Consumer<NameChange> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Somebody is registered there, in the place of who was before. */
    public void put(int slice, String key, NamedChild child) {
        Slice its = slices.get(slice);
        synchronized (its) {
            its.touch(key);
            set(its, key, child);
        }
    }

    /** Who was registered there is so no more; another is left. */
    public void remove(int slice, String key, NamedChild child) {
        Slice its = slices.get(slice);
        synchronized (its) {
            its.touch(key);
            NamedChild present = its.children.get(key);
            if (present != null && present.isSame(child)) {
                set(its, key, null);
            }
        }
    }

    /** What belongs to other processes than these is gone. */
    public void retain(Set<String> present) {
        for (Slice slice : slices) {
            synchronized (slice) {
                List<String> gone = new ArrayList<>();
                slice.children.forEach((key, child) -> {
                    if (!present.contains(child.process())) {
                        gone.add(key);
                    }
                });
                gone.forEach(key -> {
                    slice.touch(key);
                    set(slice, key, null);
                });
            }
        }
    }

    /** All that is kept of this slice is being read from now on. */
    public void beginRead(int slice) {
        Slice its = slices.get(slice);
        synchronized (its) {
            its.touched = new HashSet<>();
        }
    }

    /** It was read, and this is all of it; null when it could not be. */
    public void endRead(int slice, @Nullable Map<String, NamedChild> found) {
        Slice its = slices.get(slice);
        synchronized (its) {
            Set<String> touched = its.touched == null ? Set.of() : its.touched;
            its.touched = null;
            if (found == null) {
                return;
            }
            Set<String> gone = new HashSet<>(its.children.keySet());
            gone.removeAll(found.keySet());
            gone.removeAll(touched);
            gone.forEach(key -> set(its, key, null));
            found.forEach((key, child) -> {
                if (!touched.contains(key)) {
                    set(its, key, child);
                }
            });
        }
    }

    private void set(Slice slice, String key, @Nullable NamedChild child) {
        NamedChild before = child == null ? slice.children.remove(key) : slice.children.put(key, child);
        if (before == null ? child == null : before.equals(child)) {
            return;
        }
        String name = NameKey.nameOf(key);
        byName.compute(name, (n, children) -> changed(children == null ? List.of() : children, before, child));
        if (before != null) {
            tell(new NameChange(false, name, before));
        }
        if (child != null) {
            tell(new NameChange(true, name, child));
        }
    }

    private static @Nullable List<NamedChild> changed(
            List<NamedChild> children, @Nullable NamedChild gone, @Nullable NamedChild added) {
        List<NamedChild> next = new ArrayList<>(children.size() + 1);
        children.stream().filter(child -> gone == null || !child.isSame(gone)).forEach(next::add);
        if (added != null) {
            next.add(added);
        }
        return next.isEmpty() ? null : List.copyOf(next);
    }

    private void tell(NameChange change) {
        listeners.forEach(listener -> listener.accept(change));
    }
}
