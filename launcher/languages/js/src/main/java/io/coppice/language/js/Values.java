package io.coppice.language.js;

import io.coppice.language.JsonText;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.EncodeException;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Bodies of messages as the text that crosses the border to JavaScript. */
final class Values {

    private Values() {}

    /**
     * As text.
     *
     * @throws IllegalArgumentException if it is not JSON
     */
    static String json(@Nullable Object body) {
        try {
            return JsonText.encode(body);
        } catch (EncodeException | IllegalStateException noJson) {
            throw new IllegalArgumentException("the body is not JSON: " + noJson.getMessage(), noJson);
        }
    }

    /**
     * What a text is.
     *
     * @param json null for what has no JSON, such as undefined or a function
     * @throws IllegalArgumentException if it is no JSON, or more than a parser takes
     */
    static @Nullable Object value(@Nullable String json) {
        try {
            return json == null ? null : JsonText.decode(json);
        } catch (DecodeException wrong) {
            // Without the text: it may be very long.
            throw new IllegalArgumentException("not JSON: " + wrong.getMessage(), wrong);
        }
    }

    /** As text; empty where there are none. */
    static String headers(Message<?> message) {
        if (message.headers().isEmpty()) {
            return "";
        }
        JsonObject headers = new JsonObject();
        message.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
        return headers.encode();
    }
}
