package io.coppice.host.observer;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the event bus: {@code {"address":"kv.router","body":{...},"timeout":5000}}.
 *
 * @param body any JSON value; null without one
 * @param timeoutMillis how long to wait for a reply
 */
record BusRequest(String address, @Nullable Object body, int timeoutMillis) {

    static final int DEFAULT_TIMEOUT = 10_000;
    static final int LONGEST_TIMEOUT = 60_000;

    private static final List<String> KNOWN = List.of("address", "body", "timeout");

    /** A request that cannot be understood; the message says what would be right. */
    static final class BadRequest extends Exception {
        private static final long serialVersionUID = 1L;

        BadRequest(String message) {
            super(message);
        }
    }

    static BusRequest of(Buffer text) throws BadRequest {
        return of(json(text), List.of());
    }

    static JsonObject json(Buffer text) throws BadRequest {
        try {
            return new JsonObject(text);
        } catch (DecodeException | ClassCastException e) {
            throw new BadRequest("the body must be a JSON object, as {\"address\":\"kv.router\",\"body\":{}}");
        }
    }

    /**
     * Reads the fields of a request.
     *
     * @param more fields that somebody else reads
     */
    static BusRequest of(JsonObject json, List<String> more) throws BadRequest {
        for (String field : json.fieldNames()) {
            if (!KNOWN.contains(field) && !more.contains(field)) {
                throw new BadRequest("unknown field \"" + field + "\"; known are "
                        + Stream.concat(KNOWN.stream(), more.stream()).collect(Collectors.joining(", ")));
            }
        }
        if (!(json.getValue("address") instanceof String address)) {
            throw new BadRequest("\"address\" must be a string");
        }
        return new BusRequest(address, json.getValue("body"), timeout(json));
    }

    private static int timeout(JsonObject json) throws BadRequest {
        Object value = json.getValue("timeout", DEFAULT_TIMEOUT);
        if (value instanceof Integer millis && millis >= 1 && millis <= LONGEST_TIMEOUT) {
            return millis;
        }
        throw new BadRequest("\"timeout\" must be a whole number from 1 to " + LONGEST_TIMEOUT + " (ms), not " + value);
    }
}
