package io.coppice.shopping.session;

import io.vertx.core.json.JsonObject;

/**
 * A line of a cart.
 *
 * @param cents the price of one
 */
record Item(String name, long cents, int quantity) {

    long total() {
        return cents * quantity;
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("item", name)
                .put("price", Money.text(cents))
                .put("quantity", quantity);
    }
}
