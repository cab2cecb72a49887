package io.coppice.kv.bus;

import io.coppice.supervision.Supervision;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Asks the registry for changes of the table, and again while the registry is being restarted: for a new bucket by its
 * {@link Shortcut}, for all else by messages.
 */
public final class BucketNames {

    /** The address of the registry. */
    public static final String REGISTRY = "kv.registry";

    /** The longest name of a bucket, in bytes. */
    public static final int MAX_NAME = 1024;

    public static final String WHAT_A_NAME_IS = "the name of a bucket has 1 to " + MAX_NAME + " bytes of UTF-8";

    private static final int TRIES = 5;
    private static final long AGAIN_AFTER_MS = 50;
    private static final long TIMEOUT_MS = 2_000;

    private final Vertx vertx;
    private final Shortcut shortcut;
    private final long timeoutMs;
    private final DeliveryOptions options;

    public BucketNames(Vertx vertx) {
        this(vertx, TIMEOUT_MS);
    }

    /** @param timeoutMs for each try */
    BucketNames(Vertx vertx, long timeoutMs) {
        this.vertx = vertx;
        this.shortcut = Shortcut.of(vertx);
        this.timeoutMs = timeoutMs;
        this.options = new DeliveryOptions().setLocalOnly(true).setSendTimeout(timeoutMs);
    }

    public static boolean isName(byte[] bytes) {
        return bytes.length > 0
                && bytes.length <= MAX_NAME
                && Arrays.equals(new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), bytes);
    }

    /**
     * Creates a bucket, unless there is one with this name.
     *
     * @return true; or failed with one line for the client, or as {@link BusServer#unsettled}
     */
    public Future<Boolean> create(String name) {
        return told(name, ask(() -> make(name), TRIES));
    }

    /** What it refuses is as good as a refusal by message; of what it does not answer, nobody knows how it went. */
    private Future<?> make(String name) {
        Shortcut.Maker maker = shortcut.maker();
        return maker == null || !Context.isOnEventLoopThread()
                ? send("create", name)
                : inTime(maker.create(name).recover(failure -> Future.failedFuture(BusServer.refusal(failure))));
    }

    /** As long as a message is waited for. */
    private <T> Future<T> inTime(Future<T> answer) {
        Promise<T> inTime = Promise.promise();
        long timer = vertx.setTimer(
                timeoutMs, id -> inTime.tryFail(new ReplyException(ReplyFailure.TIMEOUT, "no answer in time")));
        answer.onComplete(done -> {
            vertx.cancelTimer(timer);
            if (done.succeeded()) {
                inTime.tryComplete(done.result());
            } else {
                inTime.tryFail(done.cause());
            }
        });
        return inTime.future();
    }

    /** Drops a bucket; false where there is none. */
    public Future<Boolean> drop(String name) {
        return change("drop", name);
    }

    /** Completes when it is known whether there is a bucket of this name; fails where that takes too long. */
    public Future<Void> await(String name) {
        return change("lookup", name).mapEmpty();
    }

    private Future<Boolean> change(String action, String name) {
        return told(name, ask(() -> send(action, name), TRIES));
    }

    private Future<?> send(String action, String name) {
        return vertx.eventBus()
                .request(REGISTRY, new JsonObject().put("action", action).put("bucket", name), options);
    }

    private static Future<Boolean> told(String name, Future<?> answer) {
        return answer.map(true)
                .recover(failure ->
                        isNotFound(failure) ? Future.succeededFuture(false) : Future.failedFuture(told(name, failure)));
    }

    private Future<?> ask(Supplier<Future<?>> request, int tries) {
        return request.get().<Object>mapEmpty().recover(failure -> {
            if (tries > 1 && isAway(failure)) {
                return vertx.timer(AGAIN_AFTER_MS)
                        .compose(v -> ask(request, tries - 1).mapEmpty());
            }
            if (tries < TRIES && isNotFound(failure)) {
                // Dropped, by the try before, whose answer was lost.
                return Future.succeededFuture();
            }
            return Future.failedFuture(failure);
        });
    }

    private static boolean isAway(Throwable failure) {
        // Who does not know the bucket has waited for it already.
        return failure instanceof ReplyException reply
                && !BusServer.isNotKept(reply)
                && (reply.failureType() != ReplyFailure.RECIPIENT_FAILURE
                        || reply.failureCode() == Supervision.CRASHED
                        || reply.failureCode() == BusServer.UNAVAILABLE);
    }

    private static boolean isNotFound(Throwable failure) {
        return failure instanceof ReplyException reply && reply.failureCode() == BusServer.NOT_FOUND;
    }

    private static Throwable told(String name, Throwable failure) {
        ReplyException reply = failure instanceof ReplyException known ? known : null;
        if (reply != null && reply.failureType() != ReplyFailure.RECIPIENT_FAILURE) {
            return BusServer.failure(
                    BusServer.UNAVAILABLE, "the registry does not answer; " + name + " may have been changed or not");
        }
        int code = reply == null ? BusServer.UNAVAILABLE : reply.failureCode();
        return BusServer.failure(code, String.valueOf(failure.getMessage()).replaceAll("[\\r\\n]+", " "));
    }
}
