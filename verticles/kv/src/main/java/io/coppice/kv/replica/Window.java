package io.coppice.kv.replica;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * How many writes of all partitions are under way at once.
 *
 * <p>A write costs about the same whatever it carries. The fewer are under way, the more each carries of what came while it waited for its
 * turn. One that takes long, as a node does not answer, gives up its place: it holds nobody up.
 */
final class Window {

    /** A write that takes longer has no place any more. */
    static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final int width;
    private final LongSupplier clock;

    // Guarded by this:
    private final Set<Place> taken = new HashSet<>();
    /** A tenure waits for one place at a time, and no longer than others take. */
    private final Queue<Consumer<Place>> waiting = new ArrayDeque<>();

    /** A place of a write, until it is over or has taken long. */
    final class Place {
        private final long since;

        private Place(long since) {
            this.since = since;
        }

        /** The write is over; the one that has waited longest begins, on this thread. */
        void leave() {
            Window.this.leave(this);
        }
    }

    /** @param clock nanoseconds of a monotonic clock */
    Window(int width, LongSupplier clock) {
        this.width = width;
        this.clock = clock;
    }

    /** Begins a write when there is a place for it: now on this thread, or when another leaves on that one's. */
    void enter(Consumer<Place> write) {
        Place place;
        synchronized (this) {
            if (taken.size() >= width) {
                waiting.add(write);
                return;
            }
            place = take();
        }
        write.accept(place);
    }

    private Place take() {
        Place place = new Place(clock.getAsLong());
        taken.add(place);
        return place;
    }

    private void leave(Place place) {
        Consumer<Place> next;
        Place free;
        synchronized (this) {
            if (!taken.remove(place)) {
                return;
            }
            next = waiting.poll();
            if (next == null) {
                return;
            }
            free = take();
        }
        next.accept(free);
    }

    /** To be called several times a second, with nanoseconds of the clock: has those that take long leave. */
    void check(long now) {
        List<Place> old = new ArrayList<>();
        synchronized (this) {
            taken.forEach(place -> {
                if (now - place.since >= LONG_NANOS) {
                    old.add(place);
                }
            });
        }
        old.forEach(Place::leave);
    }
}
