package io.coppice.host.events;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The last events of a node: of each source at most {@value SourceLog#MOST_EVENTS}, in at most {@value SourceLog#MOST_CHARS}
 * characters.
 *
 * <p>Whoever follows has a {@link EventCursor} into it and nothing waits for them: a slow follower finds the oldest gone, and
 * is told how many. So it takes the same memory for one follower and for many. Any thread may append and read.
 */
public final class EventLog {

    private final String run;
    private final Map<String, SourceLog> sources = new TreeMap<>();
    private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();
    private long last;

    /** @param run tells this run of the node from others: the numbers of events begin anew with each */
    public EventLog(String run) {
        this.run = run;
    }

    public String run() {
        return run;
    }

    /**
     * Adds an event as the newest.
     *
     * @param size of the JSON text, in characters, more or less
     * @param json the text, made again for each who asks; it must not be long in the making
     */
    public void append(String source, int size, Supplier<String> json) {
        synchronized (this) {
            last++;
            sources.computeIfAbsent(source, name -> new SourceLog()).add(new Event(last, source, json), size);
        }
        listeners.forEach(Runnable::run);
    }

    /**
     * Calls this after each event, on the thread of whoever appends; it must only take note.
     *
     * @return ends it
     */
    public Runnable listen(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Reads what will happen from now on. */
    public synchronized EventCursor fromNow(Predicate<String> selected) {
        return new EventCursor(this, selected, last);
    }

    /** Reads the newest events that are kept, at most so many, and then what happens. */
    public synchronized EventCursor fromNewest(int most, Predicate<String> selected) {
        long[] numbers = sources.entrySet().stream()
                .filter(entry -> selected.test(entry.getKey()))
                .flatMapToLong(entry -> entry.getValue().numbers())
                .sorted()
                .toArray();
        if (most <= 0 || numbers.length == 0) {
            return fromNow(selected);
        }
        return new EventCursor(this, selected, numbers[Math.max(0, numbers.length - most)] - 1);
    }

    /**
     * Reads on after the event with this number. Where some of those behind it are not kept any more, that is told first,
     * without a count.
     */
    public synchronized EventCursor after(long number, Predicate<String> selected) {
        boolean isWhole = sources.entrySet().stream()
                .filter(entry -> selected.test(entry.getKey()))
                .allMatch(entry -> entry.getValue().hasAllAfter(number));
        EventCursor cursor = new EventCursor(this, selected, Math.min(number, last));
        return isWhole ? cursor : cursor.startingWith(Event.lost(number));
    }

    /** Reads all that is kept of this run, for somebody who has read an earlier one. */
    public synchronized EventCursor afterAnotherRun(Predicate<String> selected) {
        return new EventCursor(this, selected, 0).startingWith(Event.lost(0));
    }

    /** The number of the newest event; 0 before the first. */
    public synchronized long last() {
        return last;
    }

    Map<String, SourceLog> sources() {
        return sources;
    }

    /** One source's part of it, under the lock of the whole; its events are counted from 1. */
    static final class SourceLog {

        static final int MOST_EVENTS = 1_000;
        static final int MOST_CHARS = 1024 * 1024;
        /** A longer event is lost to everybody. */
        static final int LONGEST_EVENT = 64 * 1024;

        private final @Nullable Event[] ring = new @Nullable Event[MOST_EVENTS];
        private final long[] numbers = new long[MOST_EVENTS];
        private final int[] sizes = new int[MOST_EVENTS];
        private long oldest = 1;
        private long newest;
        private long chars;
        private long lastForgotten;

        private static int slot(long count) {
            return (int) (count % MOST_EVENTS);
        }

        private void add(Event event, int size) {
            boolean isKept = size <= LONGEST_EVENT;
            int kept = isKept ? size : 0;
            while (newest - oldest + 1 >= MOST_EVENTS || (chars + kept > MOST_CHARS && oldest <= newest)) {
                forgetOldest();
            }
            newest++;
            int slot = slot(newest);
            ring[slot] = isKept ? event : null;
            numbers[slot] = event.number();
            sizes[slot] = kept;
            chars += kept;
        }

        private void forgetOldest() {
            int slot = slot(oldest);
            lastForgotten = numbers[slot];
            ring[slot] = null;
            chars -= sizes[slot];
            oldest++;
        }

        private boolean hasAllAfter(long number) {
            return lastForgotten <= number;
        }

        private LongStream numbers() {
            return LongStream.rangeClosed(oldest, newest).map(count -> numbers[slot(count)]);
        }

        /** The event with this count; null where it is not kept any more. */
        @Nullable
        Event at(long count) {
            return count < oldest || count > newest ? null : ring[slot(count)];
        }

        /** The first count behind another at which an event is kept; or, without one, the one behind the newest. */
        long firstKeptBehind(long count) {
            long next = Math.max(count + 1, oldest);
            while (next <= newest && at(next) == null) {
                next++;
            }
            return next;
        }

        long newest() {
            return newest;
        }

        /** The count of the last event that has at most this number. */
        long lastUpTo(long number) {
            long count = newest;
            while (count >= oldest && numbers[slot(count)] > number) {
                count--;
            }
            return count;
        }
    }
}
