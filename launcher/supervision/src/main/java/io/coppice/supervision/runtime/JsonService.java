package io.coppice.supervision.runtime;

import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.spec.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An address of this node that takes JSON objects with an {@code action}, and answers with JSON objects.
 *
 * <p>A {@link SupervisionException} is answered with its code, an {@link IllegalArgumentException} with
 * {@link Supervision#BAD_REQUEST}, a {@link ReplyException} with the code that it has, anything else with {@link Supervision#CRASHED} and a line in the log: a request never
 * ends who serves it.
 */
public final class JsonService {

    /** So many requests may wait for their answers; more are refused. */
    public static final int MOST_WAITING = 10_000;

    /** The failure code where somebody else did not answer in time. */
    private static final int LATE = 504;

    /** What a request does; a bad one throws {@link IllegalArgumentException} with a text that says what would be right. */
    @FunctionalInterface
    public interface Answer {
        Future<JsonObject> to(String action, JsonObject request);
    }

    private static final Logger LOG = System.getLogger(JsonService.class.getName());

    private final String name;
    private final Answer answer;
    private final AtomicInteger waiting = new AtomicInteger();

    private JsonService(String name, Answer answer) {
        this.name = name;
        this.answer = answer;
    }

    /**
     * Serves an address, on the caller's context.
     *
     * @param name what the texts of failures begin with
     */
    public static MessageConsumer<Object> serve(Vertx vertx, String address, String name, Answer answer) {
        return vertx.eventBus().localConsumer(address, new JsonService(name, answer)::handle);
    }

    /** The error for an action that an address does not know. */
    public static IllegalArgumentException unknown(String action, String known) {
        String given = action.length() <= 100 ? "\"" + action + "\"" : "one of " + (action.length() + 2);
        return new IllegalArgumentException("\"action\" must be " + known + ", not " + given);
    }

    private void handle(Message<Object> message) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            message.fail(Refusal.OVERLOADED.code(), name + ": " + Refusal.OVERLOADED.word());
            return;
        }
        answer(message.body()).onComplete(answered -> {
            waiting.decrementAndGet();
            if (answered.succeeded()) {
                message.reply(answered.result());
            } else {
                fail(message, answered.cause());
            }
        });
    }

    private Future<JsonObject> answer(@Nullable Object body) {
        try {
            if (body instanceof JsonObject request && request.getValue("action") instanceof String action) {
                return answer.to(action, request);
            }
            throw new IllegalArgumentException("the body must be a JSON object with a string \"action\"");
        } catch (Throwable e) {
            return Future.failedFuture(e);
        }
    }

    /** Of a failure of who was asked on the way to the answer. */
    private static int codeOf(ReplyException failure) {
        return switch (failure.failureType()) {
            case NO_HANDLERS -> Refusal.NOT_FOUND.code();
            case TIMEOUT -> LATE;
            default -> failure.failureCode();
        };
    }

    private void fail(Message<Object> message, Throwable cause) {
        if (cause instanceof SupervisionException refused) {
            message.fail(refused.code().code(), cause.getMessage());
        } else if (cause instanceof IllegalArgumentException) {
            message.fail(Supervision.BAD_REQUEST, cause.getMessage());
        } else if (cause instanceof ReplyException failure) {
            message.fail(codeOf(failure), failure.getMessage());
        } else {
            LOG.log(Level.WARNING, name + ": a request over the event bus failed", cause);
            message.fail(Supervision.CRASHED, cause.toString());
        }
    }
}
