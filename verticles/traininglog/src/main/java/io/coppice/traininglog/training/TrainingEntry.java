package io.coppice.traininglog.training;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * One line of a training log.
 *
 * @param movement what was lifted
 * @param rep how often: a whole number, as it was written
 * @param weight kilograms: a decimal number, as it was written
 */
public record TrainingEntry(Movement movement, String rep, String weight) {

    static final int MOST_REPS = 1_000_000;
    static final int MOST_KILOGRAMS = 100_000;

    private static final Pattern REP = Pattern.compile("[0-9]{1,7}");
    private static final Pattern WEIGHT = Pattern.compile("[0-9]{1,6}(\\.[0-9]{1,3})?");
    private static final BigDecimal MOST_WEIGHT = BigDecimal.valueOf(MOST_KILOGRAMS);

    public TrainingEntry {
        if (!isRep(rep)) {
            throw new IllegalArgumentException("rep is \"" + rep + "\"");
        }
        if (!isWeight(weight)) {
            throw new IllegalArgumentException("weight is \"" + weight + "\"");
        }
    }

    static boolean isRep(String text) {
        return REP.matcher(text).matches() && Integer.parseInt(text) <= MOST_REPS;
    }

    static boolean isWeight(String text) {
        return WEIGHT.matcher(text).matches() && new BigDecimal(text).compareTo(MOST_WEIGHT) <= 0;
    }

    /** The entry as an answer has it. Its values are words and numbers, so there is nothing to escape. */
    public String toJson() {
        return "{\"weight\":\"" + weight + "\",\"rep\":\"" + rep + "\",\"movement_name\":\"" + movement.word() + "\"}";
    }

    /** The entry as a line of CSV, in the order of {@link CsvEntries#HEADER}. There is nothing to quote either. */
    public String toCsv() {
        return movement.word() + "," + rep + "," + weight + "\n";
    }
}
