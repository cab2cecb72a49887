package io.coppice.kv;

import io.coppice.supervision.Supervision;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/** Asks the registry for changes of the table, and again while the registry is being restarted. */
final class BucketNames {

    private static final int TRIES = 5;
    private static final long AGAIN_AFTER_MS = 50;
    private static final DeliveryOptions OPTIONS =
            new DeliveryOptions().setLocalOnly(true).setSendTimeout(2000);

    private final Vertx vertx;

    BucketNames(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Creates or drops a bucket; the answer for the client, never a failure. */
    Future<byte[]> change(boolean create, String name) {
        JsonObject request =
                new JsonObject().put("action", create ? "create" : "drop").put("bucket", name);
        return ask(request, TRIES).map(Request.OK).otherwise(failure -> answer(name, failure));
    }

    private Future<JsonObject> ask(JsonObject request, int tries) {
        return vertx.eventBus()
                .<JsonObject>request(Registry.ADDRESS, request, OPTIONS)
                .map(reply -> reply.body())
                .recover(failure -> {
                    if (tries > 1 && isAway(failure)) {
                        return vertx.timer(AGAIN_AFTER_MS).compose(v -> ask(request, tries - 1));
                    }
                    if (tries < TRIES && isNotFound(failure)) {
                        // Dropped, by the try before, whose answer was lost.
                        return Future.succeededFuture(new JsonObject());
                    }
                    return Future.failedFuture(failure);
                });
    }

    private static boolean isAway(Throwable failure) {
        return failure instanceof ReplyException reply
                && (reply.failureType() != ReplyFailure.RECIPIENT_FAILURE
                        || reply.failureCode() == Supervision.CRASHED
                        || reply.failureCode() == BusServer.UNAVAILABLE);
    }

    private static boolean isNotFound(Throwable failure) {
        return failure instanceof ReplyException reply && reply.failureCode() == BusServer.NOT_FOUND;
    }

    private static byte[] answer(String name, Throwable failure) {
        if (isNotFound(failure)) {
            return Request.NOT_FOUND;
        }
        boolean silent =
                failure instanceof ReplyException reply && reply.failureType() != ReplyFailure.RECIPIENT_FAILURE;
        String reason = silent
                ? "the registry does not answer; " + name + " may have been changed or not"
                : String.valueOf(failure.getMessage()).replaceAll("[\\r\\n]+", " ");
        return ("ERROR " + reason + "\r\n").getBytes(StandardCharsets.UTF_8);
    }
}
