package io.coppice.kv.resp;

import io.coppice.kv.tcp.Request;
import java.util.Arrays;

/** Whole numbers in decimal, as strictly as Redis reads them: no blanks, no plus sign, no leading zeroes. */
final class Numbers {

    /** What is no number; or the least one, for which {@link #isLeast} has to be asked. */
    static final long NONE = Long.MIN_VALUE;

    private static final byte[] LEAST = Request.ascii(Long.toString(Long.MIN_VALUE));

    private static final int MOST_DIGITS = 19;

    private Numbers() {}

    static boolean isWhole(byte[] bytes) {
        return parse(bytes) != NONE || isLeast(bytes);
    }

    static boolean isLeast(byte[] bytes) {
        return Arrays.equals(bytes, LEAST);
    }

    static long parse(byte[] bytes) {
        return parse(bytes, 0, bytes.length);
    }

    static long parse(byte[] bytes, int from, int length) {
        boolean negative = length > 0 && bytes[from] == '-';
        int at = negative ? from + 1 : from;
        int end = from + length;
        int digits = end - at;
        if (digits < 1 || digits > MOST_DIGITS || (bytes[at] == '0' && (digits > 1 || negative))) {
            return NONE;
        }
        long number = 0;
        for (; at < end; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9 || number > (Long.MAX_VALUE - digit) / 10) {
                return NONE;
            }
            number = number * 10 + digit;
        }
        return negative ? -number : number;
    }
}
