package io.coppice.component.bus;

import io.coppice.supervision.Supervision;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.Optional;

/** Why a part refused a request: the code of its {@link ReplyException}. Nothing was done, unless the name says otherwise. */
public enum Failure {
    /** The request has no such action, or misses a field. */
    BAD_REQUEST(1),
    /** Too many requests wait already, or this one waited too long. */
    OVERLOADED(2),
    /** The part that would do it is being restarted. */
    UNAVAILABLE(3),
    /** The database cannot be written: the disk is full, or fails. */
    NOT_WRITABLE(4),
    /** Somebody else has it already: the number, the name. */
    TAKEN(5),
    /** There is as much of it as there may be. */
    FULL(6),
    /** It was begun and its outcome is not known. */
    UNKNOWN_OUTCOME(7),
    /** The database failed otherwise. */
    FAILED(8),
    /** What the request names does not exist. */
    NOT_FOUND(9);

    private final int code;

    Failure(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** Answers a request with this failure. */
    public void reply(Message<?> request, String why) {
        request.fail(code, why);
    }

    /** The failure as the requester sees it. */
    public ReplyException exception(String why) {
        return new ReplyException(ReplyFailure.RECIPIENT_FAILURE, code, why);
    }

    /** What a part answered; empty for an exception that no part sent on purpose. */
    public static Optional<Failure> of(Throwable cause) {
        if (cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.RECIPIENT_FAILURE) {
            for (Failure failure : values()) {
                if (failure.code == reply.failureCode()) {
                    return Optional.of(failure);
                }
            }
        }
        return Optional.empty();
    }

    /** Whether nothing was done because a part is being restarted, so that any request may be sent again. */
    public static boolean isUndone(Throwable cause) {
        if (!(cause instanceof ReplyException reply)) {
            return false;
        }
        return switch (reply.failureType()) {
            case NO_HANDLERS -> true;
            // How Vert.x answers what still waits for a consumer that is gone; other time-outs may have been handled.
            case TIMEOUT -> String.valueOf(reply.getMessage()).startsWith("Discarded the request");
            case RECIPIENT_FAILURE ->
                reply.failureCode() == UNAVAILABLE.code || reply.failureCode() == Supervision.NOT_HANDLED;
            default -> false;
        };
    }

    /** Whether it may be gone in a moment: a part is being restarted. */
    public static boolean isPassing(Throwable cause) {
        return cause instanceof ReplyException
                && of(cause).map(failure -> failure == UNAVAILABLE).orElse(true);
    }
}
