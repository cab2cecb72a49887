package io.coppice.shopping.session;

import io.coppice.component.bus.Failure;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What is asked of a session, made into the event that it becomes, or refused. */
public final class Commands {

    private static final int MOST_ITEMS = 200;
    private static final int MOST_OF_ONE = 1_000;
    private static final int LONGEST_TEXT = 200;

    private Commands() {}

    /**
     * The first event of a session.
     *
     * @param id of this session alone; a key may be used again
     * @throws IllegalArgumentException naming what is wrong with the request
     */
    public static JsonObject start(JsonObject request, String id, Instant at) {
        JsonObject event = new JsonObject()
                .put("event", "start")
                .put("at", at.toString())
                .put("id", id)
                .put("key", new SessionKey(text(request, "key")).value());
        for (String field : List.of("domain", "landing_page", "ip", "member_id")) {
            if (request.getValue(field) != null) {
                event.put(field, text(request, field));
            }
        }
        return event;
    }

    /**
     * The next event of a session.
     *
     * @throws IllegalArgumentException naming what is wrong with the request
     * @throws RefusedException if the session is not one in which that may happen
     */
    public static JsonObject event(Session session, JsonObject request, Instant at) throws RefusedException {
        String action = String.valueOf(request.getValue("action"));
        if (session.number() >= Session.MOST_EVENTS && !action.equals("checkout")) {
            throw new RefusedException(
                    Failure.FULL, "the session " + session.key() + " has " + Session.MOST_EVENTS + " events already");
        }
        JsonObject event = new JsonObject().put("event", action).put("at", at.toString());
        switch (action) {
            case "visit" -> event.put("page", text(request, "page"));
            case "add" -> add(session, request, event);
            case "change" ->
                event.put("item", inCart(session, request)).put("quantity", whole(request, "quantity", MOST_OF_ONE));
            case "remove" -> event.put("item", inCart(session, request));
            case "discount" -> discount(session, request, event);
            case "checkout" -> {
                if (session.items().isEmpty()) {
                    throw new RefusedException(Failure.TAKEN, "the cart of " + session.key() + " is empty");
                }
            }
            default ->
                throw new IllegalArgumentException(
                        "\"action\" must be get, visit, add, change, remove, discount or checkout, not " + action);
        }
        return event;
    }

    private static void add(Session session, JsonObject request, JsonObject event) throws RefusedException {
        String name = text(request, "item");
        int quantity = request.containsKey("quantity") ? whole(request, "quantity", MOST_OF_ONE) : 1;
        Map<String, Item> cart = session.items();
        int had = cart.containsKey(name) ? cart.get(name).quantity() : 0;
        if (had == 0 && cart.size() >= MOST_ITEMS) {
            throw new RefusedException(
                    Failure.FULL, "the cart of " + session.key() + " has " + MOST_ITEMS + " items already");
        }
        if (had + quantity > MOST_OF_ONE) {
            throw new RefusedException(
                    Failure.FULL,
                    "there are " + had + " of " + name + " already, and no more than " + MOST_OF_ONE + " may be");
        }
        event.put("item", name)
                .put("price", Money.text(Money.cents(request.getValue("price"))))
                .put("quantity", quantity);
    }

    private static void discount(Session session, JsonObject request, JsonObject event) throws RefusedException {
        String code = text(request, "code");
        int percent = whole(request, "percent", 100);
        if (session.discounts().containsKey(code)) {
            throw new RefusedException(Failure.TAKEN, "the discount " + code + " is applied already");
        }
        if (session.discountPercent() + percent > 100) {
            throw new RefusedException(
                    Failure.FULL, "the discounts of " + session.key() + " would be more than 100 % together");
        }
        event.put("code", code).put("percent", percent);
    }

    private static String inCart(Session session, JsonObject request) throws RefusedException {
        String name = text(request, "item");
        if (!session.items().containsKey(name)) {
            throw new RefusedException(Failure.NOT_FOUND, "the cart of " + session.key() + " has no " + name);
        }
        return name;
    }

    private static String text(JsonObject request, String field) {
        if (request.getValue(field) instanceof String text && !text.isBlank() && text.length() <= LONGEST_TEXT) {
            return text;
        }
        throw new IllegalArgumentException("\"" + field + "\" must be a text of 1 to " + LONGEST_TEXT
                + " characters, not " + shown(request, field));
    }

    private static int whole(JsonObject request, String field, int most) {
        if (request.getValue(field) instanceof Integer number && number >= 1 && number <= most) {
            return number;
        }
        throw new IllegalArgumentException(
                "\"" + field + "\" must be a whole number from 1 to " + most + ", not " + shown(request, field));
    }

    /** What was given, where it is short: an error is no echo. */
    private static String shown(JsonObject request, String field) {
        String given = String.valueOf(request.getValue(field));
        return given.length() <= 100 ? given : "one of " + given.length();
    }
}
