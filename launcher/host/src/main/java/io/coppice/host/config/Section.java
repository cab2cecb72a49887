package io.coppice.host.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object of the configuration, read key by key.
 *
 * <p>Whatever has the wrong type or value becomes a fault and reads as if it were absent, so that reading goes on and finds
 * the other faults.
 */
final class Section {

    private final Map<String, @Nullable Object> members;
    private final String pointer;
    private final Faults faults;

    Section(Map<String, @Nullable Object> members, String pointer, Faults faults) {
        this.members = members;
        this.pointer = pointer;
        this.faults = faults;
    }

    /** Makes every key that is not known a fault. */
    Section allow(Collection<String> known) {
        return allow(known, key -> NearestWord.suggestion(key, known));
    }

    Section allow(Collection<String> known, UnaryOperator<String> suggestion) {
        members.keySet().stream()
                .filter(key -> !known.contains(key))
                .forEach(key -> fault(key, "unknown key \"" + key + "\"", suggestion.apply(key)));
        return this;
    }

    boolean has(String key) {
        return members.containsKey(key);
    }

    @Nullable
    Object raw(String key) {
        return members.get(key);
    }

    Map<String, @Nullable Object> members() {
        return members;
    }

    /** The same place with other members. */
    Section with(Map<String, @Nullable Object> others) {
        return new Section(others, pointer, faults);
    }

    /** About something below the value under a key. */
    void faultBelow(String key, String below, String message) {
        faults.add(pointer(key) + below, message, "");
    }

    String pointer() {
        return pointer;
    }

    String pointer(String key) {
        return Pointer.child(pointer, key);
    }

    void fault(String key, String message, String suggestion) {
        faults.add(pointer(key), message, suggestion);
    }

    /** About one element of the array under a key. */
    void fault(String key, int index, String message) {
        faults.add(Pointer.child(pointer(key), index), message, "");
    }

    void missing(String key, String suggestion) {
        faults.add(pointer, "missing \"" + key + "\"", suggestion);
    }

    Optional<String> text(String key) {
        return typed(key, String.class, "a string");
    }

    boolean flag(String key) {
        return typed(key, Boolean.class, "true or false").orElse(false);
    }

    OptionalInt whole(String key, int least, int most) {
        Object value = members.get(key);
        if (!has(key)) {
            return OptionalInt.empty();
        }
        boolean whole = value instanceof Integer || value instanceof Long;
        if (whole && value instanceof Number number && number.longValue() >= least && number.longValue() <= most) {
            return OptionalInt.of(number.intValue());
        }
        String range = most == Integer.MAX_VALUE ? least + " or more" : least + " to " + most;
        fault(key, "must be a whole number, " + range + ", not " + JsonType.shown(value), "");
        return OptionalInt.empty();
    }

    /** One of a closed set of words. */
    <T> T word(String key, T[] values, Function<T, String> word, T otherwise) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        List<String> words = Arrays.stream(values).map(word).toList();
        int index = words.indexOf(text.get());
        if (index < 0) {
            fault(key, "unknown value " + JsonType.shown(text.get()), NearestWord.suggestion(text.get(), words));
            return otherwise;
        }
        return values[index];
    }

    /** The object under a key; an empty one where it is absent. */
    Section section(String key) {
        Map<String, @Nullable Object> object =
                typed(key, Map.class, "an object").map(Overrides::members).orElseGet(Map::of);
        return new Section(object, pointer(key), faults);
    }

    /** The array under a key; an empty one where it is absent. */
    List<?> list(String key) {
        return typed(key, List.class, "an array").orElseGet(List::of);
    }

    private <T> Optional<T> typed(String key, Class<T> type, String name) {
        Object value = members.get(key);
        if (!has(key)) {
            return Optional.empty();
        }
        if (!type.isInstance(value)) {
            fault(key, "must be " + name + ", not " + JsonType.shown(value), "");
            return Optional.empty();
        }
        return Optional.of(type.cast(value));
    }
}
