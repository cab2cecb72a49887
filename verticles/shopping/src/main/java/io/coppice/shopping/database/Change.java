package io.coppice.shopping.database;

import io.coppice.component.bus.Service;
import io.vertx.core.json.JsonObject;

/**
 * One thing to write.
 *
 * @param number of the event; of the newest one where a session ends
 * @param at when, in milliseconds; before when, of a sweep
 * @param text the event, or the sale, as JSON
 */
record Change(Kind kind, String key, String id, long number, long at, String text) {

    enum Kind {
        START,
        APPEND,
        CHECKOUT,
        EXPIRE,
        SWEEP
    }

    /** @throws IllegalArgumentException saying what is wrong with the request */
    static Change of(JsonObject request) {
        String action = Service.text(request, "action");
        return switch (action) {
            case "start" -> of(Kind.START, request, 1, Service.text(request, "event"));
            case "append" -> of(Kind.APPEND, request, number(request, "number"), Service.text(request, "event"));
            case "checkout" -> of(Kind.CHECKOUT, request, number(request, "number"), Service.text(request, "sale"));
            case "expire" -> of(Kind.EXPIRE, request, number(request, "number"), "");
            case "sweep" -> new Change(Kind.SWEEP, "", "", 0, number(request, "before"), "");
            default ->
                throw new IllegalArgumentException(
                        "\"action\" must be start, append, checkout, expire or sweep, not " + action);
        };
    }

    private static Change of(Kind kind, JsonObject request, long number, String text) {
        long at = kind == Kind.EXPIRE ? 0 : number(request, "at");
        return new Change(kind, Service.text(request, "key"), Service.text(request, "id"), number, at, text);
    }

    private static long number(JsonObject request, String field) {
        if (request.getValue(field) instanceof Number number) {
            return number.longValue();
        }
        throw new IllegalArgumentException("\"" + field + "\" must be a whole number");
    }
}
