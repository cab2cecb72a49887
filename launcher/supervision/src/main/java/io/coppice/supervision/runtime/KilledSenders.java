package io.coppice.supervision.runtime;

import io.coppice.supervision.Supervision;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The deployments that were killed and whose code may go on: they are given no messages, and what they send is discarded.
 *
 * <p>An outbound interceptor looks at each message, and is there only while there are such deployments, as every send would
 * pay for it. They are forgotten some time after their thread is back: nobody knows whether something asynchronous is left.
 */
final class KilledSenders {

    /** For as long code that holds no thread may go on asynchronously without being heard. */
    private static final Duration LINGER = Duration.ofSeconds(10);
    /** More at the same time are not noted: what they send is delivered. */
    private static final int MOST = 10_000;

    private static final String KILLED = "its verticle was killed";

    private final Vertx vertx;
    private final MessageInHand messages;
    private final Deadlines deadlines;
    private final Handler<DeliveryContext<Object>> interceptor = this::around;
    private final Map<String, String> killed = new ConcurrentHashMap<>();

    KilledSenders(Vertx vertx, MessageInHand messages, Deadlines deadlines) {
        this.vertx = vertx;
        this.messages = messages;
        this.deadlines = deadlines;
    }

    /**
     * In a supervisor's turn.
     *
     * @param holdsThread whether {@link #forgetLater} is called when its thread is back
     */
    void add(String deploymentId, boolean holdsThread) {
        refuse(deploymentId);
        if (!holdsThread) {
            forgetLater(deploymentId);
        }
    }

    private synchronized void refuse(String deploymentId) {
        if (killed.size() < MOST && killed.putIfAbsent(deploymentId, KILLED) == null) {
            messages.refuseAll(deploymentId, KILLED);
            if (killed.size() == 1) {
                vertx.eventBus().addOutboundInterceptor(interceptor);
            }
        }
    }

    /** In a supervisor's turn: no thread is in its code any more. */
    void forgetLater(String deploymentId) {
        if (killed.containsKey(deploymentId)) {
            Limit.of(deadlines, LINGER, () -> forget(deploymentId));
        }
    }

    private synchronized void forget(String deploymentId) {
        if (killed.remove(deploymentId) != null) {
            messages.forget(deploymentId);
            if (killed.isEmpty()) {
                vertx.eventBus().removeOutboundInterceptor(interceptor);
            }
        }
    }

    private void around(DeliveryContext<Object> delivery) {
        Context sender = Vertx.currentContext();
        Message<Object> message = delivery.message();
        // A failure does no harm, and saves who asked the wait for a time-out.
        if (sender == null
                || delivery.body() instanceof ReplyException
                || VertxInternals.nearest(sender, killed::get) == null) {
            delivery.next();
            return;
        }
        ReplyException failure = new ReplyException(ReplyFailure.RECIPIENT_FAILURE, Supervision.CRASHED, KILLED);
        if (VertxInternals.isReply(message)) {
            vertx.eventBus().send(message.address(), failure, new DeliveryOptions().setLocalOnly(true));
        }
        VertxInternals.discard(delivery, new ReplyException(ReplyFailure.ERROR, -1, "discarded: " + KILLED));
    }
}
