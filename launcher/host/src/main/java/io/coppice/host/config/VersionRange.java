package io.coppice.host.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The versions that fit: {@code *}, {@code 1.2.3}, {@code ^1.2} (up to the next major version, before 1.0.0 the next minor
 * one), {@code ~1.2} (up to the next minor one), or bounds that all hold, as in {@code >=1.2 <3}.
 */
public final class VersionRange {

    private static final Pattern PART =
            Pattern.compile("(\\^|~|>=|<=|>|<|=)?([0-9]+(?:\\.[0-9]+){0,2}(?:-[0-9A-Za-z.-]+)?)");

    private final String text;
    private final List<Predicate<SemVer>> parts;

    private VersionRange(String text, List<Predicate<SemVer>> parts) {
        this.text = text;
        this.parts = parts;
    }

    /** Empty where the text is none. */
    public static Optional<VersionRange> of(String text) {
        if (text.strip().equals("*")) {
            return Optional.of(new VersionRange("*", List.of()));
        }
        List<Predicate<SemVer>> parts = new ArrayList<>();
        for (String part : text.strip().split("\\s+", -1)) {
            Matcher matcher = PART.matcher(part);
            Optional<SemVer> version = matcher.matches() ? whole(matcher.group(2)) : Optional.empty();
            if (version.isEmpty()) {
                return Optional.empty();
            }
            parts.add(part(String.valueOf(matcher.group(1)), version.get()));
        }
        return Optional.of(new VersionRange(text.strip(), parts));
    }

    /** With a nought for each number that is left out. */
    private static Optional<SemVer> whole(String text) {
        int dash = text.indexOf('-');
        String numbers = dash < 0 ? text : text.substring(0, dash);
        String rest = dash < 0 ? "" : text.substring(dash);
        return SemVer.of(numbers + ".0".repeat(3 - numbers.split("\\.", -1).length) + rest);
    }

    private static Predicate<SemVer> part(String sign, SemVer bound) {
        return switch (sign) {
            case "^" -> version -> version.compareTo(bound) >= 0 && version.compareTo(nextBreaking(bound)) < 0;
            case "~" -> version -> version.compareTo(bound) >= 0 && version.compareTo(nextMinor(bound)) < 0;
            case ">=" -> version -> version.compareTo(bound) >= 0;
            case "<=" -> version -> version.compareTo(bound) <= 0;
            case ">" -> version -> version.compareTo(bound) > 0;
            case "<" -> version -> version.compareTo(bound) < 0;
            default -> version -> version.compareTo(bound) == 0;
        };
    }

    private static SemVer nextBreaking(SemVer version) {
        return version.major() == 0 ? nextMinor(version) : new SemVer(version.major() + 1, 0, 0, List.of("0"));
    }

    /** Before it come the versions that lead up to it. */
    private static SemVer nextMinor(SemVer version) {
        return new SemVer(version.major(), version.minor() + 1, 0, List.of("0"));
    }

    public boolean has(SemVer version) {
        return parts.stream().allMatch(part -> part.test(version));
    }

    @Override
    public String toString() {
        return text;
    }
}
