package io.coppice.infosys.talk;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How far somebody has come: for each origin, the number of the last thing seen. It means the same on every node, in whatever order
 * what the nodes say to each other arrives there.
 *
 * <p>For one thread at a time.
 */
public final class Seen {

    /** Origins beyond are those of nodes long gone. */
    private static final int MOST_ORIGINS = 32;

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_.%-]{1,200}:[0-9]{1,18}"
            + "(,[A-Za-z0-9_.%-]{1,200}:[0-9]{1,18}){0," + (MOST_ORIGINS - 1) + "}");

    private final Map<String, Long> numbers = new LinkedHashMap<>();

    /** What {@link #toString} gave; nothing where it is empty. */
    public static Seen of(String text) {
        Seen seen = new Seen();
        if (text.isEmpty()) {
            return seen;
        }
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "since must be the \"cursor\" of what was received last, such as a.1z:17, not \"" + cut(text)
                            + "\"");
        }
        for (String each : text.split(",", -1)) {
            int colon = each.lastIndexOf(':');
            seen.advance(each.substring(0, colon), Long.parseLong(each.substring(colon + 1)));
        }
        return seen;
    }

    private static String cut(String text) {
        return text.length() <= MOST_ORIGINS ? text : text.substring(0, MOST_ORIGINS) + "...";
    }

    /** The number of the last thing seen of an origin; 0 for nothing. */
    long number(String origin) {
        return numbers.getOrDefault(origin, 0L);
    }

    /** Notes that this was seen; false if it was before. */
    public boolean takes(Said said) {
        return advance(said.origin(), said.number());
    }

    boolean advance(String origin, long number) {
        if (number <= number(origin)) {
            return false;
        }
        // The origin that was silent for longest comes first, and goes first.
        numbers.remove(origin);
        numbers.put(origin, number);
        if (numbers.size() > MOST_ORIGINS) {
            numbers.remove(numbers.keySet().iterator().next());
        }
        return true;
    }

    /** How much of what this one has seen the other has not. */
    long beyond(Seen other) {
        return numbers.entrySet().stream()
                .mapToLong(each -> Math.max(0, each.getValue() - other.number(each.getKey())))
                .sum();
    }

    /** Whether it is nothing. */
    public boolean isNothing() {
        return numbers.isEmpty();
    }

    /** For people a riddle, for {@link #of(String)} all there is to know. */
    @Override
    public String toString() {
        return numbers.entrySet().stream()
                .map(each -> each.getKey() + ":" + each.getValue())
                .collect(Collectors.joining(","));
    }
}
