package io.coppice.proof.history;

import io.coppice.proof.history.Operation.Kind;
import io.coppice.proof.history.Operation.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether the operations on one key could have happened one after the other, each at some moment between its sending and its
 * answer.
 *
 * <p>It is the search of Wing and Gong with Lowe's two savings: an operation is given its place only when an answer asks for
 * it, and equal situations are looked at once. It goes through the history once and keeps all situations that its
 * beginning allows. An operation of unknown outcome stays open for ever.
 */
public final class Linearizability {

    /** As many operations on one key may be open at a time; a client has one, and those of unknown outcome add up. */
    static final int MOST_OPEN = Long.SIZE;

    static final int MOST_SITUATIONS = 50_000;

    private static final String UNSEEN = "a value that nobody has seen";

    /** The value that the key has, and which of the open operations have happened, a bit each. */
    private record Situation(@Nullable String value, long happened) {

        Situation with(int slot, Operation operation) {
            return new Situation(operation.after(value), happened | (1L << slot));
        }
    }

    private record Effect(
            Kind kind, @Nullable String expected, @Nullable String value) {

        static Effect of(Operation operation) {
            return new Effect(operation.kind(), operation.expected(), operation.value());
        }
    }

    private record Moment(long time, boolean isEnd, Operation operation) {}

    /** There are more situations than are looked at, or more operations open. */
    private static final class TooMany extends RuntimeException {
        TooMany(String what) {
            super(what, null, false, false);
        }
    }

    private final String key;
    private final @Nullable Operation[] open = new @Nullable Operation[MOST_OPEN];
    private long openSlots;
    /** Of them those that need not happen. */
    private long looseSlots;

    private Set<Situation> situations;

    private Linearizability(String key, @Nullable String initial) {
        this.key = key;
        this.situations = Set.of(new Situation(initial, 0));
    }

    /**
     * Finds the first answer that no order explains.
     *
     * @param initial the key's value before all of them
     */
    public static Optional<Finding> check(String key, @Nullable String initial, List<Operation> operations) {
        return new Linearizability(key, initial).run(operations);
    }

    private Optional<Finding> run(List<Operation> operations) {
        try {
            for (Moment moment : moments(operations)) {
                Set<Situation> before = situations;
                if (!moment.isEnd) {
                    begin(moment.operation);
                } else if (!end(moment.operation)) {
                    return Optional.of(new Finding(Finding.Kind.NOT_LINEARIZABLE, key, text(moment.operation, before)));
                }
            }
            return Optional.empty();
        } catch (TooMany e) {
            return Optional.of(new Finding(Finding.Kind.UNDECIDED, key, String.valueOf(e.getMessage())));
        }
    }

    private static String text(Operation operation, Set<Situation> before) {
        String values = before.stream()
                .map(each -> String.valueOf(each.value))
                .distinct()
                .collect(Collectors.joining(" or "));
        return "nothing explains " + operation + "; before it the value was " + values;
    }

    private static List<Moment> moments(List<Operation> operations) {
        List<Moment> moments = new ArrayList<>();
        for (Operation each : withEffect(operations)) {
            moments.add(new Moment(each.start(), false, each));
            if (each.outcome() != Outcome.UNKNOWN) {
                moments.add(new Moment(each.end(), true, each));
            }
        }
        // What begins at the moment at which something else ends overlaps it.
        moments.sort(Comparator.comparingLong(Moment::time).thenComparing(Moment::isEnd));
        return moments;
    }

    /**
     * Without what changed nothing. A write of unknown outcome that nobody has seen explains no answer either, but
     * where a compare-and-set has found something else than it expected; and for that one such value is as good as another.
     */
    private static List<Operation> withEffect(List<Operation> operations) {
        boolean anyMayMatter = operations.stream().anyMatch(each -> each.outcome() == Outcome.MISMATCH);
        Set<@Nullable String> seen = new HashSet<>();
        seen.add(null);
        for (Operation each : operations) {
            if (each.isRead()) {
                seen.add(each.value());
            } else if (each.kind() == Kind.COMPARE_AND_SET) {
                seen.add(each.expected());
            }
        }
        List<Operation> kept = new ArrayList<>();
        for (Operation each : operations) {
            if (each.outcome() == Outcome.REFUSED || (each.outcome() == Outcome.UNKNOWN && !each.isWrite())) {
                continue;
            }
            if (each.outcome() != Outcome.UNKNOWN || seen.contains(each.value())) {
                kept.add(each);
            } else if (anyMayMatter) {
                kept.add(each.withValue(UNSEEN));
            }
        }
        return kept;
    }

    private void begin(Operation operation) {
        if (openSlots == -1L) {
            throw new TooMany("more than " + MOST_OPEN + " operations were open at " + operation);
        }
        int slot = Long.numberOfTrailingZeros(~openSlots);
        open[slot] = operation;
        openSlots |= 1L << slot;
        if (operation.outcome() == Outcome.UNKNOWN) {
            looseSlots |= 1L << slot;
        }
    }

    private Operation at(int slot) {
        return Objects.requireNonNull(open[slot]);
    }

    private static int first(long slots) {
        return Long.numberOfTrailingZeros(slots);
    }

    private static long rest(long slots) {
        return slots & (slots - 1);
    }

    /** Keeps the situations in which it has happened by now. */
    private boolean end(Operation operation) {
        int index = 0;
        while (!operation.equals(open[index])) {
            index++;
        }
        long slot = 1L << index;
        situations = smallest(reachable(slot));
        close(slot);
        // What has happened in all of them and has no end is over as well.
        close(situations.stream().mapToLong(Situation::happened).reduce(looseSlots, (a, b) -> a & b));
        return !situations.isEmpty();
    }

    private Set<Situation> reachable(long wanted) {
        Set<Situation> found = new HashSet<>();
        Set<Situation> seen = new HashSet<>();
        ArrayDeque<Situation> next = new ArrayDeque<>();
        for (Situation each : situations) {
            add(observed(each), seen, next);
        }
        while (!next.isEmpty()) {
            Situation situation = next.remove();
            if ((situation.happened & wanted) != 0) {
                found.add(situation);
                continue;
            }
            Set<Effect> tried = new HashSet<>();
            for (long slots = openSlots & ~situation.happened; slots != 0; slots = rest(slots)) {
                Operation operation = at(first(slots));
                boolean isLoose = operation.outcome() == Outcome.UNKNOWN;
                if (operation.isPossibleAt(situation.value) && (!isLoose || isOfUse(operation, situation, tried))) {
                    add(observed(situation.with(first(slots), operation)), seen, next);
                }
            }
        }
        return found;
    }

    private static void add(Situation situation, Set<Situation> seen, ArrayDeque<Situation> next) {
        if (seen.add(situation)) {
            next.add(situation);
        }
        if (seen.size() > MOST_SITUATIONS) {
            throw new TooMany("more than " + MOST_SITUATIONS + " situations at once");
        }
    }

    /** What changes nothing happens as soon as it can. */
    private Situation observed(Situation situation) {
        Situation after = situation;
        for (long slots = openSlots & ~situation.happened; slots != 0; slots = rest(slots)) {
            Operation operation = at(first(slots));
            if (operation.isObserver() && operation.isPossibleAt(situation.value)) {
                after = after.with(first(slots), operation);
            }
        }
        return after;
    }

    /**
     * Whether there is a point in what need not happen: it can wait until somebody looks for what it writes. A compare-and-set
     * cannot, as its moment may pass. Of those that do the same one is tried.
     */
    private boolean isOfUse(Operation loose, Situation situation, Set<Effect> tried) {
        if (loose.kind() == Kind.COMPARE_AND_SET) {
            return tried.add(Effect.of(loose));
        }
        for (long slots = openSlots & ~situation.happened; slots != 0; slots = rest(slots)) {
            if (at(first(slots)).looksFor(loose.value())) {
                return tried.add(Effect.of(loose));
            }
        }
        return false;
    }

    /** Without those that differ from another one only in that more of what need not happen has happened. */
    private Set<Situation> smallest(Set<Situation> all) {
        if (looseSlots == 0) {
            return all;
        }
        List<Situation> fewestFirst = new ArrayList<>(all);
        fewestFirst.sort(Comparator.comparingInt(each -> Long.bitCount(each.happened)));
        Set<Situation> kept = new HashSet<>();
        for (Situation each : fewestFirst) {
            boolean isLarger = false;
            for (Situation other : kept) {
                isLarger |= Objects.equals(other.value, each.value)
                        && (other.happened & ~looseSlots) == (each.happened & ~looseSlots)
                        && (other.happened & ~each.happened) == 0;
            }
            if (!isLarger) {
                kept.add(each);
            }
        }
        return kept;
    }

    private void close(long slots) {
        if (slots == 0 || situations.isEmpty()) {
            return;
        }
        for (long each = slots; each != 0; each = rest(each)) {
            open[first(each)] = null;
        }
        openSlots &= ~slots;
        looseSlots &= ~slots;
        situations = situations.stream()
                .map(each -> new Situation(each.value, each.happened & ~slots))
                .collect(Collectors.toSet());
    }
}
