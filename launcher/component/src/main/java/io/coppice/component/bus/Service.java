package io.coppice.component.bus;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** The answering side of {@link Requests}: a part's address, where a wrong message costs its sender only. */
public final class Service {

    private Service() {}

    /** Serves an address on this node: what is no JSON object is refused, and does not reach the handler. */
    public static void serve(Vertx vertx, String address, Handler<Message<JsonObject>> handler) {
        vertx.eventBus().<@Nullable Object>localConsumer(address, message -> {
            Object body = message.body();
            if (body instanceof JsonObject) {
                handler.handle(ofJson(message));
            } else {
                String sent = body == null ? "nothing" : "a " + body.getClass().getSimpleName();
                Failure.BAD_REQUEST.reply(message, "a request must be a JSON object, not " + sent);
            }
        });
    }

    /**
     * A field of a request that must be a text.
     *
     * @throws IllegalArgumentException if it is missing, null or something else
     */
    public static String text(JsonObject request, String key) {
        if (request.getValue(key) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("\"" + key + "\" must be a text");
    }

    @SuppressWarnings("unchecked")
    private static Message<JsonObject> ofJson(Message<?> message) {
        return (Message<JsonObject>) message;
    }
}
