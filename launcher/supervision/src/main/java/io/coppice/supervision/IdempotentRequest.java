package io.coppice.supervision;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request over the event bus that may be done twice, and so is repeated while nobody answers.
 *
 * <pre>{@code
 * IdempotentRequest.to("price").<JsonObject>send(vertx, new JsonObject().put("action", "get").put("name", "milk"))
 * }</pre>
 *
 * <p>A request that is under way to a node that dies is answered by nobody, and Vert.x tells its sender only after the time-out,
 * half a minute unless it is set. The next try goes to the next node that consumes the address. A request that was answered with
 * a failure is not repeated: it has been done, or refused.
 *
 * @param address where it goes
 * @param options of each try; the send time-out is how long one waits for its answer
 * @param tries how many at most
 */
public record IdempotentRequest(String address, DeliveryOptions options, int tries) {

    public static final Duration DEFAULT_TIMEOUT = Duration.ofMillis(500);
    public static final int DEFAULT_TRIES = 5;

    /** Where nobody consumes the address, or a connection is lost, that is known at once, and another may be there soon. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    public IdempotentRequest {
        if (tries < 1) {
            throw new IllegalArgumentException("tries must be 1 or more, not " + tries);
        }
    }

    /** One that is tried five times, each for half a second. */
    public static IdempotentRequest to(String address) {
        return new IdempotentRequest(
                address, new DeliveryOptions().setSendTimeout(DEFAULT_TIMEOUT.toMillis()), DEFAULT_TRIES);
    }

    /**
     * Sends it until there is an answer.
     *
     * @return failed as the last try was, nearly always with a {@link ReplyException}
     */
    public <T> Future<Message<T>> send(Vertx vertx, @Nullable Object body) {
        Promise<Message<T>> answer = Promise.promise();
        attempt(vertx, body, answer, tries);
        return answer.future();
    }

    private <T> void attempt(Vertx vertx, @Nullable Object body, Promise<Message<T>> answer, int left) {
        vertx.eventBus().<T>request(address, body, options).onComplete(answer::complete, failure -> {
            ReplyFailure why = failure instanceof ReplyException reply ? reply.failureType() : ReplyFailure.ERROR;
            if (left == 1 || why == ReplyFailure.RECIPIENT_FAILURE) {
                answer.fail(failure);
            } else if (why == ReplyFailure.TIMEOUT) {
                attempt(vertx, body, answer, left - 1);
            } else {
                vertx.setTimer(PAUSE.toMillis(), timer -> attempt(vertx, body, answer, left - 1));
            }
        });
    }
}
