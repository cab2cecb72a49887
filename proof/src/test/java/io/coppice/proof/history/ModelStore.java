package io.coppice.proof.history;

import io.coppice.proof.history.Operation.Kind;
import io.coppice.proof.history.Operation.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A store of one key that some clients use in a time of its own making, correct but for one planted bug. Every write takes
 * effect at some moment between its sending and its answer; where no answer comes, at any later one or never.
 */
final class ModelStore {

    enum Bug {
        NONE,
        /** Some reads are answered from a copy that is behind. */
        STALE_READ,
        /** Some acknowledged writes are forgotten. */
        LOST_WRITE,
        /** Some writes happen again later. */
        DOUBLE_APPLY,
        /** Some writes are acknowledged before they have taken effect. */
        EARLY_ACK,
        /** What some deletes have removed comes back. */
        RESURRECTED_DELETE
    }

    private static final int CLIENTS = 4;
    private static final int OPERATIONS_EACH = 250;
    /** An operation takes at most so long, and a copy that is behind, or a repetition, is late by more. */
    private static final int LONGEST = 10;

    private record Step(long time, Runnable effect) {}

    private final Random random;
    private final Bug bug;
    private final List<Operation> history = new ArrayList<>();
    private final PriorityQueue<Step> steps = new PriorityQueue<>(Comparator.comparingLong(Step::time));
    private final List<@Nullable String> past = new ArrayList<>();
    private @Nullable String value;
    private long now;
    private int writes;

    private ModelStore(long seed, Bug bug) {
        this.random = new Random(seed);
        this.bug = bug;
    }

    /** A history, ending with a read. */
    static List<Operation> history(long seed, Bug bug) {
        return new ModelStore(seed, bug).run();
    }

    private List<Operation> run() {
        for (int client = 0; client < CLIENTS; client++) {
            next(OPERATIONS_EACH);
        }
        while (!steps.isEmpty()) {
            Step step = steps.remove();
            now = step.time;
            step.effect.run();
        }
        record(Kind.GET, null, value, Outcome.DONE, now + 1, now + 2);
        return history;
    }

    private void in(long time, Runnable effect) {
        steps.add(new Step(now + time, effect));
    }

    private long some() {
        return 1L + random.nextInt(LONGEST);
    }

    private boolean rarely() {
        return random.nextInt(10) == 0;
    }

    private void next(int left) {
        if (left > 0) {
            in(random.nextInt(5 * LONGEST), () -> begin(left));
        }
    }

    private void begin(int left) {
        long start = now;
        int dice = random.nextInt(10);
        if (dice < 6) {
            in(some(), () -> read(start, left));
        } else if (dice < 8) {
            write(Kind.PUT, "v" + writes++, start, left);
        } else if (dice < 9) {
            write(Kind.DELETE, null, start, left);
        } else {
            String expected = value;
            in(some(), () -> compareAndSet(expected, "v" + writes++, start, left));
        }
    }

    private void read(long start, int left) {
        boolean isStale = bug == Bug.STALE_READ && rarely() && past.size() > 2;
        answer(Kind.GET, null, isStale ? past.get(past.size() - 3) : value, Outcome.DONE, start, left);
    }

    private void write(Kind kind, @Nullable String written, long start, int left) {
        if (rarely()) {
            record(kind, null, written, Outcome.UNKNOWN, start, start + LONGEST);
            if (random.nextBoolean()) {
                in(random.nextInt(20 * LONGEST), () -> set(written));
            }
            next(left - 1);
        } else if (bug == Bug.EARLY_ACK && rarely()) {
            in(some() + 3L * LONGEST, () -> set(written));
            answer(kind, null, written, Outcome.DONE, start, left);
        } else {
            in(some(), () -> {
                String before = value;
                if (bug != Bug.LOST_WRITE || !rarely()) {
                    set(written);
                }
                if (bug == Bug.DOUBLE_APPLY && rarely()) {
                    in(3L * LONGEST, () -> set(written));
                }
                if (bug == Bug.RESURRECTED_DELETE && kind == Kind.DELETE && random.nextBoolean()) {
                    in(3L * LONGEST, () -> set(before));
                }
                answer(kind, null, written, Outcome.DONE, start, left);
            });
        }
    }

    private void compareAndSet(@Nullable String expected, String written, long start, int left) {
        boolean isEqual = Objects.equals(value, expected);
        if (isEqual) {
            set(written);
        }
        answer(Kind.COMPARE_AND_SET, expected, written, isEqual ? Outcome.DONE : Outcome.MISMATCH, start, left);
    }

    private void set(@Nullable String written) {
        past.add(value);
        value = written;
    }

    private void answer(
            Kind kind, @Nullable String expected, @Nullable String about, Outcome outcome, long start, int left) {
        in(some(), () -> {
            record(kind, expected, about, outcome, start, now);
            next(left - 1);
        });
    }

    private void record(
            Kind kind, @Nullable String expected, @Nullable String about, Outcome outcome, long start, long end) {
        history.add(new Operation("a", Histories.KEY, kind, expected, about, outcome, start, end));
    }
}
