package io.coppice.kv.resp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * One of Redis's patterns: {@code *}, {@code ?}, {@code [a-c]}, {@code [^a]} and a backslash before what stands for itself.
 *
 * <p>All ways to match are followed at once, a bit for each (Shift-And, by Baeza-Yates and Gonnet), so that a byte of text costs
 * one step for every 64 parts of the pattern: there is no pattern that tries again and again.
 */
final class Glob {

    /** The longest pattern, in bytes: twice what the longest name needs. */
    static final int LONGEST = 2_048;

    static final byte[] TOO_LONG = Resp.error("ERR a pattern has at most " + LONGEST + " bytes");

    private static final int BYTES = 256;

    /** How many bytes of text the pattern takes, beside what its stars take. */
    private final int parts;
    /** Each byte that the pattern names is of its own kind, all others of one. */
    private final byte[] kindOf = new byte[BYTES];
    /** Of each kind the parts that take it, a bit a part. */
    private final long[][] takers;
    /** The parts that have a star before them; the last bit is the end's. */
    private final long[] stars;

    /** @param pattern not longer than {@link #LONGEST} */
    Glob(byte[] pattern) {
        if (isTooLong(pattern)) {
            throw new IllegalArgumentException("a pattern has at most " + LONGEST + " bytes, not " + pattern.length);
        }
        List<BitSet> sets = new ArrayList<>();
        BitSet starred = new BitSet();
        BitSet named = new BitSet(BYTES);
        for (int at = 0; at < pattern.length; ) {
            if (pattern[at] == '*') {
                starred.set(sets.size());
                at++;
            } else {
                BitSet set = new BitSet(BYTES);
                at = readPart(pattern, at, set, named);
                sets.add(set);
            }
        }
        parts = sets.size();
        int words = parts / Long.SIZE + 1;
        stars = Arrays.copyOf(starred.toLongArray(), words);
        List<long[]> kinds = new ArrayList<>();
        int kindOfOthers = -1;
        for (int b = 0; b < BYTES; b++) {
            boolean isOther = !named.get(b);
            if (isOther && kindOfOthers >= 0) {
                kindOf[b] = (byte) kindOfOthers;
                continue;
            }
            kindOfOthers = isOther ? kinds.size() : kindOfOthers;
            kindOf[b] = (byte) kinds.size();
            kinds.add(Arrays.copyOf(takersOf(sets, b).toLongArray(), words));
        }
        takers = kinds.toArray(new long[0][]);
    }

    static boolean isTooLong(byte[] pattern) {
        return pattern.length > LONGEST;
    }

    private static BitSet takersOf(List<BitSet> sets, int b) {
        BitSet taking = new BitSet(sets.size());
        for (int part = 0; part < sets.size(); part++) {
            taking.set(part, sets.get(part).get(b));
        }
        return taking;
    }

    /** How many bytes of memory it needs, about. */
    int size() {
        return BYTES + takers.length * (stars.length + 2) * Long.BYTES;
    }

    /** Whether all of the text matches. */
    boolean matches(byte[] text) {
        // Bit n is set where the first n parts have taken all of the text so far.
        long[] reached = new long[stars.length];
        reached[0] = 1;
        for (byte b : text) {
            long[] taking = takers[kindOf[b & 0xff] & 0xff];
            long carry = 0;
            long any = 0;
            for (int word = 0; word < reached.length; word++) {
                long taken = reached[word] & taking[word];
                reached[word] = (taken << 1) | carry | (reached[word] & stars[word]);
                carry = taken >>> (Long.SIZE - 1);
                any |= reached[word];
            }
            if (any == 0) {
                return false;
            }
        }
        return (reached[parts / Long.SIZE] >>> (parts % Long.SIZE) & 1) != 0;
    }

    // The pattern

    /**
     * Reads one part.
     *
     * @param set gets the bytes that it takes
     * @param named gets those that it tells from the others
     * @return where the next part is
     */
    private static int readPart(byte[] pattern, int at, BitSet set, BitSet named) {
        return switch (pattern[at]) {
            case '?' -> {
                set.set(0, BYTES);
                yield at + 1;
            }
            case '[' -> readSet(pattern, at + 1, set, named);
            case '\\' -> {
                int escaped = at + 1 < pattern.length ? at + 1 : at;
                set.set(pattern[escaped] & 0xff);
                named.or(set);
                yield escaped + 1;
            }
            default -> {
                set.set(pattern[at] & 0xff);
                named.or(set);
                yield at + 1;
            }
        };
    }

    private static int readSet(byte[] pattern, int from, BitSet set, BitSet named) {
        int at = from;
        boolean not = at < pattern.length && pattern[at] == '^';
        if (not) {
            at++;
        }
        while (at < pattern.length && pattern[at] != ']') {
            if (pattern[at] == '\\' && at + 1 < pattern.length) {
                at++;
                set.set(pattern[at] & 0xff);
            } else if (at + 2 < pattern.length && pattern[at + 1] == '-') {
                int low = pattern[at] & 0xff;
                int high = pattern[at + 2] & 0xff;
                set.set(Math.min(low, high), Math.max(low, high) + 1);
                at += 2;
            } else {
                set.set(pattern[at] & 0xff);
            }
            at++;
        }
        named.or(set);
        if (not) {
            set.flip(0, BYTES);
        }
        // A set that does not end, ends with the pattern.
        return Math.min(at + 1, pattern.length);
    }
}
