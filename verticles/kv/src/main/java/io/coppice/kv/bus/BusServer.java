package io.coppice.kv.bus;

import io.coppice.kv.tcp.Request;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;

/**
 * The event-bus side of a component: JSON objects with an {@code action} come in, JSON objects go out.
 *
 * <p>Failures are {@link ReplyException}s with one of the codes below and a text that names what was wrong; what a handler
 * throws besides crashes its verticle, and the sender has the code {@code Supervision.CRASHED}.
 */
public final class BusServer {

    /** No message here leaves its node. */
    public static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

    /** The message is not what the address takes. */
    public static final int BAD_REQUEST = 400;
    /** There is no bucket with this name. */
    public static final int NOT_FOUND = 404;
    /** A part that is needed does not answer at the moment. */
    public static final int UNAVAILABLE = 503;
    /** Nobody knows whether it was done: the node that was to do it has not answered. */
    public static final int UNKNOWN_OUTCOME = 504;

    /** What was not kept, or where nobody knows whether it was. */
    public static ReplyException unsettled(boolean isUnknown) {
        return isUnknown
                ? failure(UNKNOWN_OUTCOME, "unknown outcome: " + Request.NOT_CONFIRMED)
                : failure(UNAVAILABLE, Request.NOT_AVAILABLE);
    }

    /** Whether this is what {@link #unsettled} says where nothing was changed. */
    public static boolean isNotKept(Throwable failure) {
        return failure instanceof ReplyException reply
                && reply.failureCode() == UNAVAILABLE
                && Request.NOT_AVAILABLE.equals(reply.getMessage());
    }

    /** Answers one request; throws {@link ReplyException} for a bad one. */
    @FunctionalInterface
    public interface Answer {
        Future<JsonObject> to(String action, JsonObject body);
    }

    private BusServer() {}

    /** Serves an address of this node, on the current context. */
    public static void serve(Vertx vertx, String address, Answer answer) {
        vertx.eventBus().<Object>localConsumer(address, message -> handle(message, answer));
    }

    private static void handle(Message<Object> message, Answer answer) {
        if (!(message.body() instanceof JsonObject body)) {
            message.fail(BAD_REQUEST, "the body must be a JSON object with a string \"action\"");
            return;
        }
        answer(message, body, answer);
    }

    /** Answers a message whose body, or what was in it, is this request. */
    static void answer(Message<Object> message, JsonObject body, Answer answer) {
        if (!(body.getValue("action") instanceof String action)) {
            message.fail(BAD_REQUEST, "the body must be a JSON object with a string \"action\"");
            return;
        }
        Future<JsonObject> reply;
        try {
            reply = answer.to(action, body);
        } catch (ReplyException refused) {
            message.fail(refused.failureCode(), refused.getMessage());
            return;
        }
        reply.onSuccess(message::reply).onFailure(failure -> {
            ReplyException refusal = refusal(failure);
            message.fail(refusal.failureCode(), refusal.getMessage());
        });
    }

    /** What who asked is told where it failed. */
    static ReplyException refusal(Throwable failure) {
        if (!(failure instanceof ReplyException reply)) {
            return failure(UNAVAILABLE, failure.toString());
        }
        boolean isOurs = reply.failureType() == ReplyFailure.RECIPIENT_FAILURE;
        return isOurs ? reply : failure(UNAVAILABLE, String.valueOf(reply.getMessage()));
    }

    /** The string in this field. */
    public static String text(JsonObject body, String field) {
        if (body.getValue(field) instanceof String text) {
            return text;
        }
        throw failure(BAD_REQUEST, "\"" + field + "\" must be a string");
    }

    public static ReplyException failure(int code, String text) {
        return new ReplyException(ReplyFailure.RECIPIENT_FAILURE, code, text);
    }

    public static ReplyException unknown(String action, String known) {
        return failure(BAD_REQUEST, "unknown action \"" + action + "\"; known are " + known);
    }
}
