package io.coppice.host.events;

import io.coppice.host.events.EventLog.SourceLog;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How far one follower has read an {@link EventLog}: it takes the events of the sources that it wants, in the order in which
 * they happened.
 *
 * <p>What was forgotten before it was taken is told by an event of the type {@link Event#LOST} in its place, one for each
 * source. A cursor is used by one thread at a time.
 */
public final class EventCursor {

    private final EventLog log;
    private final Predicate<String> selected;
    private final long number;
    /** Of each source, the count of the last event that was taken or told as lost. */
    private final Map<String, Long> taken = new HashMap<>();

    private @Nullable Event first;

    /** Made under the log's lock; it begins behind the event with this number. */
    EventCursor(EventLog log, Predicate<String> selected, long number) {
        this.log = log;
        this.selected = selected;
        this.number = number;
        log.sources().forEach((name, source) -> taken.put(name, source.lastUpTo(number)));
    }

    EventCursor startingWith(Event event) {
        first = event;
        return this;
    }

    /** The number behind which it began. */
    public long number() {
        return number;
    }

    /** Takes the next event; null while there is none. */
    public @Nullable Event next() {
        Event begin = first;
        if (begin != null) {
            first = null;
            return begin;
        }
        synchronized (log) {
            return take();
        }
    }

    /** @param count up to which the source is taken with it */
    private record Candidate(String source, long count, Event event) {}

    private @Nullable Event take() {
        Candidate nearest = null;
        for (Map.Entry<String, SourceLog> entry : log.sources().entrySet()) {
            Candidate candidate = selected.test(entry.getKey()) ? candidate(entry.getKey(), entry.getValue()) : null;
            if (candidate != null
                    && (nearest == null
                            || candidate.event().number() < nearest.event().number())) {
                nearest = candidate;
            }
        }
        if (nearest == null) {
            return null;
        }
        taken.put(nearest.source(), nearest.count());
        return nearest.event();
    }

    /** The next event of one source, or how many are lost before it. */
    private @Nullable Candidate candidate(String name, SourceLog source) {
        long before = takenOf(name);
        long count = source.firstKeptBehind(before);
        Event kept = source.at(count);
        long lost = count - before - 1;
        if (lost > 0) {
            long number = kept == null ? log.last() : kept.number() - 1;
            return new Candidate(name, count - 1, Event.lost(number, name, lost));
        }
        return kept == null ? null : new Candidate(name, count, kept);
    }

    private long takenOf(String name) {
        return taken.getOrDefault(name, 0L);
    }
}
