package io.coppice.supervision.bus;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * An address to which events are sent in their order; used on one context.
 *
 * <p>Each is sent as a request. A subscriber that answers gets them as fast as it answers; one that does not answer need not
 * do anything, and gets {@value #WINDOW} in {@value #ANSWER_MILLIS} ms. {@value #BUFFER} wait for a slower one; those beyond
 * are lost, and the next that it gets says how many, as {@code "lost"}.
 */
final class Subscriber {

    static final int WINDOW = 100;
    static final int ANSWER_MILLIS = 1_000;
    static final int BUFFER = 1_000;

    private static final DeliveryOptions OPTIONS =
            new DeliveryOptions().setLocalOnly(true).setSendTimeout(ANSWER_MILLIS);

    private final Vertx vertx;
    private final String address;
    private final Runnable whenNobodyIsThere;
    private final Queue<JsonObject> queue = new ArrayDeque<>();
    private int unanswered;
    private long lost;
    private boolean isOver;

    Subscriber(Vertx vertx, String address, Runnable whenNobodyIsThere) {
        this.vertx = vertx;
        this.address = address;
        this.whenNobodyIsThere = whenNobodyIsThere;
    }

    /** The line for the log when its address has no handler any more. */
    static String nobody(String address) {
        return "nobody takes events on " + address + " any more; its subscription ends";
    }

    void offer(JsonObject event) {
        if (queue.size() >= BUFFER) {
            lost++;
            return;
        }
        if (lost > 0) {
            event.put("lost", lost);
            lost = 0;
        }
        queue.add(event);
        send();
    }

    private void send() {
        while (!isOver && unanswered < WINDOW && !queue.isEmpty()) {
            unanswered++;
            vertx.eventBus().request(address, queue.remove(), OPTIONS).onComplete(answer -> {
                unanswered--;
                if (answer.cause() instanceof ReplyException failed
                        && failed.failureType() == ReplyFailure.NO_HANDLERS) {
                    close();
                    whenNobodyIsThere.run();
                }
                send();
            });
        }
    }

    /** Nothing is sent any more. */
    void close() {
        isOver = true;
        queue.clear();
    }
}
