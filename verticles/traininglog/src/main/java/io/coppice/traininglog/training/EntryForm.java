package io.coppice.traininglog.training;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The fields of one post, from wherever they were sent, and what is wrong with them.
 *
 * <p>A field may be given more than once as long as it says the same.
 */
public final class EntryForm {

    private static final String MOVEMENT_NAME = "movement_name";
    private static final String REP = "rep";
    private static final String WEIGHT = "weight";

    private static final int LONGEST_QUOTE = 40;

    private final Map<String, Set<String>> values =
            Map.of(MOVEMENT_NAME, new LinkedHashSet<>(), REP, new LinkedHashSet<>(), WEIGHT, new LinkedHashSet<>());

    /** The form with the fields of a JSON object. */
    public static EntryForm of(Iterable<Map.Entry<String, Object>> fields) {
        EntryForm form = new EntryForm();
        fields.forEach(field -> form.add(field.getKey(), String.valueOf(field.getValue())));
        return form;
    }

    /** Adds a field; names that an entry does not have are passed over. */
    public EntryForm add(String name, String value) {
        Set<String> given = values.get(name);
        if (given != null) {
            given.add(value);
        }
        return this;
    }

    /** What is wrong, one sentence a field; empty when {@link #entry} may be called. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        check(
                faults,
                MOVEMENT_NAME,
                "one of " + Movement.WORDS,
                word -> Movement.of(word).isPresent());
        check(faults, REP, "a whole number from 0 to " + TrainingEntry.MOST_REPS, TrainingEntry::isRep);
        check(
                faults,
                WEIGHT,
                "a decimal number of kilograms from 0 to " + TrainingEntry.MOST_KILOGRAMS
                        + " with at most 3 decimals, such as 82.5",
                TrainingEntry::isWeight);
        return faults;
    }

    /**
     * The entry.
     *
     * @throws IllegalStateException if there are faults
     */
    public TrainingEntry entry() {
        List<String> faults = faults();
        if (!faults.isEmpty()) {
            throw new IllegalStateException(String.join("; ", faults));
        }
        return new TrainingEntry(Movement.of(value(MOVEMENT_NAME)).orElseThrow(), value(REP), value(WEIGHT));
    }

    private void check(List<String> faults, String name, String rule, Predicate<String> valid) {
        Set<String> given = given(name);
        if (given.isEmpty()) {
            faults.add(name + " is missing: it must be " + rule);
        } else if (given.size() > 1) {
            faults.add(name + " is given more than once, as "
                    + given.stream().map(EntryForm::quote).collect(Collectors.joining(" and "))
                    + ": it must be " + rule);
        } else if (!valid.test(value(name))) {
            faults.add(name + " must be " + rule + ", not " + quote(value(name)));
        }
    }

    private Set<String> given(String name) {
        return values.getOrDefault(name, Set.of());
    }

    private String value(String name) {
        return given(name).iterator().next();
    }

    /** A value in an error, cut where it is long. */
    static String quote(String value) {
        boolean isLong = value.codePointCount(0, value.length()) > LONGEST_QUOTE;
        return '"' + (isLong ? value.substring(0, value.offsetByCodePoints(0, LONGEST_QUOTE)) + "..." : value) + '"';
    }
}
