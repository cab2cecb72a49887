package io.coppice.supervision;

import io.coppice.supervision.nodes.NameKey;
import io.coppice.supervision.nodes.NamedChild;
import io.coppice.supervision.runtime.Ends;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** What the children of this node have registered in the cluster, by owner, until the owner ends; thread-safe. */
final class Registrations {

    /** What one owner has, by the keys under which it is kept; guarded by itself. It stays until the owner ends. */
    private static final class Holding {
        final Map<String, NamedChild> children = new LinkedHashMap<>(2);
        boolean over;
    }

    private final ConcurrentMap<Child, Holding> holdings = new ConcurrentHashMap<>();
    private final BiConsumer<String, NamedChild> drop;
    private final AtomicInteger size = new AtomicInteger();

    /**
     * None yet.
     *
     * @param drop called with those that go, other than by {@link #remove}
     */
    Registrations(BiConsumer<String, NamedChild> drop) {
        this.drop = drop;
    }

    /** False when the owner has ended: then it is not added. */
    boolean add(Child owner, String key, NamedChild child) {
        Holding holding = holdingOf(owner);
        synchronized (holding) {
            if (!holding.over && holding.children.put(key, child) == null) {
                size.incrementAndGet();
            }
            return !holding.over;
        }
    }

    private Holding holdingOf(Child owner) {
        Holding fresh = new Holding();
        Holding present = holdings.putIfAbsent(owner, fresh);
        if (present != null) {
            return present;
        }
        Ends.listen(owner, end -> release(owner));
        return fresh;
    }

    private void release(Child owner) {
        Holding holding = holdings.remove(owner);
        if (holding != null) {
            synchronized (holding) {
                holding.over = true;
                size.addAndGet(-holding.children.size());
                holding.children.forEach(drop);
            }
        }
    }

    /** It is not the owner's any more. */
    void remove(Child owner, String key, NamedChild child) {
        Holding holding = holdings.get(owner);
        if (holding != null) {
            synchronized (holding) {
                if (holding.children.remove(key, child)) {
                    size.decrementAndGet();
                }
            }
        }
    }

    /** Takes away what the owner has under a name. */
    void unregister(Child owner, String name) {
        Holding holding = holdings.get(owner);
        if (holding != null) {
            synchronized (holding) {
                holding.children.entrySet().removeIf(entry -> {
                    boolean isIt = NameKey.nameOf(entry.getKey()).equals(name);
                    if (isIt) {
                        size.decrementAndGet();
                        drop.accept(entry.getKey(), entry.getValue());
                    }
                    return isIt;
                });
            }
        }
    }

    /** How many there are, of all owners. */
    int size() {
        return size.get();
    }

    /** The names of an owner, in the order in which they came; one that it has several times comes as often. */
    List<String> names(Child owner) {
        Holding holding = holdings.get(owner);
        if (holding == null) {
            return List.of();
        }
        synchronized (holding) {
            return holding.children.keySet().stream().map(NameKey::nameOf).toList();
        }
    }
}
