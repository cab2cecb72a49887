package io.coppice.infosys.question;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * What a backend answers.
 *
 * @param score how sure it is, from 0 to 100
 */
public record Answer(String backend, String text, int score) {

    /** How many a backend may give to one question, and how long each may be. */
    private static final int MOST = 10;

    private static final int MOST_CHARACTERS = 1_000;
    private static final int BEST_SCORE = 100;

    /**
     * Checks what a backend sent.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public Answer {
        if (text.isBlank() || text.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException(
                    "the text of an answer must have 1 to " + MOST_CHARACTERS + " characters, not " + text.length());
        }
        if (score < 0 || score > BEST_SCORE) {
            throw new IllegalArgumentException("the score of an answer must be from 0 to 100, not " + score);
        }
    }

    /**
     * The answers in a reply such as {@code {"answers": [{"text": "42", "score": 100}]}}.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static List<Answer> of(String backend, JsonObject reply) {
        if (!(reply.getValue("answers") instanceof JsonArray sent) || sent.size() > MOST) {
            throw new IllegalArgumentException("a reply must have \"answers\", a list of at most " + MOST);
        }
        List<Answer> answers = new ArrayList<>(sent.size());
        for (Object each : sent) {
            if (each instanceof JsonObject answer
                    && answer.getValue("text") instanceof String text
                    && answer.getValue("score") instanceof Integer score) {
                answers.add(new Answer(backend, text, score));
            } else {
                throw new IllegalArgumentException(
                        "an answer must be an object with \"text\" and a whole number \"score\", not " + each);
            }
        }
        return answers;
    }

    /** As clients see it. */
    public JsonObject toJson() {
        return new JsonObject().put("backend", backend).put("text", text).put("score", score);
    }
}
