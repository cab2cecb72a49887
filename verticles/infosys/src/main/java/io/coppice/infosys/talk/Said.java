package io.coppice.infosys.talk;

import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;

/**
 * Something that was said in a room.
 *
 * @param origin which node it comes from, and which life of its room there
 * @param number its place among what has this origin, from 1
 * @param at when, in milliseconds
 * @param from who said it
 * @param isAnswer whether it is the information system's
 */
public record Said(String origin, long number, long at, String from, String text, boolean isAnswer) {

    /** The longest text. */
    public static final int MOST_CHARACTERS = 500;

    /** The longest name. */
    public static final int MOST_NAME = 40;

    private static final List<String> KEYS = List.of("origin", "number", "at", "from", "text", "answer");

    /** The same on every node, and of one origin by number. */
    static final Comparator<Said> ORDER =
            Comparator.comparingLong(Said::at).thenComparing(Said::origin).thenComparingLong(Said::number);

    /** Unlike that of anything else, on any node. */
    public String id() {
        return origin + ":" + number;
    }

    /** Whether it wants an answer. */
    public boolean isQuestion() {
        return !isAnswer && text.endsWith("?");
    }

    /** As nodes tell each other. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("origin", origin)
                .put("number", number)
                .put("at", at)
                .put("from", from)
                .put("text", text)
                .put("answer", isAnswer);
    }

    /**
     * What {@link #toJson} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static Said of(JsonObject json) {
        if (json.getValue("origin") instanceof String origin
                && json.getValue("number") instanceof Number number
                && json.getValue("at") instanceof Number at
                && json.getValue("from") instanceof String from
                && json.getValue("text") instanceof String text
                && json.getValue("answer") instanceof Boolean isAnswer) {
            return new Said(origin, number.longValue(), at.longValue(), from, text, isAnswer);
        }
        throw new IllegalArgumentException("\"said\" must be an object with " + KEYS);
    }
}
