package io.coppice.host.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the known word that somebody probably meant. */
public final class NearestWord {

    private NearestWord() {}

    /** The known word with the fewest edits, if it is near enough to be a slip. */
    public static Optional<String> of(String word, Collection<String> known) {
        String best = null;
        int fewest = Math.max(2, word.length() / 3) + 1;
        for (String candidate : known) {
            int edits = edits(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            // A word of which nothing is left is no slip: "ab" is not meant by "xy".
            if (edits < fewest && edits < candidate.length()) {
                fewest = edits;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    /** {@code did you mean "restart"?}, or else the list of what is known. */
    static String suggestion(String word, Collection<String> known) {
        return of(word, known)
                .map(near -> "did you mean \"" + near + "\"?")
                .orElseGet(() -> "known: " + String.join(", ", known));
    }

    /** Insertions, deletions, replacements and swaps of neighbours that make {@code a} into {@code b}. */
    static int edits(String a, String b) {
        // Names in a configuration are short; longer ones need no suggestion, and the table stays small.
        if (a.length() > 64 || b.length() > 64) {
            return Integer.MAX_VALUE;
        }
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cheapest(int[][] cost, String a, String b, int i, int j) {
        int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(cost[i - 1][j - 1] + same, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
