package io.coppice.shopping.session;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A session at one moment: what its events make of it. It never changes.
 *
 * @param start its first event, which says whose it is
 * @param items the cart, by name, in the order in which they came
 * @param discounts the percents, by code
 * @param events all that has happened, as JSON texts; the last is the newest
 * @param touched when something happened last
 */
public record Session(
        JsonObject start,
        Map<String, Item> items,
        Map<String, Integer> discounts,
        List<String> events,
        Instant touched) {

    /** So many events may a session have, but for the last that ends it. */
    public static final int MOST_EVENTS = 1_000;

    public Session {
        items = Collections.unmodifiableMap(items);
        discounts = Collections.unmodifiableMap(discounts);
        events = Collections.unmodifiableList(events);
    }

    /** The session that begins with this event, of the kind {@code start}. */
    public static Session begin(JsonObject start) {
        return new Session(start, Map.of(), Map.of(), List.of(start.encode()), at(start));
    }

    /** The session that these events make, of which there is one at least. */
    public static Session of(List<String> events) {
        Session session = begin(new JsonObject(events.get(0)));
        for (String event : events.subList(1, events.size())) {
            session = session.with(new JsonObject(event));
        }
        return session;
    }

    /** What it is after an event that {@link Commands} made for it. */
    public Session with(JsonObject event) {
        Map<String, Item> cart = new LinkedHashMap<>(items);
        Map<String, Integer> codes = new LinkedHashMap<>(discounts);
        String name = event.getString("item", "");
        switch (event.getString("event")) {
            case "add" ->
                cart.merge(
                        name,
                        item(event),
                        (had, more) -> new Item(name, more.cents(), had.quantity() + more.quantity()));
            case "change" ->
                cart.computeIfPresent(name, (key, had) -> new Item(name, had.cents(), event.getInteger("quantity")));
            case "remove" -> cart.remove(name);
            case "discount" -> codes.put(event.getString("code"), event.getInteger("percent"));
            default -> {
                // A visit, or a checkout, changes nothing but the log.
            }
        }
        List<String> log = new ArrayList<>(events.size() + 1);
        log.addAll(events);
        log.add(event.encode());
        return new Session(start, cart, codes, log, at(event));
    }

    private static Item item(JsonObject event) {
        return new Item(event.getString("item"), Money.cents(event.getValue("price")), event.getInteger("quantity"));
    }

    private static Instant at(JsonObject event) {
        return Instant.parse(event.getString("at"));
    }

    public String id() {
        return start.getString("id");
    }

    public String key() {
        return start.getString("key");
    }

    /** How many events there are, which is the number of the newest. */
    public int number() {
        return events.size();
    }

    int discountPercent() {
        return discounts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Everything about it, with the sums. */
    public JsonObject toJson() {
        long gross = items.values().stream().mapToLong(Item::total).sum();
        long discount = Money.percent(gross, discountPercent());
        JsonArray cart = new JsonArray();
        items.values().forEach(item -> cart.add(item.toJson()));
        JsonArray codes = new JsonArray();
        discounts.forEach(
                (code, percent) -> codes.add(new JsonObject().put("code", code).put("percent", percent)));
        JsonArray logs = new JsonArray();
        events.forEach(event -> logs.add(new JsonObject(event)));
        JsonObject json = start.copy();
        json.remove("event");
        json.remove("at");
        return json.put("items", cart)
                .put("discounts", codes)
                .put("sum", Money.text(gross))
                .put("discount", Money.text(discount))
                .put("total", Money.text(gross - discount))
                .put("logs", logs);
    }
}
