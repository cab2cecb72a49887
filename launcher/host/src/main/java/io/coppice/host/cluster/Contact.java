package io.coppice.host.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * When a node was last in touch with a majority: it counts the beats that it sends, and who has answered which.
 *
 * <p>A node whose contact is older than others take to give a silent node up knows that another may have taken its place,
 * whatever its own table of members says. That also holds for one that was stopped for a while, as its first look at the clock
 * shows. Every {@code now} is nanoseconds of one monotonic clock.
 */
final class Contact {

    /** Older beats that somebody still answers are too old to be of use. */
    private static final int MOST_BEATS = 100;

    private final int others;
    private final long limitNanos;
    private final Map<Long, Long> sent = new LinkedHashMap<>();
    /** By process: when the newest beat that it answered was sent. */
    private final Map<String, Long> contacts = new HashMap<>();
    /** By process: its newest beat. */
    private final Map<String, Long> heard = new HashMap<>();

    private long beats;

    /**
     * No contact yet.
     *
     * @param majority how many nodes are one, this one among them
     * @param limit how old a contact may be
     */
    Contact(int majority, Duration limit) {
        this.others = majority - 1;
        this.limitNanos = limit.toNanos();
    }

    /** The number of the beat that is sent now. */
    synchronized long beat(long now) {
        sent.put(++beats, now);
        sent.remove(beats - MOST_BEATS);
        return beats;
    }

    /** The newest beats that were heard, by process: what is sent with a beat. */
    synchronized Map<String, Long> heard() {
        return Map.copyOf(heard);
    }

    /**
     * A beat of another node has come.
     *
     * @param answered the newest of this node's beats that it had heard by then; 0 for none
     * @return whether it is the first of this node
     */
    synchronized boolean heard(String process, long beat, long answered) {
        boolean isNew = heard.merge(process, beat, Math::max) == beat && !contacts.containsKey(process);
        Long time = sent.get(answered);
        if (time != null) {
            contacts.merge(process, time, (one, other) -> one - other > 0 ? one : other);
        }
        return isNew;
    }

    /** Those that have gone. */
    synchronized void retain(Set<String> processes) {
        contacts.keySet().retainAll(processes);
        heard.keySet().retainAll(processes);
    }

    /** Whether a majority has answered beats that are not too old. */
    synchronized boolean isFresh(long now) {
        List<Long> ages = new ArrayList<>();
        contacts.values().forEach(time -> ages.add(now - time));
        Collections.sort(ages);
        return others == 0 || (ages.size() >= others && ages.get(others - 1) <= limitNanos);
    }
}
