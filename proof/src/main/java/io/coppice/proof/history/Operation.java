package io.coppice.proof.history;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a client asked of one key, and what it was told.
 *
 * @param node the node that it asked
 * @param expected what a compare-and-set wants to find; null is no value
 * @param value what was to be written or what was read; null is no value. No two writes of one key have the same
 * @param start when it was sent; the clock of all operations is one, and counts nanoseconds
 * @param end when it was answered, or given up
 */
public record Operation(
        String node,
        String key,
        Kind kind,
        @Nullable String expected,
        @Nullable String value,
        Outcome outcome,
        long start,
        long end) {

    /** What was asked for. */
    public enum Kind {
        GET,
        PUT,
        DELETE,
        COMPARE_AND_SET
    }

    /** What is known of it afterwards. */
    public enum Outcome {
        /** It was acknowledged: it has happened, once. */
        DONE,
        /** A compare-and-set that found another value, and changed nothing. */
        MISMATCH,
        /** It was refused: it has not happened and never will. */
        REFUSED,
        /** Nobody knows: it may have happened, may happen at any later time, or never. */
        UNKNOWN
    }

    static final long NEVER = Long.MAX_VALUE;

    /** Whether it asked for a change. */
    public boolean isWrite() {
        return kind != Kind.GET;
    }

    /** Whether it has changed the key, or may yet. */
    boolean mayHaveWritten() {
        return isWrite() && (outcome == Outcome.DONE || outcome == Outcome.UNKNOWN);
    }

    boolean isRead() {
        return kind == Kind.GET && outcome == Outcome.DONE;
    }

    /** Whether it was acknowledged as a write: from then on it has to be there. */
    public boolean isAcknowledgedWrite() {
        return isWrite() && outcome == Outcome.DONE;
    }

    /** When it has taken effect at the latest. */
    long effectBy() {
        return outcome == Outcome.UNKNOWN ? NEVER : end;
    }

    /** Whether it was over before another began. */
    boolean isBefore(Operation other) {
        return effectBy() < other.start;
    }

    /** Whether it could happen where the key has this value. */
    boolean isPossibleAt(@Nullable String current) {
        return switch (kind) {
            case GET -> Objects.equals(current, value);
            case PUT, DELETE -> true;
            case COMPARE_AND_SET -> Objects.equals(current, expected) == (outcome != Outcome.MISMATCH);
        };
    }

    /** Whether it changes nothing. */
    boolean isObserver() {
        return kind == Kind.GET || outcome == Outcome.MISMATCH;
    }

    /** Whether it can only happen, or could tell the difference, where the key has this value. */
    boolean looksFor(@Nullable String wanted) {
        return (kind == Kind.GET || kind == Kind.COMPARE_AND_SET) && isPossibleAt(wanted);
    }

    /** What the key has after it. */
    @Nullable
    String after(@Nullable String current) {
        return isWrite() && outcome != Outcome.MISMATCH ? value : current;
    }

    Operation withValue(String other) {
        return new Operation(node, key, kind, expected, other, outcome, start, end);
    }

    @Override
    public String toString() {
        String what = kind == Kind.COMPARE_AND_SET ? expected + " -> " + value : String.valueOf(value);
        return "%s %s %s by %s: %s [%d, %d]".formatted(kind, key, what, node, outcome, start, end);
    }
}
