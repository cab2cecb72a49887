package io.coppice.traininglog.training;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** A lift that a training log knows. */
public enum Movement {
    SNATCH("snatch"),
    CLEAN_AND_JERK("clean_and_jerk"),
    SQUAT("squat"),
    BENCH("bench"),
    DEADLIFT("deadlift");

    /** All words, as an error lists them. */
    static final String WORDS = Arrays.stream(values()).map(Movement::word).collect(Collectors.joining(", "));

    private final String word;

    Movement(String word) {
        this.word = word;
    }

    /** The word of requests, answers and the database. */
    public String word() {
        return word;
    }

    /** The movement with this word. */
    public static Optional<Movement> of(String word) {
        return Arrays.stream(values())
                .filter(movement -> movement.word.equals(word))
                .findFirst();
    }
}
