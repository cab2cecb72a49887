package io.coppice.host.config;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of <a href="https://semver.org">Semantic Versioning</a>, without what says how it was built.
 *
 * @param preRelease the words of {@code -rc.1}; none for a release
 */
public record SemVer(int major, int minor, int patch, List<String> preRelease) implements Comparable<SemVer> {

    private static final String NUMBER = "(0|[1-9][0-9]{0,8})";
    private static final Pattern PATTERN = Pattern.compile(NUMBER + "\\." + NUMBER + "\\." + NUMBER
            + "(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?(?:\\+[0-9A-Za-z.-]+)?");
    private static final Comparator<SemVer> BY_NUMBERS =
            Comparator.comparingInt(SemVer::major).thenComparing(SemVer::minor).thenComparing(SemVer::patch);

    public SemVer {
        preRelease = List.copyOf(preRelease);
    }

    /** Empty where the text is none. */
    public static Optional<SemVer> of(String text) {
        Matcher matcher = PATTERN.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String words = matcher.group(4);
        return Optional.of(new SemVer(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)),
                words == null ? List.of() : List.of(words.split("\\.", -1))));
    }

    /** By precedence: what comes before a release is less than it. */
    @Override
    public int compareTo(SemVer other) {
        int numbers = BY_NUMBERS.compare(this, other);
        if (numbers != 0) {
            return numbers;
        }
        if (preRelease.isEmpty() || other.preRelease.isEmpty()) {
            return Boolean.compare(preRelease.isEmpty(), other.preRelease.isEmpty());
        }
        for (int i = 0; i < Math.min(preRelease.size(), other.preRelease.size()); i++) {
            int words = compareWords(preRelease.get(i), other.preRelease.get(i));
            if (words != 0) {
                return words;
            }
        }
        return Integer.compare(preRelease.size(), other.preRelease.size());
    }

    /** Numbers by value and before words. */
    private static int compareWords(String a, String b) {
        boolean isNumber = isNumber(a);
        if (isNumber != isNumber(b)) {
            return isNumber ? -1 : 1;
        }
        return isNumber && a.length() != b.length() ? Integer.compare(a.length(), b.length()) : a.compareTo(b);
    }

    private static boolean isNumber(String word) {
        return word.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    @Override
    public String toString() {
        String numbers = major + "." + minor + "." + patch;
        return preRelease.isEmpty() ? numbers : numbers + "-" + String.join(".", preRelease);
    }
}
