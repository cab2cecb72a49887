package io.coppice.proof.history;

import io.coppice.proof.history.Finding.Kind;
import io.coppice.proof.history.Operation.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The checks of one key that need no search, as no two writes have the same value: what they find has a name that says
 * what is wrong. They hold where {@link Linearizability} is not promised, as on two sides of a partition.
 */
public final class WriteChecks {

    private final String key;
    private final @Nullable String initial;
    private final List<Operation> operations;
    private final List<Operation> reads;
    private final Map<String, Operation> writes = new HashMap<>();

    public WriteChecks(String key, @Nullable String initial, List<Operation> operations) {
        this.key = key;
        this.initial = initial;
        this.operations = operations;
        this.reads = operations.stream().filter(Operation::isRead).toList();
        for (Operation each : operations) {
            if (each.isWrite() && each.value() != null) {
                writes.put(each.value(), each);
            }
        }
    }

    /**
     * Values read that nobody had written.
     *
     * <p>What was there at the beginning was.
     */
    public List<Finding> phantoms() {
        List<Finding> found = new ArrayList<>();
        for (Operation read : reads) {
            String value = read.value();
            if (value == null || value.equals(initial)) {
                continue;
            }
            Operation write = writes.get(value);
            if (write == null) {
                found.add(finding(Kind.PHANTOM, read + " although nobody wrote it"));
            } else if (!write.mayHaveWritten()) {
                found.add(finding(Kind.PHANTOM, read + " although it was refused: " + write));
            } else if (read.end() < write.start()) {
                found.add(finding(Kind.PHANTOM, read + " before " + write));
            }
        }
        return found;
    }

    /** Values that were there, then were not, and then were again. */
    public List<Finding> duplicates() {
        List<Finding> found = new ArrayList<>();
        Map<String, Operation> first = new HashMap<>();
        Map<String, Operation> last = new HashMap<>();
        for (Operation read : reads) {
            if (read.value() != null) {
                first.merge(read.value(), read, (a, b) -> a.end() <= b.end() ? a : b);
                last.merge(read.value(), read, (a, b) -> a.start() >= b.start() ? a : b);
            }
        }
        first.forEach((value, early) -> {
            Operation late = Objects.requireNonNull(last.get(value));
            for (Operation between : reads) {
                if (!value.equals(between.value()) && early.isBefore(between) && between.isBefore(late)) {
                    found.add(finding(Kind.DUPLICATE, early + ", then " + between + ", then " + late));
                    break;
                }
            }
        });
        return found;
    }

    /** Reads that saw an older value than one that was over before. */
    public List<Finding> wentBack() {
        List<Finding> found = new ArrayList<>();
        List<Operation> byEnd = new ArrayList<>(reads);
        byEnd.sort(Comparator.comparingLong(Operation::end));
        List<Operation> byStart = new ArrayList<>(reads);
        byStart.sort(Comparator.comparingLong(Operation::start));
        int over = 0;
        Operation newest = null;
        for (Operation late : byStart) {
            for (; over < byEnd.size() && byEnd.get(over).isBefore(late); over++) {
                newest = newerOf(newest, byEnd.get(over));
            }
            if (newest != null && isOlder(late.value(), newest)) {
                found.add(finding(Kind.WENT_BACK, newest + ", then " + late));
            }
        }
        return found;
    }

    /** The read of the two whose value was written later; a read of a value that no write is known of counts for nothing. */
    private @Nullable Operation newerOf(@Nullable Operation read, Operation other) {
        Operation write = read == null ? null : writes.get(read.value());
        Operation otherWrite = other.value() == null ? null : writes.get(other.value());
        boolean isNewer = otherWrite != null && (write == null || otherWrite.start() > write.start());
        return isNewer ? other : read;
    }

    private boolean isOlder(@Nullable String value, Operation read) {
        if (value == null) {
            return false;
        }
        Operation older = writes.get(value);
        return older == null
                ? value.equals(initial)
                : older.isBefore(Objects.requireNonNull(writes.get(Objects.requireNonNull(read.value()))));
    }

    /**
     * Acknowledged writes that are not there in the end although none came after them.
     *
     * @param last what was read when all was over
     */
    public List<Finding> lost(@Nullable String last) {
        List<Finding> found = new ArrayList<>();
        for (Operation write : operations) {
            if (write.isAcknowledgedWrite() && !Objects.equals(write.value(), last) && !isOverwritten(write, last)) {
                Kind kind = write.value() == null ? Kind.RESURRECTED : Kind.LOST;
                found.add(finding(kind, write + ", and in the end it is " + last));
            }
        }
        // What was there at the beginning was acknowledged, or seen by all, before all of these.
        if (initial != null && !initial.equals(last) && !isOverwritten(last)) {
            found.add(finding(Kind.LOST, "it was " + initial + ", and in the end it is " + last));
        }
        return found;
    }

    private boolean isOverwritten(@Nullable String last) {
        return operations.stream()
                .filter(Operation::mayHaveWritten)
                .anyMatch(other -> other.outcome() == Outcome.DONE || Objects.equals(other.value(), last));
    }

    /** Whether what is there may have been written after it; or, to tell of one loss once, something else was surely. */
    private boolean isOverwritten(Operation write, @Nullable String last) {
        return operations.stream()
                .filter(Operation::mayHaveWritten)
                .anyMatch(other -> (write.isBefore(other) && other.outcome() == Outcome.DONE)
                        || (Objects.equals(other.value(), last) && !other.isBefore(write)));
    }

    private Finding finding(Kind kind, String text) {
        return new Finding(kind, key, text);
    }
}
