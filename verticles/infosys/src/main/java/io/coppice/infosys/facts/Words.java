package io.coppice.infosys.facts;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The words of a question in lower case, without what is around them. */
record Words(List<String> words) {

    /** A fact about one word of many may be about something else; one about nearly all of them hardly. */
    private static final int LEAST_SCORE = 50;

    private static final int SCORE_OF_ALL = 40;

    static Words of(String question) {
        return new Words(Arrays.stream(question.toLowerCase(Locale.ROOT).split("\\s+"))
                .map(word -> word.replaceAll("^[^\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+$", ""))
                .filter(word -> !word.isEmpty())
                .toList());
    }

    /** With a blank around each, so that a subject is found as whole words. */
    String padded() {
        return " " + String.join(" ", words) + " ";
    }

    /** How sure a fact about this subject answers the question: by its share of the words. */
    int score(String subject) {
        int share = SCORE_OF_ALL * Words.of(subject).words().size() / Math.max(1, words.size());
        return LEAST_SCORE + Math.min(SCORE_OF_ALL, share);
    }
}
