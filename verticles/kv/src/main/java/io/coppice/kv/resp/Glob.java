package io.coppice.kv.resp;

/** Redis's patterns: {@code *}, {@code ?}, {@code [a-c]}, {@code [^a]} and a backslash before what stands for itself. */
final class Glob {

    private final byte[] pattern;

    Glob(byte[] pattern) {
        this.pattern = pattern;
    }

    /**
     * Whether all of the text matches. Where a star was taken too short it is taken longer, only the last one ever, so the
     * work is at most the product of both lengths.
     */
    boolean matches(byte[] text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int starText = 0;
        while (t < text.length) {
            int next = p < pattern.length && pattern[p] != '*' ? afterOne(p, text[t]) : -1;
            if (p < pattern.length && pattern[p] == '*') {
                star = p++;
                starText = t;
            } else if (next > 0) {
                p = next;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++starText;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == '*') {
            p++;
        }
        return p == pattern.length;
    }

    /** Where the pattern goes on if its part at {@code p} matches this byte; -1 if it does not. */
    private int afterOne(int p, byte b) {
        return switch (pattern[p]) {
            case '?' -> p + 1;
            case '[' -> afterSet(p + 1, b & 0xff);
            case '\\' -> {
                int escaped = p + 1 < pattern.length ? p + 1 : p;
                yield pattern[escaped] == b ? escaped + 1 : -1;
            }
            default -> pattern[p] == b ? p + 1 : -1;
        };
    }

    private int afterSet(int from, int b) {
        int p = from;
        boolean not = p < pattern.length && pattern[p] == '^';
        if (not) {
            p++;
        }
        boolean found = false;
        while (p < pattern.length && pattern[p] != ']') {
            if (pattern[p] == '\\' && p + 1 < pattern.length) {
                p++;
                found |= (pattern[p] & 0xff) == b;
            } else if (p + 2 < pattern.length && pattern[p + 1] == '-') {
                int low = pattern[p] & 0xff;
                int high = pattern[p + 2] & 0xff;
                found |= b >= Math.min(low, high) && b <= Math.max(low, high);
                p += 2;
            } else {
                found |= (pattern[p] & 0xff) == b;
            }
            p++;
        }
        // A set that does not end, ends with the pattern.
        int after = Math.min(p + 1, pattern.length);
        return found != not ? after : -1;
    }
}
