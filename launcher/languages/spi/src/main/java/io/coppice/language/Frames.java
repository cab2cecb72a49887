package io.coppice.language;

import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The JSON objects that a child in another language and its host exchange. */
public final class Frames {

    /** No frame is longer, in bytes of UTF-8. */
    public static final int LONGEST = 1024 * 1024;

    /** In so many no character has more. */
    private static final int MOST_BYTES = 3;

    /** With what separates it from the rest. */
    private static final int LONGEST_REPLY_ADDRESS = 32;

    static final int LONGEST_TIMEOUT = 3_600_000;

    private static final int SHOWN = 200;
    private static final int LONGEST_REASON = 8192;
    private static final int FIRST_LENGTH = 256;

    private static final String ANSWER = "{\"type\":\"send\",\"address\":\"" + Unanswered.PREFIX;
    private static final String ANSWER_BODY = "\",\"body\":";

    private Frames() {}

    /** A child has not kept to what was agreed. */
    public static final class Violation extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public Violation(String message) {
            super(message, null, false, false);
        }
    }

    /** Reads what a child said. */
    public static JsonObject read(String text) {
        try {
            return new JsonObject(text);
        } catch (DecodeException | ClassCastException noObject) {
            throw new Violation("what it said is no JSON object: " + beginning(text));
        }
    }

    private static String beginning(String text) {
        return text.substring(0, Math.min(SHOWN, text.length()));
    }

    /** Reads a body that a child said without a frame. */
    static @Nullable Object body(String text) {
        try {
            return JsonText.decode(text);
        } catch (DecodeException noJson) {
            throw new Violation("what it answered is no JSON: " + beginning(text));
        }
    }

    /** Whether it has more than so many bytes. */
    static boolean isLongerThan(int bytes, String frame) {
        return frame.length() > bytes / MOST_BYTES && frame.getBytes(StandardCharsets.UTF_8).length > bytes;
    }

    /** So many bytes a message in its parts has at most beside its body. */
    static int lengthOfNames(String address) {
        return address.length() * MOST_BYTES + LONGEST_REPLY_ADDRESS;
    }

    /** A string that a frame has to have. */
    static String text(JsonObject frame, String key) {
        if (frame.getValue(key) instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw new Violation("it said a \"" + frame.getValue("type") + "\" without the string \"" + key + "\"");
    }

    static String textOr(JsonObject frame, String key, String otherwise) {
        return frame.getValue(key) instanceof String text ? text : otherwise;
    }

    static boolean flag(JsonObject frame, String key) {
        return Boolean.TRUE.equals(frame.getValue(key));
    }

    static int number(JsonObject frame, String key, int otherwise) {
        return frame.getValue(key) instanceof Number number ? number.intValue() : otherwise;
    }

    static DeliveryOptions options(JsonObject frame) {
        DeliveryOptions options = new DeliveryOptions();
        if (frame.getValue("headers") instanceof JsonObject headers) {
            headers.forEach(header -> options.addHeader(header.getKey(), String.valueOf(header.getValue())));
        }
        if (frame.getValue("timeout") instanceof Number millis) {
            if (millis.longValue() < 1 || millis.longValue() > LONGEST_TIMEOUT) {
                throw new Violation("\"timeout\" must be from 1 to " + LONGEST_TIMEOUT + " milliseconds");
            }
            options.setSendTimeout(millis.longValue());
        }
        return options;
    }

    /** The first that a child is told. */
    public static JsonObject start(@Nullable String path, String inbox, JsonObject config) {
        return new JsonObject()
                .put("type", "start")
                .put("path", path)
                .put("inbox", inbox)
                .put("config", config);
    }

    /**
     * The text of a message's frame, which is made more often than all others.
     *
     * @param address as JSON has it
     * @param answer the number of its answer; {@link Unanswered#NOBODY} for none
     * @throws io.vertx.core.json.EncodeException if its body is not JSON
     */
    static String message(String type, String address, Message<?> message, long answer) {
        StringBuilder frame = new StringBuilder(FIRST_LENGTH);
        frame.append("{\"type\":\"").append(type).append("\",\"address\":").append(address);
        if (answer != Unanswered.NOBODY) {
            frame.append(",\"replyAddress\":\"")
                    .append(Unanswered.PREFIX)
                    .append(answer)
                    .append('"');
        }
        frame.append(",\"send\":").append(message.isSend());
        if (!message.headers().isEmpty()) {
            frame.append(",\"headers\":").append(headers(message.headers()).encode());
        }
        // Last, so that a program without a JSON parser finds the other fields first.
        frame.append(",\"body\":");
        JsonText.append(frame, message.body());
        return frame.append('}').toString();
    }

    /**
     * The answer to a message, and nothing else with it.
     *
     * @param number the message's
     */
    record Answer(long number, @Nullable Object body) {}

    /**
     * Reads an answer in the form that most clients write it in: what is left to be read as JSON is its body. Null for all else,
     * which has to be {@linkplain #read read} whole.
     */
    static @Nullable Answer answer(String text) {
        int end = text.startsWith(ANSWER) ? text.indexOf('"', ANSWER.length()) : -1;
        if (end < 0 || !text.startsWith(ANSWER_BODY, end) || !text.endsWith("}")) {
            return null;
        }
        long number = Unanswered.number(text.substring(ANSWER.length() - Unanswered.PREFIX.length(), end));
        try {
            return number == Unanswered.NOBODY
                    ? null
                    : new Answer(
                            number, JsonText.decode(text.substring(end + ANSWER_BODY.length(), text.length() - 1)));
        } catch (DecodeException moreThanBody) {
            return null;
        }
    }

    private static JsonObject headers(MultiMap headers) {
        JsonObject json = new JsonObject();
        headers.forEach(header -> json.put(header.getKey(), header.getValue()));
        return json;
    }

    /** The failure of a request, or of what had no answer to come. */
    public static JsonObject err(String address, Throwable failure) {
        JsonObject frame = new JsonObject().put("type", "err").put("address", address);
        return failure instanceof ReplyException reply
                ? frame.put("failureCode", reply.failureCode())
                        .put("failureType", reply.failureType().name())
                        .put("message", cut(reply.getMessage()))
                : frame.put("failureCode", -1).put("failureType", "ERROR").put("message", cut(failure.toString()));
    }

    private static @Nullable String cut(@Nullable String reason) {
        return reason == null || reason.length() <= LONGEST_REASON
                ? reason
                : reason.substring(0, LONGEST_REASON) + "...";
    }

    /** How serious what it wants in the log is. */
    static Level level(JsonObject frame) {
        return switch (textOr(frame, "level", "info")) {
            case "debug" -> Level.DEBUG;
            case "info" -> Level.INFO;
            case "warn", "warning" -> Level.WARNING;
            case "error" -> Level.ERROR;
            default ->
                throw new Violation("it said a \"log\" with the unknown level \"" + frame.getValue("level")
                        + "\"; known: debug, info, warn, error");
        };
    }
}
