package io.coppice.infosys.talk;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The last things that were said in a room, by whichever node, in the order of their times.
 *
 * <p>It outlives the room's process, which may crash; for one such process at a time.
 */
public final class History {

    private final String origin;
    private final int most;
    private final List<Said> said = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    /** Up to where things of each origin were forgotten. */
    private final Seen forgotten = new Seen();

    private long lastNumber;
    private long lastAt;

    /**
     * Nothing said yet.
     *
     * @param origin that of what is said here, unlike any other
     * @param most so many are kept
     */
    public History(String origin, int most) {
        this.origin = origin;
        this.most = most;
    }

    /** Something new that is said here. */
    public Said say(long now, String from, String text, boolean isAnswer) {
        // Later than all before it, whatever the clocks of the nodes say.
        Said next = new Said(origin, ++lastNumber, Math.max(now, lastAt + 1), from, text, isAnswer);
        add(next);
        return next;
    }

    /** Adds what was said, here or on another node; false if it is known, or older than what is kept. */
    public boolean add(Said one) {
        if (one.number() <= forgotten.number(one.origin()) || !ids.add(one.id())) {
            return false;
        }
        if (said.stream().noneMatch(other -> other.origin().equals(one.origin()))) {
            forgotten.advance(one.origin(), one.number() - 1);
        }
        lastAt = Math.max(lastAt, one.at());
        int place = said.size();
        while (place > 0 && Said.ORDER.compare(said.get(place - 1), one) > 0) {
            place--;
        }
        said.add(place, one);
        if (said.size() > most) {
            Said oldest = said.remove(0);
            ids.remove(oldest.id());
            forgotten.advance(oldest.origin(), oldest.number());
        }
        return true;
    }

    /** What somebody has missed, in order. */
    public List<Said> after(Seen seen) {
        return said.stream()
                .filter(one -> one.number() > seen.number(one.origin()))
                .toList();
    }

    /** How much of what somebody has missed is not kept any more. */
    public long lostAfter(Seen seen) {
        return forgotten.beyond(seen);
    }

    /** All that is kept. */
    public List<Said> all() {
        return List.copyOf(said);
    }

    /** When anything was said last; 0 for never. */
    public long lastAt() {
        return lastAt;
    }
}
