package io.coppice.proof.history;

import io.coppice.proof.history.Operation.Kind;
import io.coppice.proof.history.Operation.Outcome;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Histories of one key, written down: {@code put a 0-9, del 10-19?, get - 20-29, cas a>b 30-39x}. A minus is no value, a
 * question mark an unknown outcome, an exclamation mark a refusal, an x a mismatch.
 */
final class Histories {

    static final String KEY = "k";

    private static final Pattern OPERATION = Pattern.compile("(get|put|del|cas) (?:(\\S+) )?(\\d+)-(\\d+)([?!x]?)");

    private Histories() {}

    static List<Operation> of(String text) {
        return Stream.of(text.split(", ", -1)).map(Histories::operation).toList();
    }

    private static Operation operation(String text) {
        Matcher matcher = OPERATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        String word = matcher.group(2) == null ? "-" : matcher.group(2);
        Kind kind = switch (matcher.group(1)) {
            case "get" -> Kind.GET;
            case "put" -> Kind.PUT;
            case "del" -> Kind.DELETE;
            default -> Kind.COMPARE_AND_SET;
        };
        String expected = kind == Kind.COMPARE_AND_SET ? word.substring(0, word.indexOf('>')) : "-";
        String value = word.substring(word.indexOf('>') + 1);
        Outcome outcome = switch (matcher.group(5)) {
            case "?" -> Outcome.UNKNOWN;
            case "!" -> Outcome.REFUSED;
            case "x" -> Outcome.MISMATCH;
            default -> Outcome.DONE;
        };
        long start = Long.parseLong(matcher.group(3));
        long end = Long.parseLong(matcher.group(4));
        return new Operation("a", KEY, kind, valueOf(expected), valueOf(value), outcome, start, end);
    }

    private static @Nullable String valueOf(String word) {
        return word.equals("-") ? null : word;
    }
}
